package org.upgradefilter.servlet;

import jakarta.servlet.ServletContext;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.upgradefilter.stack.StoredFiles;

/**
 * The files that init-params name: those that begin with {@code /WEB-INF/} are the web
 * application's own, which nobody can download; all others are the machine's, by absolute path.
 */
record ApplicationFiles(ServletContext context) implements StoredFiles {

    private static final String OWN = "/WEB-INF/";

    @Override
    public InputStream open(String path) throws IOException {
        if (path.startsWith(OWN)) {
            InputStream own = context.getResourceAsStream(path);
            if (own == null) {
                throw new FileNotFoundException("the web application has no such file");
            }
            return own;
        }
        try {
            Path file = Path.of(path);
            if (file.isAbsolute()) {
                return Files.newInputStream(file);
            }
        } catch (NoSuchFileException e) {
            throw new FileNotFoundException("there is no such file");
        } catch (InvalidPathException e) {
            throw new IOException("this is no path; use an absolute one, or /WEB-INF/...", e);
        }
        throw new IOException("use an absolute path, or /WEB-INF/... for one of the application's");
    }
}
