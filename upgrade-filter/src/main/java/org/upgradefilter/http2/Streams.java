package org.upgradefilter.http2;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.ContentPatience;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Timer;

/**
 * The streams of a connection (RFC 9113 §5.1): which are open, which were, and how many requests
 * the application is busy with, whatever has become of their streams.
 *
 * <p>Confined to the connection's strand.
 */
final class Streams {

    /** How many streams are remembered of which frames may still be on their way. */
    private static final int MAX_REMEMBERED = 256;

    /** Nobody leaves out more, and beyond that another error is as good. */
    private static final int MAX_GAPS = 16;

    private static final int FIRST_ID = 1;

    private final Duplex duplex;
    private final Timer timer;
    private final Http2Settings settings;
    private final Wire wire;
    private final Overhead overhead;
    private final Runnable onEmpty;
    private final ReceiveWindow window;

    private final Map<Integer, Http2Stream> open = new HashMap<>();

    /** Streams that we have reset: what the peer has sent before it knew is ignored. */
    private final Set<Integer> reset = new LinkedHashSet<>();

    /** Numbers that the peer has left out, and so may not use any more. */
    private final Deque<Gap> gaps = new ArrayDeque<>(0);

    /** Requests that wait until the application has left others. */
    private final Deque<Http2Stream> held = new ArrayDeque<>(0);

    private int lastId;
    private int lastIgnoredId;

    /** How many requests the application is in, whatever has become of their streams. */
    private int running;

    /** True when the peer was told that the connection will end. */
    private boolean stopping;

    /** True when nothing is awaited any more, so that no window needs to be opened. */
    private boolean ended;

    /**
     * @param onEmpty run when the last request is over
     */
    Streams(
            Duplex duplex,
            Timer timer,
            Http2Settings settings,
            Wire wire,
            Overhead overhead,
            Runnable onEmpty) {
        this.duplex = duplex;
        this.timer = timer;
        this.settings = settings;
        this.wire = wire;
        this.overhead = overhead;
        this.onEmpty = onEmpty;
        window = new ReceiveWindow(settings.limits().maxUnreadBytes());
    }

    Duplex duplex() {
        return duplex;
    }

    Wire wire() {
        return wire;
    }

    /** The window of the connection. */
    ReceiveWindow window() {
        return window;
    }

    Received newContent(Http2Stream stream) {
        Http2Limits limits = settings.limits();
        ContentPatience patience =
                new ContentPatience(
                        timer,
                        wire.deadline(() -> onContentTooSlow(stream)),
                        settings.timeouts().content(),
                        limits.minContentBytesPerSecond());
        return new Received(stream.contentLength(), limits.maxWindowBytes(), patience);
    }

    private void onContentTooSlow(Http2Stream stream) {
        if (stream.received().isDropping()) {
            reset(stream, ErrorCode.NO_ERROR);
        } else {
            stream.fail(new IOException("the content came too slowly"));
            reset(stream, ErrorCode.CANCEL);
        }
    }

    /** Null if there is none now. */
    @Nullable Http2Stream find(int id) {
        return open.get(id);
    }

    /** True if the peer has not used it, nor one behind it. */
    boolean isIdle(int id) {
        return id > Math.max(lastId, lastIgnoredId) || id % 2 == 0;
    }

    /** True if what comes on it is of no interest, and the peer may not know. */
    boolean isIgnored(int id) {
        return id > lastId || reset.contains(id);
    }

    /** The peer uses a stream that is behind the last one we have named (§6.8). */
    void ignore(int id) {
        lastIgnoredId = id;
    }

    /** The peer uses a stream for the first time. */
    void use(int id) {
        int next = lastId == 0 ? FIRST_ID : lastId + 2;
        if (id > next) {
            gaps.add(new Gap(next, id));
            if (gaps.size() > MAX_GAPS) {
                gaps.remove();
            }
        }
        lastId = id;
    }

    /** True if the peer has used one behind it instead (§5.1.1). */
    boolean wasLeftOut(int id) {
        return gaps.stream().anyMatch(gap -> id >= gap.from() && id < gap.to());
    }

    /** The last stream that was used. */
    int lastId() {
        return lastId;
    }

    /** False if the peer has as many requests under way as it may have. */
    boolean mayAdd() {
        return open.size() < settings.limits().maxConcurrentStreams();
    }

    /** True if no request is under way, and the application is in none. */
    boolean isEmpty() {
        return open.isEmpty() && running == 0;
    }

    void add(Http2Stream stream) {
        open.put(stream.id(), stream);
    }

