package org.upgradefilter.bench.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The client's half of TLS, which looks at no certificate. For one thread. */
final class Engines {

    private final SSLContext context;
    private final Version version;
    private final Anybody trust = new Anybody();

    Engines(Version version) {
        this.version = version;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** For a handshake that resumes nothing. */
    SSLEngine fresh() {
        return prepare(context.createSSLEngine());
    }

    /** For a handshake that resumes the last one of that server, if it lets us. */
    SSLEngine resuming(Address address) {
        return prepare(context.createSSLEngine("localhost", address.port()));
    }

    private SSLEngine prepare(SSLEngine engine) {
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {version.jsseName()});
        parameters.setCipherSuites(version.suites());
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Whether {@code engine}, whose handshake is through, speaks as it was told to. */
    boolean isAsAgreed(SSLEngine engine) {
        return engine.getSession().getProtocol().equals(version.jsseName())
                && Arrays.asList(version.suites()).contains(engine.getSession().getCipherSuite());
    }

    /** How many handshakes were full ones: only these show a certificate. */
    long fullHandshakes() {
        return trust.asked;
    }

    private static final class Anybody extends X509ExtendedTrustManager {

        private long asked;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            asked++;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
