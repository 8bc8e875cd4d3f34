package org.upgradefilter.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * A PKCS #12 file with the one key everybody uses.
 *
 * @param path of the file
 */
public record KeyFile(Path path) {

    /** Of every such file; nobody else is to read one. */
    public static final String PASSWORD = "not secret";

    KeyStore read() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(path)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}
