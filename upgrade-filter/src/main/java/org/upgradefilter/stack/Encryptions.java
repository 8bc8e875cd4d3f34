package org.upgradefilter.stack;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.upgradefilter.exchange.Encryption;

/** Tells in words what was agreed upon in a handshake. */
final class Encryptions {

    private Encryptions() {}

    static Encryption of(SSLSession session) {
        return new Encryption(
                session.getProtocol(),
                session.getCipherSuite(),
                keyBits(session.getCipherSuite()),
                HexFormat.of().formatHex(session.getId()),
                peerCertificates(session));
    }

    /** JSSE does not tell; the names of suites do. 0 for one that does not. */
    private static int keyBits(String suite) {
        if (suite.contains("_256_") || suite.contains("CHACHA20")) {
            return 256;
        }
        if (suite.contains("_128_")) {
            return 128;
        }
        return suite.contains("3DES") ? 168 : 0;
    }

    private static List<X509Certificate> peerCertificates(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    chain.add(x509);
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            // How JSSE says that the client has shown none.
            return List.of();
        }
        return chain;
    }
}
