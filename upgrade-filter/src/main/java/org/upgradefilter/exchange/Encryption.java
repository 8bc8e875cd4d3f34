package org.upgradefilter.exchange;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The TLS a request has come through, as the Servlet API tells applications.
 *
 * @param protocol as JSSE calls it: {@code TLSv1.2}, {@code TLSv1.3}
 * @param cipherSuite by its IANA name
 * @param keyBits the strength of the bulk cipher, in bits
 * @param sessionId in hexadecimal; empty if the session has none
 * @param peerCertificates the client's chain, its own first; empty if it has shown none
 */
public record Encryption(
        String protocol,
        String cipherSuite,
        int keyBits,
        String sessionId,
        List<X509Certificate> peerCertificates) {

    public Encryption {
        peerCertificates = List.copyOf(peerCertificates);
    }
}
