package org.upgradefilter.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JDK's {@code keytool}, which makes keys and certificates that have signed themselves. */
final class KeyTool {

    private KeyTool() {}

    /** A key to be made, with its certificate. */
    record Key(String alias, String subject, String alternativeNames) {}

    static Key key(String alias, String subject, String alternativeNames) {
        return new Key(alias, subject, alternativeNames);
    }

    /** A new PKCS #12 file among what the build makes, with {@link TestCertificate#PASSWORD}. */
    static Path store(String name, Key... keys) {
        try {
            Path made = Files.createDirectories(Path.of("target"));
            // Of its own: other processes make theirs at the same time.
            Path store = Files.createTempDirectory(made, "keys").resolve(name);
            for (Key key : keys) {
                generate(store, key);
            }
            return store.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void generate(Path store, Key key) throws IOException, InterruptedException {
        Process keytool =
                new ProcessBuilder(command(store, key))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                        .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool failed");
        }
    }

    private static List<String> command(Path store, Key key) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                key.alias(),
                "-keyalg",
                "EC",
                "-dname",
                key.subject(),
                "-ext",
                "SAN=" + key.alternativeNames(),
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                TestCertificate.PASSWORD);
    }
}
