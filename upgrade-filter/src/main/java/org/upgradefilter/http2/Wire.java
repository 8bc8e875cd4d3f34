package org.upgradefilter.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.upgradefilter.io.Deadline;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Strand;
import org.upgradefilter.io.Timer;

/**
 * What the streams of a connection share to send by: frames, the window of the connection, and
 * turns where either has no room. Confined to the connection's strand.
 */
final class Wire {

    private final Strand strand;
    private final FrameWriter writer;
    private final Timer timer;
    private final Http2Settings settings;
    private final Overhead overhead;
    private final Failure failure;
    private final Deadline patience;
    private final Runnable flush = this::flush;

    private int window = Http2Limits.INITIAL_WINDOW_BYTES;

    /** Those that have something to send and cannot, the one that waits longest first. */
    private final Set<Sending> waiting = new LinkedHashSet<>();

    /** Those that wait for what is written to leave. */
    private final Set<Sending> flushing = new LinkedHashSet<>(0);

    private boolean flushPosted;
    private boolean broken;

    /** What ends the connection, and comes from no frame. */
    interface Failure {

        /** The peer has taken nothing for too long. */
        void onStalled();

        void onViolation(Http2Exception violation);
    }

    Wire(
            Duplex duplex,
            FrameWriter writer,
            Timer timer,
            Http2Settings settings,
            Overhead overhead,
            Failure failure) {
        strand = duplex.strand();
        this.writer = writer;
        this.timer = timer;
        this.settings = settings;
        this.overhead = overhead;
        this.failure = failure;
        patience = new Deadline(timer, strand, failure::onStalled);
    }

    FrameWriter writer() {
        return writer;
    }

    /** Puts content into DATA, as far as frame, window and peer have room. */
    int data(int stream, ByteBuffer src, int most) {
        int allowed = Math.min(most, window);
        if (allowed <= 0 || broken) {
            return 0;
        }
        try {
            int count = writer.data(stream, src, allowed);
            window -= count;
            overhead.earnContent(count);
            if (!src.hasRemaining()) {
                overhead.awaitWindows();
            }
            return count;
        } catch (IOException e) {
            // The duplex has closed itself, and onClosed() follows with the cause.
            broken = true;
            return 0;
        } finally {
            watch();
        }
    }

    /** True if the peer itself takes nothing, so that no stream can send. */
    boolean isBlocked() {
        return writer.isWaitingForRoom() || broken;
    }

    /**
     * A time limit of a stream.
     *
     * @param onPassed may throw an {@link Http2Exception}, which ends the connection
     */
    Deadline deadline(Runnable onPassed) {
        return new Deadline(
                timer,
                strand,
                () -> {
                    try {
                        onPassed.run();
                    } catch (Http2Exception violation) {
                        failure.onViolation(violation);
                    }
                });
    }

    /** How long the peer may let nothing through. */
    Duration sendTimeout() {
        return settings.timeouts().send();
    }

    /** {@code sending} is told when there may be room for content of its own. */
    void await(Sending sending) {
        waiting.add(sending);
    }

    /** {@code sending} is told when all that is written has left, window or not. */
    void awaitFlush(Sending sending) {
        flushing.add(sending);
    }

    void forget(Sending sending) {
        waiting.remove(sending);
        flushing.remove(sending);
    }

    /**
     * Opens the window of the connection.
     *
     * @throws Http2Exception if it becomes too large
     */
    void windowUpdate(int increment) {
        if (window > Integer.MAX_VALUE - increment) {
            throw new Http2Exception(
                    ErrorCode.FLOW_CONTROL_ERROR, "the connection's window is beyond 2^31-1");
        }
        window += increment;
        resume();
    }

    /** The duplex has room again. */
    void onWritable() {
        writer.onWritable();
        patience.clear();
        if (flush()) {
            List<Sending> flushed = List.copyOf(flushing);
            flushing.clear();
            flushed.forEach(Sending::resume);
        }
        resume();
    }

    private void resume() {
        // Who cannot send all waits again, behind the others; once for each that waits now.
        for (int turns = waiting.size(); turns > 0 && hasRoom(); turns--) {
            Iterator<Sending> first = waiting.iterator();
            if (!first.hasNext()) {
                return;
            }
            Sending sending = first.next();
            first.remove();
            sending.resume();
        }
    }

    /** True if content of some stream can be sent. */
    boolean hasRoom() {
        return window > 0 && !isBlocked();
    }

    /** Sends what is written, when all that is under way has added to it. */
    void flushSoon() {
        if (!flushPosted) {
            flushPosted = true;
            strand.execute(flush);
        }
    }

    /** True if all has left. */
    boolean flush() {
        flushPosted = false;
        if (broken) {
            return false;
        }
        try {
            return writer.flush();
        } catch (IOException e) {
            // The duplex has closed itself, and onClosed() follows with the cause.
            broken = true;
            return false;
        } finally {
            watch();
        }
    }

    private void watch() {
        if (!writer.isWaitingForRoom()) {
            patience.clear();
        } else if (!patience.isSet()) {
            patience.set(sendTimeout());
        }
    }

    /** Nothing more will be sent. */
    void end() {
        broken = true;
        waiting.clear();
        flushing.clear();
        patience.stop();
        writer.end();
    }
}
