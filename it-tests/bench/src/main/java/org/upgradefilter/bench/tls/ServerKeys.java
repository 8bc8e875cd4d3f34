package org.upgradefilter.bench.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.upgradefilter.bench.server.KeyFile;

/** What signs handshakes. */
enum ServerKeys {
    /** P-256: quickly signed, so that all else weighs more. */
    EC("-groupname", "secp256r1"),
    /** 2048 bits: quickly checked, so that the client weighs less. */
    RSA("-keysize", "2048");

    private final String option;
    private final String size;

    ServerKeys(String option, String size) {
        this.option = option;
        this.size = size;
    }

    /** A key with a certificate of localhost that it has signed, by the JDK's {@code keytool}. */
    KeyFile make() throws IOException {
        Path directory = Files.createTempDirectory("bench-keys");
        directory.toFile().deleteOnExit();
        Path store = directory.resolve("keys.p12");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", "bench", "-keyalg", name()));
        command.addAll(List.of(option, size));
        command.addAll(List.of("-dname", "CN=localhost", "-ext", "SAN=dns:localhost"));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
        command.addAll(List.of("-storepass", KeyFile.PASSWORD));
        Process keytool =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool failed: " + command);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        store.toFile().deleteOnExit();
        return new KeyFile(store);
    }
}
