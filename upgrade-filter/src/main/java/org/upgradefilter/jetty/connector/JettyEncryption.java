package org.upgradefilter.jetty.connector;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLSession;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Encryption;

/**
 * Our TLS, as a request attribute of Jetty's from which it makes those of the Servlet API (12.0,
 * 12.1).
 */
record JettyEncryption(Encryption encryption) implements EndPoint.SslSessionData {

    /** Unknown here, and of no use but to choose certificates, which was done. */
    @Override
    public @Nullable SSLSession sslSession() {
        return null;
    }

    @Override
    public @Nullable String sslSessionId() {
        return encryption.sessionId().isEmpty() ? null : encryption.sessionId();
    }

    @Override
    public String cipherSuite() {
        return encryption.cipherSuite();
    }

    @Override
    public int keySize() {
        return encryption.keyBits();
    }

    @Override
    public X509Certificate @Nullable [] peerCertificates() {
        return encryption.peerCertificates().isEmpty()
                ? null
                : encryption.peerCertificates().toArray(X509Certificate[]::new);
    }
}
