package org.upgradefilter.websocket;

import java.nio.ByteBuffer;

/**
 * Told what {@link MessageAssembler} makes of frames that keep the rules: pieces of messages, and
 * control frames whole.
 *
 * <p>One piece of a frame makes at most one call.
 */
interface MessageSink {

    /**
     * A piece of a text message: whole code points, empty only if it is the last.
     *
     * @param data the sink's to keep
     */
    void onText(CharSequence data, Part part);

    /**
     * A piece of a binary message, empty only if it is the last.
     *
     * @param data valid during the call only
     */
    void onBinary(ByteBuffer data, Part part);

    /**
     * A Ping (RFC 6455 §5.5.2).
     *
     * @param data the sink's to keep
     */
    void onPing(ByteBuffer data);

    /**
     * A Pong (RFC 6455 §5.5.3).
     *
     * @param data the sink's to keep
     */
    void onPong(ByteBuffer data);

    /**
     * A Close (RFC 6455 §5.5.1).
     *
     * @param code what the peer said, or 1005 if it said nothing
     */
    void onClose(int code, String reason);

    /** Where a piece stands in its message. */
    enum Part {
        MORE,
        LAST
    }
}
