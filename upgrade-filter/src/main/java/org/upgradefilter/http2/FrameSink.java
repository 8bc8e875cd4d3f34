package org.upgradefilter.http2;

import java.nio.ByteBuffer;

/**
 * What the frames of a peer bring, in their order. Buffers are only lent. Any method may throw an
 * {@link Http2Exception}, which ends the connection.
 */
interface FrameSink {

    /**
     * A DATA frame begins.
     *
     * @param flowBytes its payload with all padding, which is what windows count (RFC 9113 §6.9.1)
     */
    void beginData(int stream, int flowBytes);

    /** Some of the content of the DATA frame that has begun. */
    void data(int stream, ByteBuffer content);

    /** The DATA frame is over. */
    void endData(int stream, boolean isLast);

    /**
     * A HEADERS frame with all that continue it.
     *
     * @param block compressed
     * @param isLast true if nothing follows on the stream
     * @param dependsOnItself true if the stream's priority says so (§5.3.1 of RFC 7540)
     */
    void headers(int stream, ByteBuffer block, boolean isLast, boolean dependsOnItself);

    /** A CONTINUATION has come. */
    void continuation();

    void priority(int stream);

    /** A frame of a type that is not known, and is ignored (§4.1). */
    void unknown();

    void reset(int stream, int errorCode);

    /** A frame that breaks the rules of its stream, and harms no other. */
    void violation(int stream, ErrorCode code, String reason);

    void settings(ByteBuffer payload);

    void settingsAcknowledged();

    void ping(ByteBuffer opaque);

    void pingAcknowledged(ByteBuffer opaque);

    void goAway(int errorCode);

    /**
     * The peer takes more.
     *
     * @param stream 0 for the connection's window
     * @param increment positive
     */
    void windowUpdate(int stream, int increment);
}
