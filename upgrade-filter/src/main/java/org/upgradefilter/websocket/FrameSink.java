package org.upgradefilter.websocket;

import java.nio.ByteBuffer;

/**
 * Told what {@link FrameReader} finds: a header, then the payload in one piece or more.
 *
 * <p>One call of {@link FrameReader#read} makes at most one call of {@link #onPayload}, so whoever
 * listens can stop in between.
 */
interface FrameSink {

    /** A header is complete and its layout is sound. */
    void onHeader(FrameHeader header);

    /**
     * A piece of the payload, unmasked. Called once with an empty piece if there is no payload.
     *
     * @param piece valid during the call only
     */
    void onPayload(ByteBuffer piece, Position position);

    /** Where a piece stands in its frame. */
    enum Position {
        /** More of this frame follows. */
        WITHIN,
        /** The frame is complete. */
        END
    }
}
