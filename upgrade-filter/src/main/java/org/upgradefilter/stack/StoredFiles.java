package org.upgradefilter.stack;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where the files are that a configuration names. */
@FunctionalInterface
public interface StoredFiles {

    /** There are none. */
    StoredFiles NONE =
            path -> {
                throw new FileNotFoundException(path);
            };

    /** Those of the machine, by absolute path. */
    StoredFiles OF_THE_MACHINE =
            path -> {
                try {
                    Path file = Path.of(path);
                    if (file.isAbsolute()) {
                        return Files.newInputStream(file);
                    }
                } catch (NoSuchFileException e) {
                    throw new FileNotFoundException("there is no such file");
                } catch (InvalidPathException e) {
                    throw new IOException("this is no path; use an absolute one", e);
                }
                throw new IOException("use an absolute path");
            };

    /**
     * Opens one.
     *
     * @param path as the configuration names it
     * @throws IOException if it is not there, or cannot be read; the message says what would be
     *     right
     */
    InputStream open(String path) throws IOException;
}
