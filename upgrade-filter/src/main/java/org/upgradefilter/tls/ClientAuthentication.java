package org.upgradefilter.tls;

/** Whether the client is asked for a certificate in the handshake (RFC 8446 §4.3.2). */
public enum ClientAuthentication {
    /** It is not asked. */
    NONE,
    /** It is asked and need not have one. */
    WANT,
    /** Without one the handshake fails. */
    NEED
}
