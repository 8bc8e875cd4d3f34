package org.upgradefilter.stack;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Where the files are that a configuration names. */
@FunctionalInterface
public interface StoredFiles {

    /** There are none. */
    StoredFiles NONE =
            path -> {
                throw new FileNotFoundException(path);
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
