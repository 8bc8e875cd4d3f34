package org.upgradefilter.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.tls.CertifiedHosts.Fit;

/**
 * Our certificates, and which host is whose.
 *
 * <p>In a handshake the one is shown that covers the host the client names (SNI, RFC 6066 §3), else
 * the one that covers the {@code Host} of the request that asked for the switch, else the first.
 *
 * <p>Immutable; any thread.
 */
public final class Certificates {

    private static final Certificates UNKNOWN = new Certificates(List.of());

    private final List<Entry> entries;
    private final X509ExtendedKeyManager keyManager = new ByHost();

    private Certificates(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Every key with an X.509 certificate in {@code store}, in its order.
     *
     * @param password of every key in it
     * @throws IllegalArgumentException if there is none, or the password is not right
     */
    public static Certificates of(KeyStore store, char[] password) {
        List<Entry> entries = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    entry(alias, store.getKey(alias, password), store.getCertificateChain(alias))
                            .ifPresent(entries::add);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the key store cannot be read; is keyStorePassword that of its keys, too?", e);
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException(
                    "the key store has no private key with an X.509 certificate; make one with"
                            + " keytool -genkeypair");
        }
        return new Certificates(entries);
    }

    /** None that are known: somebody else's {@link javax.net.ssl.SSLContext} chooses. */
    public static Certificates unknown() {
        return UNKNOWN;
    }

    private static Optional<Entry> entry(
            String alias, @Nullable Key key, Certificate @Nullable [] chain) {
        if (!(key instanceof PrivateKey privateKey)
                || chain == null
                || !(chain[0] instanceof X509Certificate)) {
            return Optional.empty();
        }
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate certificate : chain) {
            certificates.add((X509Certificate) certificate);
        }
        return Optional.of(
                new Entry(alias, privateKey, certificates, CertifiedHosts.of(certificates.get(0))));
    }

    /** Shows them to clients as the class says. */
    X509ExtendedKeyManager keyManager() {
        return keyManager;
    }

    /**
     * Whose the host of a request is that has come through TLS.
     *
     * @param session of the TLS it has come through
     * @param authority the host, as {@code Host} or {@code :authority} says, with or without a port
     */
    public Coverage coverage(SSLSession session, String authority) {
        String host = CertifiedHosts.normalised(authority);
        Certificate[] shown = session.getLocalCertificates();
        if (shown != null
                && shown.length > 0
                && shown[0] instanceof X509Certificate certificate
                && CertifiedHosts.of(certificate).fit(host) != Fit.NONE) {
            return Coverage.SHOWN;
        }
        return covers(host) ? Coverage.ANOTHER : Coverage.NONE;
    }

    private boolean covers(String host) {
        return entries.stream().anyMatch(entry -> entry.hosts().fit(host) != Fit.NONE);
    }

    /** Which of our certificates covers a host. */
    public enum Coverage {
        /** The one that was shown in the handshake. */
        SHOWN,
        /** Another one of ours, so that the request belongs on another connection (421). */
        ANOTHER,
        /** None, as far as we know. */
        NONE
    }

    private record Entry(
            String alias, PrivateKey key, List<X509Certificate> chain, CertifiedHosts hosts) {

        /** JSSE asks for {@code RSA}, {@code EC}, {@code RSASSA-PSS}, {@code EdDSA}. */
        boolean isOfType(String keyType) {
            return keyType.equals(key.getAlgorithm());
        }
    }

    private final class ByHost extends X509ExtendedKeyManager {

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            List<String> wanted = new ArrayList<>();
            if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
                for (SNIServerName name : session.getRequestedServerNames()) {
                    if (name instanceof SNIHostName host) {
                        wanted.add(CertifiedHosts.normalised(host.getAsciiName()));
                    }
                }
            }
            // TlsSettings makes the Host of the request the name of the engine's peer.
            String host = engine.getPeerHost();
            if (host != null) {
                wanted.add(CertifiedHosts.normalised(host));
            }
            for (String name : wanted) {
                if (covers(name)) {
                    // One of another type of key will be asked for, too.
                    return best(keyType, name);
                }
            }
            return first(keyType);
        }

        private @Nullable String best(String keyType, String host) {
            for (Fit fit : new Fit[] {Fit.EXACT, Fit.WILDCARD}) {
                for (Entry entry : entries) {
                    if (entry.isOfType(keyType) && entry.hosts().fit(host) == fit) {
                        return entry.alias();
                    }
                }
            }
            return null;
        }

        private @Nullable String first(String keyType) {
            for (Entry entry : entries) {
                if (entry.isOfType(keyType)) {
                    return entry.alias();
                }
            }
            return null;
        }

        @Override
        public String @Nullable [] getServerAliases(
                String keyType, Principal @Nullable [] issuers) {
            return entries.stream()
                    .filter(entry -> entry.isOfType(keyType))
                    .map(Entry::alias)
                    .toArray(String[]::new);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            for (Entry entry : entries) {
                if (entry.alias().equals(alias)) {
                    return entry.chain().toArray(new X509Certificate[0]);
                }
            }
            return null;
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            for (Entry entry : entries) {
                if (entry.alias().equals(alias)) {
                    return entry.key();
                }
            }
            return null;
        }

        /** TLS over a {@code Duplex} has no socket, and this side is never the client. */
        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return first(keyType);
        }

        @Override
        public String @Nullable [] getClientAliases(
                String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }
    }
}
