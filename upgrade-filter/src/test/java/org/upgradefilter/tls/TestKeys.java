package org.upgradefilter.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates that have signed themselves, made once by the JDK's {@code keytool}. */
public final class TestKeys {

    public static final char[] PASSWORD = "not secret".toCharArray();

    private static final KeyStore SERVER =
            make(
                    "tls-server.p12",
                    key("a", "EC", "dns:a.example,dns:*.a.example,ip:127.0.0.1,ip:::1"),
                    key("b-ec", "EC", "dns:b.example"),
                    key("b-rsa", "RSA", "dns:b.example"));

    private static final KeyStore CLIENT =
            make("tls-client.p12", key("client", "EC", "dns:client.example"));

    private TestKeys() {}

    /**
     * In this order: a.example and what is below it, both loopback addresses (EC); b.example (EC);
     * b.example (RSA).
     */
    public static KeyStore server() {
        return SERVER;
    }

    public static Certificates certificates() {
        return Certificates.of(SERVER, PASSWORD);
    }

    public static TlsSettings settings() {
        return TlsSettings.of(certificates(), null);
    }

    /** The certificates of {@code store}, without their keys. */
    public static KeyStore trustIn(KeyStore store) {
        try {
            KeyStore trust = KeyStore.getInstance("PKCS12");
            trust.load(null, null);
            for (String alias : Collections.list(store.aliases())) {
                trust.setCertificateEntry(alias, store.getCertificate(alias));
            }
            return trust;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyStore client() {
        return CLIENT;
    }

    /** A client's, that trusts the server's certificates and has none of its own. */
    public static SSLContext clientContext() {
        return context(null);
    }

    /** A client's, that trusts the server's certificates and shows its own. */
    public static SSLContext knownClientContext() {
        return context(CLIENT);
    }

    private static SSLContext context(@Nullable KeyStore keys) {
        try {
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trustIn(SERVER));
            KeyManager[] managers = null;
            if (keys != null) {
                KeyManagerFactory factory =
                        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                factory.init(keys, PASSWORD);
                managers = factory.getKeyManagers();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> key(String alias, String algorithm, String names) {
        return List.of(
                "-alias",
                alias,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + alias,
                "-ext",
                "SAN=" + names,
                "-validity",
                "3650");
    }

    @SafeVarargs
    private static KeyStore make(String name, List<String>... keys) {
        try {
            Path file = Files.createDirectories(Path.of("target")).resolve(name);
            Files.deleteIfExists(file);
            for (List<String> key : keys) {
                List<String> command = new ArrayList<>();
                command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
                command.addAll(List.of("-genkeypair", "-storetype", "PKCS12"));
                command.addAll(List.of("-storepass", new String(PASSWORD)));
                command.addAll(List.of("-keystore", file.toString()));
                command.addAll(key);
                Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
                String output =
                        new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (keytool.waitFor() != 0) {
                    throw new IllegalStateException("keytool failed: " + output);
                }
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD);
            }
            return store;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
