package org.upgradefilter.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.upgradefilter.http.AddressRange;

/**
 * The hosts a certificate is good for, by its subject alternative names (RFC 9525 §6): names, names
 * with {@code *} for the whole of their first label, and IP addresses. The common name is none of
 * them.
 *
 * <p>Immutable; any thread.
 */
final class CertifiedHosts {

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final Set<String> names = new HashSet<>();

    /** What follows the {@code *}, with its dot. */
    private final Set<String> wildcards = new HashSet<>();

    private final List<AddressRange> addresses = new ArrayList<>();

    private CertifiedHosts() {}

    /** Those of {@code certificate}; none if its names cannot be read. */
    static CertifiedHosts of(X509Certificate certificate) {
        CertifiedHosts hosts = new CertifiedHosts();
        Collection<List<?>> alternatives;
        try {
            alternatives = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return hosts;
        }
        if (alternatives != null) {
            for (List<?> alternative : alternatives) {
                hosts.add(alternative.get(0), alternative.get(1));
            }
        }
        return hosts;
    }

    private void add(Object type, Object value) {
        if (type.equals(DNS_NAME)) {
            String name = value.toString().toLowerCase(Locale.ROOT);
            if (name.startsWith("*.")) {
                wildcards.add(name.substring(1));
            } else {
                names.add(name);
            }
        } else if (type.equals(IP_ADDRESS)) {
            AddressRange.parse(value.toString()).ifPresent(addresses::add);
        }
    }

    /** How well the certificate fits {@code host}, which is normalised. */
    Fit fit(String host) {
        Optional<AddressRange> address = AddressRange.parse(host);
        if (address.isPresent()) {
            return addresses.stream().anyMatch(a -> a.contains(host)) ? Fit.EXACT : Fit.NONE;
        }
        if (names.contains(host)) {
            return Fit.EXACT;
        }
        int dot = host.indexOf('.');
        return dot > 0 && wildcards.contains(host.substring(dot)) ? Fit.WILDCARD : Fit.NONE;
    }

    /**
     * A host as it is compared: in small letters, without port, brackets and the dot of the root.
     */
    static String normalised(String authority) {
        String host = authority.strip().toLowerCase(Locale.ROOT);
        if (host.startsWith("[")) {
            int end = host.indexOf(']');
            return end < 0 ? host : host.substring(1, end);
        }
        int colon = host.indexOf(':');
        if (colon >= 0 && colon == host.lastIndexOf(':')) {
            host = host.substring(0, colon);
        }
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** How a certificate suits a host, the best first. */
    enum Fit {
        EXACT,
        WILDCARD,
        NONE
    }
}