    /**
     * Has the stream's request handed on; later, if the application is still in as many as it may
     * be: cancelling requests must not make it busy with more of them.
     */
    void begin(Http2Stream stream) {
        if (running < settings.limits().maxConcurrentStreams()) {
            running++;
            stream.begin();
        } else {
            held.add(stream);
        }
    }

    /** The application is through with a request that was handed on. */
    void left() {
        running--;
        Http2Stream next = held.poll();
        if (next != null) {
            begin(next);
        } else if (isEmpty()) {
            onEmpty.run();
        }
    }

    /** So much content of a stream was read. */
    void read(Http2Stream stream, int bytes) {
        consumed(stream, stream.received().settle(bytes));
    }

    /** So much of what came on a stream was read, or will not be. */
    void consumed(Http2Stream stream, int bytes) {
        if (bytes <= 0) {
            return;
        }
        consumed(bytes);
        int increment = stream.received().consumed(bytes);
        if (increment > 0 && open.containsKey(stream.id())) {
            wire.writer().windowUpdate(stream.id(), increment);
            wire.flushSoon();
        }
    }

    /** So much was received that is nobody's any more. */
    void consumed(int bytes) {
        if (ended) {
            return;
        }
        int increment = window.consumed(bytes);
        if (increment > 0) {
            wire.writer().windowUpdate(0, increment);
            wire.flushSoon();
        }
    }

    /** Changes what the peer takes of every stream. */
    void openAll(int bytes) {
        if (bytes == 0) {
            return;
        }
        for (Http2Stream stream : List.copyOf(open.values())) {
            if (!stream.sending().open(bytes)) {
                throw new Http2Exception(
                        ErrorCode.FLOW_CONTROL_ERROR, "a setting opens a window beyond 2^31-1");
            }
        }
    }

    /** Ends a stream at once; the application has been told, or has asked for it. */
    void reset(Http2Stream stream, ErrorCode code) {
        if (open.get(stream.id()) == stream) {
            reset(stream.id(), code);
            close(stream);
        }
    }

    /** Says that a stream has ended. */
    void reset(int id, ErrorCode code) {
        wire.writer().reset(id, code);
        wire.flushSoon();
        reset.add(id);
        if (reset.size() > MAX_REMEMBERED) {
            Iterator<Integer> oldest = reset.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** True if more of its content was dropped than its response is worth. */
    boolean dropsTooMuch(Http2Stream stream) {
        return stream.received().droppedBytes() > settings.limits().maxDroppedBytes();
    }

    /**
     * The end of what nobody reads is awaited, if not for long. Before all is sent it is no matter:
     * a reset would take the rest of the response away.
     */
    void awaitEnd(Http2Stream stream) {
        if (!stream.isSent() || stream.received().isComplete()) {
            return;
        }
        if (dropsTooMuch(stream)) {
            // §8.1: the response is complete, and the rest would be in vain.
            reset(stream, ErrorCode.NO_ERROR);
        } else {
            stream.received().awaitEnd();
        }
    }

    /** Nobody waits any more for the rest of what nobody reads (§8.1). */
    void resetAnswered() {
        for (Http2Stream stream : List.copyOf(open.values())) {
            if (stream.isSent() && !stream.received().isComplete()) {
                reset(stream, ErrorCode.NO_ERROR);
            }
        }
    }

    /** Forgets a stream if nothing more will come, nor go out. */
    void closeIfDone(Http2Stream stream) {
        if (open.get(stream.id()) == stream && stream.isSent() && stream.received().isComplete()) {
            overhead.earn(Overhead.ANSWERED);
            close(stream);
        }
    }

    /**
     * A response was given up that nobody has taken.
     *
     * @throws Http2Exception if there were too many
     */
    void stalled() {
        overhead.charge(Overhead.STALLED);
    }

    /** Forgets a stream. */
    void close(Http2Stream stream) {
        if (open.remove(stream.id(), stream)) {
            held.remove(stream);
            stream.sending().stop();
            consumed(stream.received().end());
            if (isEmpty()) {
                onEmpty.run();
            }
        }
    }

    /** The connection will end: streams that were handed over, or will be, are told to. */
    void shutdown() {
        stopping = true;
        open.values().forEach(Http2Stream::shutdown);
    }

    boolean isStopping() {
        return stopping;
    }

    /** Ends all streams: the connection is gone, or going. */
    void failAll(IOException cause) {
        ended = true;
        for (Http2Stream stream : new ArrayList<>(open.values())) {
            stream.fail(cause);
            close(stream);
        }
    }

    /** From one number to another, which was used. */
    private record Gap(int from, int to) {}
}
