package org.upgradefilter.websocket;

/**
 * Whether messages are compressed with clients that offer it, by {@code permessage-deflate} (RFC
 * 7692).
 *
 * <p><strong>Compression can leak secrets.</strong> Where a message holds a secret beside text that
 * an attacker has chosen, its compressed length, which TLS does not hide, tells how much the two
 * resemble one another; by many tries the secret can be guessed (CRIME and BREACH). With {@link
 * #TAKEOVER} the two need not even be in the same message. So leave it off, or send secrets on
 * WebSockets of their own.
 *
 * <p>A message is compressed as a whole when it is sent, if that promises to pay: from 128 bytes,
 * or from 16 with {@link #TAKEOVER}. What is received is bounded while it is inflated: see {@link
 * WebSocketLimits#maxMessageBytes}, and a message of more than 1 MiB that has become more than 200
 * times as large as it was on the wire fails the WebSocket with 1008. What cannot be inflated fails
 * it with 1007.
 */
public enum Compression {
    /** No offer is accepted. */
    OFF,
    /**
     * Every message that is sent is compressed by itself. The client does as it likes; what its
     * messages may refer to takes up to 32 KiB of memory a connection. This is understood by every
     * client.
     */
    AUTO,
    /**
     * As {@link #AUTO}, and the client is told to do likewise ({@code client_no_context_takeover}),
     * so that a connection keeps nothing between messages. Browsers comply; of other clients,
     * Jetty's (12.1) goes on as before and fails with 1007, and Netty's (4.1), unless it is set up
     * for that, fails at once.
     */
    NO_TAKEOVER,
    /**
     * A message refers to those before it, unless the client asks otherwise: small messages that
     * resemble one another become much smaller, for up to 64 KiB of memory a connection and up to
     * half as much work again.
     */
    TAKEOVER
}
