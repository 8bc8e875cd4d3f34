package org.upgradefilter.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate of 127.0.0.1 that has signed itself, made once by the JDK's {@code keytool}. */
public final class TestCertificate {

    public static final String PASSWORD = "not secret";

    private static final Path KEY_STORE = make();
    private static final SSLContext CONTEXT = load();

    private TestCertificate() {}

    /** A PKCS #12 file with the certificate and its key. */
    public static Path keyStore() {
        return KEY_STORE;
    }

    /** What a filter or an extension is to be told that shows the certificate. */
    public static Map<String, String> settings(String rules) {
        return Map.of(
                "keyStore", KEY_STORE.toString(), "keyStorePassword", PASSWORD, "rules", rules);
    }

    /** Shows the certificate, and trusts no other; the same for all, so they resume sessions. */
    public static SSLContext context() {
        return CONTEXT;
    }

    private static SSLContext load() {
        try (InputStream in = Files.newInputStream(KEY_STORE)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shows nothing, and trusts the certificate in a file (PEM or DER) alone. */
    static SSLContext trusting(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        try (InputStream in = Files.newInputStream(file)) {
            store.setCertificateEntry(
                    "trusted", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static Path make() {
        return KeyTool.store(
                "it.p12", KeyTool.key("it", "CN=localhost", "dns:localhost,ip:127.0.0.1"));
    }
}
