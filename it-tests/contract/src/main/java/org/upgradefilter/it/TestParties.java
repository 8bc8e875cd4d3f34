package org.upgradefilter.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A server of two hosts, each with a certificate of its own, and clients who have one or not. */
final class TestParties {

    /** The subject of the client's certificate. */
    static final String ALICE = "CN=alice";

    /** The host of the second certificate; the first is that of the address. */
    static final String OTHER_HOST = "other.example";

    private static final Path SERVER =
            KeyTool.store(
                    "hosts.p12",
                    KeyTool.key("it", "CN=localhost", "dns:localhost,ip:127.0.0.1"),
                    KeyTool.key("other", "CN=" + OTHER_HOST, "dns:" + OTHER_HOST));

    private static final Path CLIENT =
            KeyTool.store("alice.p12", KeyTool.key("alice", ALICE, "dns:alice.example"));

    private TestParties() {}

    /** Keys and certificates of the server. */
    static Path server() {
        return SERVER;
    }

    /** Key and certificate of the client. */
    static Path client() {
        return CLIENT;
    }

    /** A client with the certificate the server knows. */
    static SSLContext alice() {
        return context(CLIENT);
    }

    /** A client with a certificate the server does not know. */
    static SSLContext mallory() {
        return context(SERVER);
    }

    /** A client without any. */
    static SSLContext stranger() {
        return context(null);
    }

    private static SSLContext context(Path keys) {
        try {
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(opened(SERVER));
            KeyManagerFactory own =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys == null ? null : opened(keys), TestCertificate.PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore opened(Path store) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore opened = KeyStore.getInstance("PKCS12");
            opened.load(in, TestCertificate.PASSWORD.toCharArray());
            return opened;
        }
    }
}
