package org.upgradefilter.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is spoken. Unless it is said otherwise: versions 1.2 and 1.3, without certificates of
 * clients, 10 s for the handshake, and no client that offers a protocol by ALPN, since one that
 * does has not asked for a switch (CVE-2025-49812).
 *
 * <p>Immutable; any thread.
 */
public final class TlsSettings {

    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    /** How ALPN calls it (RFC 9113 §3.2). */
    private static final String HTTP_2 = "h2";

    /** RFC 7301 §3.1. */
    private static final int MAX_NAME_BYTES = 255;

    private final SSLContext context;
    private final Certificates certificates;
    private final boolean trusts;
    private final ClientAuthentication clientAuthentication;
    private final TlsVersion minVersion;
    private final List<String> applicationProtocols;
    private final Duration handshakeTimeout;

    private TlsSettings(
            SSLContext context,
            Certificates certificates,
            boolean trusts,
            ClientAuthentication clientAuthentication,
            TlsVersion minVersion,
            List<String> applicationProtocols,
            Duration handshakeTimeout) {
        this.context = context;
        this.certificates = certificates;
        this.trusts = trusts;
        this.clientAuthentication = clientAuthentication;
        this.minVersion = minVersion;
        this.applicationProtocols = applicationProtocols;
        this.handshakeTimeout = handshakeTimeout;
    }

    /**
     * With our own certificates, chosen by host.
     *
     * @param trust who may have signed certificates of clients; null for nobody
     * @throws IllegalArgumentException if {@code trust} has no certificate
     */
    public static TlsSettings of(Certificates certificates, @Nullable KeyStore trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {certificates.keyManager()},
                    // Not null, which would be whomever the JDK trusts.
                    trust == null ? new TrustManager[0] : trustManagers(trust),
                    null);
            return new TlsSettings(context, certificates, trust != null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** With a context that chooses among certificates, and whom to trust, by itself. */
    public static TlsSettings of(SSLContext context) {
        return new TlsSettings(context, Certificates.unknown(), true);
    }

    private TlsSettings(SSLContext context, Certificates certificates, boolean trusts) {
        this(
                context,
                certificates,
                trusts,
                ClientAuthentication.NONE,
                TlsVersion.TLS_1_2,
                List.of(),
                HANDSHAKE_TIMEOUT);
    }

    private static TrustManager[] trustManagers(KeyStore trust) throws GeneralSecurityException {
        if (trust.size() == 0) {
            throw new IllegalArgumentException(
                    "the trustStore is empty; import the certificate of who signs clients' ones"
                            + " with keytool -importcert");
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trust);
        return factory.getTrustManagers();
    }

    /**
     * Whether clients are asked for certificates.
     *
     * @throws IllegalArgumentException if nobody is trusted whom clients could show
     */
    public TlsSettings withClientAuthentication(ClientAuthentication wanted) {
        if (wanted != ClientAuthentication.NONE && !trusts) {
            throw new IllegalArgumentException(
                    "clientAuth="
                            + wanted.name().toLowerCase(Locale.ROOT)
                            + " without a trustStore would trust nobody; give a trustStore");
        }
        return new TlsSettings(
                context,
                certificates,
                trusts,
                wanted,
                minVersion,
                applicationProtocols,
                handshakeTimeout);
    }

    /** The lowest version that is spoken; the later ones are, too. */
    public TlsSettings withMinVersion(TlsVersion version) {
        return new TlsSettings(
                context,
                certificates,
                trusts,
                clientAuthentication,
                version,
                applicationProtocols,
                handshakeTimeout);
    }

    /**
     * What a client may offer by ALPN (RFC 7301), the preferred one first. A client that offers
     * something else only is refused, one that offers nothing is not. {@code h2} is passed over
     * where a cipher suite was chosen that is too weak for it (RFC 9113 §9.2.2).
     *
     * @param names empty to refuse every client that offers anything
     * @throws IllegalArgumentException if a name is empty or longer than 255 characters
     */
    public TlsSettings withApplicationProtocols(List<String> names) {
        for (String name : names) {
            if (name.isEmpty() || name.length() > MAX_NAME_BYTES) {
                throw new IllegalArgumentException(
                        "alpn: '" + name + "' is not 1 to 255 characters; use http/1.1");
            }
        }
        return new TlsSettings(
                context,
                certificates,
                trusts,
                clientAuthentication,
                minVersion,
                List.copyOf(names),
                handshakeTimeout);
    }

    /**
     * From the switch to the end of the handshake.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public TlsSettings withHandshakeTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "a handshake timeout must be positive, and is " + timeout + "; use PT10S");
        }
        return new TlsSettings(
                context,
                certificates,
                trusts,
                clientAuthentication,
                minVersion,
                applicationProtocols,
                timeout);
    }

    /** Whose host is whose. */
    public Certificates certificates() {
        return certificates;
    }

    public ClientAuthentication clientAuthentication() {
        return clientAuthentication;
    }

    public TlsVersion minVersion() {
        return minVersion;
    }

    /** What a client may offer by ALPN; empty if it may offer nothing. */
    public List<String> applicationProtocols() {
        return applicationProtocols;
    }

    /** From the switch to the end of the handshake. */
    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /**
     * A server's engine for one connection.
     *
     * @param host whose certificate to show if the client names no host
     */
    SSLEngine newEngine(String host) {
        SSLEngine engine = context.createSSLEngine(host, -1);
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(
                Stream.of(TlsVersion.values())
                        .filter(version -> version.compareTo(minVersion) >= 0)
                        .map(TlsVersion::jsseName)
                        .toArray(String[]::new));
        switch (clientAuthentication) {
            case NONE -> parameters.setNeedClientAuth(false);
            case WANT -> parameters.setWantClientAuth(true);
            case NEED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        engine.setHandshakeApplicationProtocolSelector(
                (handshaking, offered) ->
                        choose(offered, handshaking.getHandshakeSession()).orElse(null));
        return engine;
    }

    /**
     * Empty ends the handshake with no_application_protocol (RFC 7301 §3.2).
     *
     * @param agreed version and cipher suite, which are chosen already
     */
    private Optional<String> choose(List<String> offered, SSLSession agreed) {
        return applicationProtocols.stream()
                .filter(offered::contains)
                .filter(name -> !name.equals(HTTP_2) || bearsHttp2(agreed))
                .findFirst();
    }

    /**
     * False of the cipher suites of TLS 1.2 by which HTTP/2 is not to be spoken: those without
     * forward secrecy or without authenticated encryption (RFC 9113 §9.2.2, Appendix A).
     */
    private static boolean bearsHttp2(SSLSession agreed) {
        String suite = agreed.getCipherSuite();
        return agreed.getProtocol().equals(TlsVersion.TLS_1_3.jsseName())
                || ((suite.startsWith("TLS_ECDHE_") || suite.startsWith("TLS_DHE_"))
                        && (suite.contains("_GCM_")
                                || suite.contains("_CCM")
                                || suite.contains("_CHACHA20_POLY1305_")));
    }
}
