package org.upgradefilter.exchange;

import java.io.IOException;

/**
 * Hears how an exchange gets on, on the strand of its connection; so it must not block. Every event
 * but the last may be spurious, and any may come while the same thread is inside a method of the
 * {@link Exchange}: it has entered the strand there.
 */
public interface ExchangeListener {

    /** {@link Exchange#read} may give bytes, or the end, again. */
    void onReadable();

    /** {@link Exchange#write} may take bytes again, or {@link Exchange#flush} get on. */
    void onWritable();

    /**
     * The peer has gone or has cancelled the request, or took too long, before the exchange was
     * complete. Reading and writing fail with {@code cause} from now on, and nothing follows.
     */
    void onAborted(IOException cause);
}
