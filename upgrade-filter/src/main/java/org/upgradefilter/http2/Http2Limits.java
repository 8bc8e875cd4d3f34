package org.upgradefilter.http2;

import org.upgradefilter.exchange.HttpTimeouts;

/**
 * What a client may ask of this side's memory and patience.
 *
 * @param maxConcurrentStreams how many requests may be under way, each counted until the
 *     application has left it; more are refused
 * @param maxFieldsBytes the fields of a head or of trailers, each with 32 bytes added (RFC 9113
 *     §6.5.2); a head with more is answered 431
 * @param maxFields how many fields these may be; a head with more is answered 431
 * @param maxWindowBytes how much of the content of one request is received before the application
 *     has read it, at most: a window begins with 64 KiB and grows where the application keeps up
 * @param maxUnreadBytes how much is received so for all streams of a connection together
 * @param maxDroppedBytes how much content that nobody has read is dropped when the response has
 *     ended; then the rest is cancelled
 * @param minContentBytesPerSecond how fast content comes at least while it is asked for, looked at
 *     over all of it, after a first grace of {@link HttpTimeouts#content}
 * @param maxOverhead how many frames a connection may have ahead that ask for work and bring
 *     nothing: resets, pings, settings, frames that are empty or tiny; a request that is answered
 *     makes good for some
 */
public record Http2Limits(
        int maxConcurrentStreams,
        int maxFieldsBytes,
        int maxFields,
        int maxWindowBytes,
        int maxUnreadBytes,
        int maxDroppedBytes,
        int minContentBytesPerSecond,
        int maxOverhead) {

    /** What a window has before anybody speaks of it (RFC 9113 §6.9.2). */
    static final int INITIAL_WINDOW_BYTES = 65_535;

    /** How much of a peer's header table we keep: what everybody keeps unless it says otherwise. */
    static final int HEADER_TABLE_BYTES = 4096;

    private static final Http2Limits DEFAULTS =
            new Http2Limits(
                    100, 16 * 1024, 128, 1024 * 1024, 2 * 1024 * 1024, 256 * 1024, 256, 200);

    /**
     * @throws IllegalArgumentException if a limit is not positive, or a window smaller than 65,535
     *     bytes
     */
    public Http2Limits {
        if (maxConcurrentStreams <= 0
                || maxFieldsBytes <= 0
                || maxFields <= 0
                || maxDroppedBytes <= 0
                || minContentBytesPerSecond <= 0
                || maxOverhead <= 0) {
            throw new IllegalArgumentException("a limit is positive");
        }
        if (maxWindowBytes < INITIAL_WINDOW_BYTES || maxUnreadBytes < INITIAL_WINDOW_BYTES) {
            throw new IllegalArgumentException("a window has 65,535 bytes at least");
        }
    }

    /**
     * 100 streams; 16 KiB and 128 fields; windows of up to 1 MiB, 2 MiB unread; 256 KiB to drop;
     * 200 frames of overhead.
     */
    public static Http2Limits defaults() {
        return DEFAULTS;
    }

    /** How long a head may be as it is sent: Huffman's code may make a field longer. */
    int maxBlockBytes() {
        return Math.max(2 * maxFieldsBytes, 4 * HEADER_TABLE_BYTES);
    }

    /** These, but for the number of streams. */
    public Http2Limits withMaxConcurrentStreams(int streams) {
        return new Http2Limits(
                streams,
                maxFieldsBytes,
                maxFields,
                maxWindowBytes,
                maxUnreadBytes,
                maxDroppedBytes,
                minContentBytesPerSecond,
                maxOverhead);
    }

    /** These, but for the size of a head's fields. */
    public Http2Limits withMaxFieldsBytes(int bytes) {
        return new Http2Limits(
                maxConcurrentStreams,
                bytes,
                maxFields,
                maxWindowBytes,
                maxUnreadBytes,
                maxDroppedBytes,
                minContentBytesPerSecond,
                maxOverhead);
    }

    /** These, but for the overhead. */
    public Http2Limits withMaxOverhead(int frames) {
        return new Http2Limits(
                maxConcurrentStreams,
                maxFieldsBytes,
                maxFields,
                maxWindowBytes,
                maxUnreadBytes,
                maxDroppedBytes,
                minContentBytesPerSecond,
                frames);
    }
}
