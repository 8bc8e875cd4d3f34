package org.upgradefilter.tls;

import javax.net.ssl.SSLSession;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;

/** Makes what is spoken inside TLS, when the handshake is through. */
@FunctionalInterface
public interface Inside {

    /**
     * Called at most once, on the strand; {@link Connection#onOpen} follows. Not called if the
     * handshake fails.
     *
     * @param tls what is written here is sent encrypted. It reads -1 after the peer's close_notify,
     *     and throws an {@link java.io.IOException} if the peer has ended without one. Under TLS
     *     1.2 writing throws as soon as -1 was read, since the peer's end is the end of both
     *     directions there (RFC 5246 §7.2.1)
     * @param session protocol version, cipher suite, certificates of both ends
     * @param applicationProtocol what was agreed upon by ALPN (RFC 7301); empty if nothing was
     */
    Connection open(Duplex tls, SSLSession session, String applicationProtocol);
}
