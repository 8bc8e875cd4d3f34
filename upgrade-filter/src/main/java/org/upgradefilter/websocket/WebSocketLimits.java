package org.upgradefilter.websocket;

/**
 * What a peer may ask of this side's memory and patience (RFC 6455 §10.4).
 *
 * @param maxMessageBytes the payload of all fragments of a message together; a larger message fails
 *     the WebSocket with 1009 as soon as a header announces it, or a compressed one when it has
 *     been inflated to so much
 * @param maxFragments how many frames make a message, empty ones counted; more fail the WebSocket
 *     with 1008
 * @param maxOverheadFrames how many Pings, Pongs and fragments of less than 16 bytes may come at
 *     once; a tenth of them may come again each second, and one for every 64 bytes of data; more
 *     fail the WebSocket with 1008
 */
public record WebSocketLimits(long maxMessageBytes, int maxFragments, int maxOverheadFrames) {

    private static final WebSocketLimits DEFAULTS = new WebSocketLimits(1 << 20, 1 << 17, 1000);

    /**
     * @throws IllegalArgumentException if a limit is not positive
     */
    public WebSocketLimits {
        if (maxMessageBytes <= 0 || maxFragments <= 0 || maxOverheadFrames <= 0) {
            throw new IllegalArgumentException("a limit is positive");
        }
    }

    /** 1 MiB, 131,072 fragments, 1,000 frames that say nothing. */
    public static WebSocketLimits defaults() {
        return DEFAULTS;
    }

    /** These, but for the size of messages. */
    public WebSocketLimits withMaxMessageBytes(long bytes) {
        return new WebSocketLimits(bytes, maxFragments, maxOverheadFrames);
    }

    /** These, but for the frames that say nothing. */
    public WebSocketLimits withMaxOverheadFrames(int frames) {
        return new WebSocketLimits(maxMessageBytes, maxFragments, frames);
    }
}
