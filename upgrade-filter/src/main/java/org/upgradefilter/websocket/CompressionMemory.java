package org.upgradefilter.websocket;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A bound on what compression may take, the C heap included, and the zlib streams that connections
 * lend one another. Any thread.
 *
 * <p>A connection that agrees to compression claims as much as it can come to need for receiving;
 * when three quarters are claimed, offers are declined and WebSockets go uncompressed. The last
 * quarter is for sending: when it is in use, messages go uncompressed. So nothing fails for want of
 * memory.
 */
public final class CompressionMemory {

    /** Rather more than zlib takes: 32 KiB of window, 10 KiB of tables. */
    private static final long INFLATER_BYTES = 48 << 10;

    /** Likewise: 64 KiB of window, 192 KiB of hash chains and of output, 6 KiB of tables. */
    private static final long DEFLATER_BYTES = 272 << 10;

    private static final int MAX_IDLE_INFLATERS = 64;
    private static final int MAX_IDLE_DEFLATERS = 16;

    /**
     * What all rules share that are given no other: 640 MiB, enough for 6,000 connections that
     * receive at the same moment; or for 4,300 if what they are sent takes over, too.
     */
    public static final CompressionMemory SHARED = new CompressionMemory(640L << 20);

    private final long maxClaimedBytes;
    private final long maxDeflatingBytes;
    private final AtomicLong claimedBytes = new AtomicLong();
    private final AtomicLong deflatingBytes = new AtomicLong();
    private final Idle<Inflater> inflaters =
            new Idle<>(
                    MAX_IDLE_INFLATERS, () -> new Inflater(true), Inflater::reset, Inflater::end);

    /** On the strand fast is better than small: level 6 takes more than twice the time of 1. */
    private final Idle<Deflater> deflaters =
            new Idle<>(
                    MAX_IDLE_DEFLATERS,
                    () -> new Deflater(Deflater.BEST_SPEED, true),
                    Deflater::reset,
                    Deflater::end);

    /**
     * @param maxBytes what compression may take in all, but for some 7 MiB of streams that wait for
     *     their next use
     * @throws IllegalArgumentException if it is negative
     */
    public CompressionMemory(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative: " + maxBytes);
        }
        maxDeflatingBytes = maxBytes / 4;
        maxClaimedBytes = maxBytes - maxDeflatingBytes;
    }

    /** What connections have claimed, and messages that are being sent take, in bytes. */
    public long usedBytes() {
        return claimedBytes.get() + deflatingBytes.get();
    }

    /** True if another connection may agree to {@code deflate}. */
    boolean hasRoomFor(PerMessageDeflate deflate) {
        return claimOf(deflate) <= maxClaimedBytes - claimedBytes.get();
    }

    /**
     * Claims what a connection can come to need. Always succeeds: handshakes that were accepted at
     * the same time may exceed the bound by a little.
     */
    void claim(PerMessageDeflate deflate) {
        claimedBytes.addAndGet(claimOf(deflate));
    }

    void release(PerMessageDeflate deflate) {
        claimedBytes.addAndGet(-claimOf(deflate));
    }

    private static long claimOf(PerMessageDeflate deflate) {
        // What the client refers to is kept while a message is under way, taken over or not.
        return INFLATER_BYTES + SlidingWindow.MAX_BYTES + windowOf(deflate.server());
    }

    private static long windowOf(PerMessageDeflate.Context context) {
        return context == PerMessageDeflate.Context.TAKEN_OVER ? SlidingWindow.MAX_BYTES : 0;
    }

    /** A new stream; whoever has claimed one gets it. */
    Inflater takeInflater() {
        return inflaters.take();
    }

    void give(Inflater inflater) {
        inflaters.give(inflater);
    }

    /** A new stream, unless too many are in use. */
    Optional<Deflater> takeDeflater() {
        if (deflatingBytes.addAndGet(DEFLATER_BYTES) > maxDeflatingBytes) {
            deflatingBytes.addAndGet(-DEFLATER_BYTES);
            return Optional.empty();
        }
        return Optional.of(deflaters.take());
    }

    void give(Deflater deflater) {
        deflatingBytes.addAndGet(-DEFLATER_BYTES);
        deflaters.give(deflater);
    }

    /** Streams that nobody uses, as many as may be kept. */
    private static final class Idle<T> {

        private final int most;
        private final Supplier<T> made;
        private final Consumer<T> reset;
        private final Consumer<T> ended;
        private final Queue<T> idle = new ConcurrentLinkedQueue<>();
        private final AtomicInteger kept = new AtomicInteger();

        Idle(int most, Supplier<T> made, Consumer<T> reset, Consumer<T> ended) {
            this.most = most;
            this.made = made;
            this.reset = reset;
            this.ended = ended;
        }

        T take() {
            T stream = idle.poll();
            if (stream == null) {
                return made.get();
            }
            kept.decrementAndGet();
            return stream;
        }

        void give(T stream) {
            if (kept.incrementAndGet() > most) {
                kept.decrementAndGet();
                ended.accept(stream);
            } else {
                // Now, for it still refers to what it was fed last.
                reset.accept(stream);
                idle.add(stream);
            }
        }
    }
}
