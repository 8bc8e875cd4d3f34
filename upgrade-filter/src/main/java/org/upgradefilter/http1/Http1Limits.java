package org.upgradefilter.http1;

import org.upgradefilter.exchange.HttpTimeouts;

/**
 * What a client may ask of this side's memory and patience.
 *
 * @param maxRequestLineBytes without its line break; a longer one is answered 414
 * @param maxFieldsBytes all field lines of a head together, or of a trailer section, line breaks
 *     not counted; more are answered 431
 * @param maxFields how many lines these may be; more are answered 431
 * @param maxDroppedBytes how much content that nobody has read is dropped when the response has
 *     ended; more ends the connection
 * @param minContentBytesPerSecond how fast content comes at least while it is asked for, looked at
 *     over all of it, after a first grace of {@link HttpTimeouts#content}
 */
public record Http1Limits(
        int maxRequestLineBytes,
        int maxFieldsBytes,
        int maxFields,
        int maxDroppedBytes,
        int minContentBytesPerSecond) {

    /** A line must fit into a buffer of the pool. */
    static final int MAX_LINE_BYTES = 16 * 1024;

    private static final Http1Limits DEFAULTS =
            new Http1Limits(8 * 1024, 16 * 1024, 128, 256 * 1024, 256);

    /**
     * @throws IllegalArgumentException if a limit is not positive, or a line longer than 16 KiB
     */
    public Http1Limits {
        if (maxRequestLineBytes <= 0
                || maxFieldsBytes <= 0
                || maxFields <= 0
                || maxDroppedBytes <= 0
                || minContentBytesPerSecond <= 0) {
            throw new IllegalArgumentException("a limit is positive");
        }
        if (maxRequestLineBytes > MAX_LINE_BYTES) {
            throw new IllegalArgumentException("a request line has 16 KiB at most");
        }
    }

    /**
     * 8 KiB for the request line, 16 KiB and 128 lines of fields, 256 KiB to drop, 256 bytes a
     * second.
     */
    public static Http1Limits defaults() {
        return DEFAULTS;
    }

    /** These, but for the length of request lines. */
    public Http1Limits withMaxRequestLineBytes(int bytes) {
        return new Http1Limits(
                bytes, maxFieldsBytes, maxFields, maxDroppedBytes, minContentBytesPerSecond);
    }

    /** These, but for the size of a head's fields. */
    public Http1Limits withMaxFieldsBytes(int bytes) {
        return new Http1Limits(
                maxRequestLineBytes, bytes, maxFields, maxDroppedBytes, minContentBytesPerSecond);
    }

    /** These, but for the number of fields. */
    public Http1Limits withMaxFields(int lines) {
        return new Http1Limits(
                maxRequestLineBytes,
                maxFieldsBytes,
                lines,
                maxDroppedBytes,
                minContentBytesPerSecond);
    }

    /** These, but for the content that is dropped. */
    public Http1Limits withMaxDroppedBytes(int bytes) {
        return new Http1Limits(
                maxRequestLineBytes, maxFieldsBytes, maxFields, bytes, minContentBytesPerSecond);
    }

    /** These, but for the rate of content. */
    public Http1Limits withMinContentBytesPerSecond(int bytes) {
        return new Http1Limits(
                maxRequestLineBytes, maxFieldsBytes, maxFields, maxDroppedBytes, bytes);
    }
}
