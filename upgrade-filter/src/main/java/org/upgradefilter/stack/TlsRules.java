package org.upgradefilter.stack;

import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.tls.Certificates;
import org.upgradefilter.tls.ClientAuthentication;
import org.upgradefilter.tls.TlsSettings;

/**
 * What {@code TLS} rules have in common, and how the settings of one rule make its protocol.
 *
 * @param settings null if there is no certificate, and so no TLS
 * @param hostCheck of every rule
 * @param http how HTTP is spoken inside
 */
public record TlsRules(@Nullable TlsSettings settings, HostCheck hostCheck, HttpSettings http) {

    /** There are none: nobody has given a certificate. */
    public static final TlsRules NONE = new TlsRules(null, HostCheck.KNOWN, HttpSettings.DEFAULT);

    /** What may ask where a rule says {@code methods=*}: all that may come without content. */
    private static final Set<String> ALL =
            Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");

    /** Those that say nothing without a key store. */
    private static final List<String> NEED_A_KEY_STORE =
            List.of("trustStore", "clientAuth", "alpn", "hostCheck", "tlsHandshakeTimeoutMs");

    /**
     * Reads the settings of a filter, or of whatever else all rules belong to.
     *
     * @param files where key stores are
     * @param http how HTTP is spoken inside
     * @throws IllegalArgumentException if one is not valid; the message says what would be right
     */
    public static TlsRules read(StoredFiles files, Options options, HttpSettings http) {
        KeyStores stores = new KeyStores(files, options);
        Optional<Certificates> certificates = stores.certificates();
        Optional<KeyStore> trust = stores.trust();
        HostCheck hostCheck = hostCheck(options);
        ClientAuthentication clients = clientAuthentication(options);
        if (certificates.isEmpty()) {
            requireNothingElse(options);
            return NONE;
        }
        TlsSettings settings =
                TlsSettings.of(certificates.get(), trust.orElse(null))
                        .withClientAuthentication(clients);
        settings =
                settings.withHandshakeTimeout(
                        options.millis("tlsHandshakeTimeoutMs", settings.handshakeTimeout()));
        return new TlsRules(withAlpn(settings, options), hostCheck, http);
    }

    private static void requireNothingElse(Options options) {
        for (String name : NEED_A_KEY_STORE) {
            options.text(name)
                    .ifPresent(
                            value -> {
                                throw Options.bad(name, value, "use it together with keyStore=");
                            });
        }
    }

    private static HostCheck hostCheck(Options options) {
        String word = options.text("hostCheck").orElse("known");
        return switch (word) {
            case "known" -> HostCheck.KNOWN;
            case "strict" -> HostCheck.STRICT;
            default -> throw Options.bad("hostCheck", word, "use known or strict");
        };
    }

    private static ClientAuthentication clientAuthentication(Options options) {
        String word = options.text("clientAuth").orElse("none");
        return switch (word) {
            case "none" -> ClientAuthentication.NONE;
            case "want" -> ClientAuthentication.WANT;
            case "need" -> ClientAuthentication.NEED;
            default -> throw Options.bad("clientAuth", word, "use none, want or need");
        };
    }

    private static TlsSettings withAlpn(TlsSettings settings, Options options) {
        List<String> names = options.list("alpn");
        for (String name : names) {
            // Nothing else is spoken inside, and whoever agrees upon it would be misled.
            if (!name.equals("http/1.1") && !name.equals("h2")) {
                throw Options.bad("alpn", name, "use http/1.1, h2 or both, or leave it out");
            }
        }
        return names.isEmpty() ? settings : settings.withApplicationProtocols(names);
    }

    /**
     * The protocol of one rule.
     *
     * @param options of the rule, whose {@code methods} were checked
     * @throws IllegalArgumentException if there is no certificate
     */
    TlsUpgrade protocol(ProtocolToken token, Options options) {
        if (settings == null) {
            throw new IllegalArgumentException(
                    token
                            + " needs a certificate; name a key store (PKCS12 or JKS) in"
                            + " keyStore, and its password in keyStorePassword");
        }
        return new TlsUpgrade(
                token,
                methods(options),
                withAlpn(settings, options),
                hostCheck,
                HttpSettings.proxied(options),
                http.timeouts(),
                http.http2(),
                null);
    }

    private static Set<String> methods(Options options) {
        List<String> methods = options.list("methods");
        if (methods.isEmpty()) {
            return TlsUpgrade.ASKING;
        }
        return methods.equals(List.of("*")) ? ALL : Set.copyOf(methods);
    }
}
