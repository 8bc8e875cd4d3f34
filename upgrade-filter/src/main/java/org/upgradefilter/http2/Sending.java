package org.upgradefilter.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Field;
import org.upgradefilter.io.Deadline;

/**
 * Sends the response of one stream (RFC 9113 §8.1): its head together with its first content, or as
 * its last frame where there is none. Content waits for the windows of stream and connection.
 *
 * <p>Confined to the connection's strand.
 */
final class Sending {

    /** What concerns a connection of HTTP/1, and its switch (§8.2.2, RFC 8441 §5). */
    private static final Set<String> NOT_SENT =
            Set.of(
                    "connection",
                    "proxy-connection",
                    "keep-alive",
                    "transfer-encoding",
                    "upgrade",
                    "http2-settings",
                    "sec-websocket-accept");

    private static final long ANY_LENGTH = -1;

    private final int stream;
    private final boolean isHead;
    private final Wire wire;
    private final Owner owner;

    private Stage stage = Stage.NOT_BEGUN;
    private int status;
    private List<Field> fields = List.of();
    private long missing = ANY_LENGTH;
    private int window;
    private boolean waits;
    private @Nullable Deadline patience;

    /** Content that was taken and waits for room. */
    private final Deque<ByteBuffer> kept = new ArrayDeque<>(0);

    /** The trailers behind what is kept; null if the end was not asked for. */
    private @Nullable List<Field> last;

    /** Who is told how it gets on. */
    interface Owner {

        /** More may be written. */
        void onRoom();

        /** What was kept has left. */
        void onKeptSent();

        /** The last frame is written. */
        void onSent();

        /** The peer has opened no window for too long. */
        void onStalled();

        /** The response cannot be completed. */
        void onFailed(String reason);
    }

    private enum Stage {
        NOT_BEGUN,
        BEGUN,
        HEAD_WRITTEN,
        ENDED
    }

    /**
     * @param isHead true of the response to a HEAD, which has no content
     * @param window how much the peer takes of it at first, in bytes
     */
    Sending(int stream, boolean isHead, int window, Wire wire, Owner owner) {
        this.stream = stream;
        this.isHead = isHead;
        this.window = window;
        this.wire = wire;
        this.owner = owner;
    }

    boolean isBegun() {
        return stage != Stage.NOT_BEGUN;
    }

    boolean isEnded() {
        return stage == Stage.ENDED;
    }

    int status() {
        return status;
    }

    /**
     * Writes an interim response; a peer that takes nothing is not told of progress, but for the
     * one that it waits for.
     */
    void inform(int interim, List<Field> lines) {
        if (stage == Stage.NOT_BEGUN && (interim == 100 || !wire.isBlocked())) {
            wire.writer().head(stream, interim, sent(lines), false);
            wire.flushSoon();
        }
    }

    /** Begins the final response; {@code Content-Length} among its fields was checked. */
    void begin(int code, List<Field> lines) {
        status = code;
        fields = sent(lines);
        stage = Stage.BEGUN;
        if (status == 101) {
            // Jetty says of its 101 that it is empty (12.0, 12.1), which what follows is not.
            fields = fields.stream().filter(field -> !isContentLength(field)).toList();
        } else if (!isWithoutContent()) {
            missing = contentLength();
        }
    }

    private static boolean isContentLength(Field field) {
        return field.name().equalsIgnoreCase("Content-Length");
    }

    private long contentLength() {
        for (Field field : fields) {
            if (isContentLength(field)) {
                return Long.parseLong(field.value());
            }
        }
        return ANY_LENGTH;
    }

    private boolean isWithoutContent() {
        return isHead || status == 204 || status == 205 || status == 304;
    }

    /** Those that go over HTTP/2; the same list if all do. */
    private static List<Field> sent(List<Field> lines) {
        List<Field> sent = null;
        for (int i = 0; i < lines.size(); i++) {
            Field field = lines.get(i);
            boolean isDropped = NOT_SENT.contains(field.name().toLowerCase(Locale.ROOT));
            if (isDropped && sent == null) {
                sent = new ArrayList<>(lines.subList(0, i));
            } else if (!isDropped && sent != null) {
                sent.add(field);
            }
        }
        return sent == null ? lines : sent;
    }

    /**
     * Takes content, as far as there is room.
     *
     * @return the number of bytes taken
     * @throws IOException if it is more than {@code Content-Length} has said
     */
    int write(ByteBuffer src) throws IOException {
        if (stage == Stage.ENDED) {
            throw new IOException("the stream has ended");
        }
        if (isWithoutContent()) {
            int dropped = src.remaining();
            src.position(src.limit());
            return dropped;
        }
        requireAllowed(src);
        if (isKeeping()) {
            waits = true;
            return 0;
        }
        return send(src);
    }

    private void requireAllowed(ByteBuffer src) throws IOException {
        if (missing != ANY_LENGTH && src.remaining() > missing - keptBytes()) {
            throw new IOException("more content than Content-Length has said");
        }
    }

    private int keptBytes() {
        int bytes = 0;
        for (ByteBuffer content : kept) {
            bytes += content.remaining();
        }
        return bytes;
    }

    private int send(ByteBuffer src) {
        int start = src.position();
        while (src.hasRemaining() && window > 0 && !wire.isBlocked()) {
            writeHead(false);
            int count = wire.data(stream, src, window);
            if (count == 0) {
                break;
            }
            window -= count;
        }
        int taken = src.position() - start;
        if (missing != ANY_LENGTH) {
            missing -= taken;
        }
        if (src.hasRemaining()) {
            await(taken > 0);
        } else if (patience != null) {
            patience.clear();
        }
        return taken;
    }

    private void await(boolean hasProgressed) {
        waits = true;
        if (window > 0) {
            wire.await(this);
        }
        if (!wire.isBlocked()) {
            writeHead(false);
        }
        // What was written has to be seen before the peer opens a window.
        wire.flushSoon();
        Deadline limit = patience;
        if (limit == null) {
            limit = wire.deadline(owner::onStalled);
            patience = limit;
        }
        if (hasProgressed || !limit.isSet()) {
            limit.set(wire.sendTimeout());
        }
    }

    /**
     * Takes all of {@code content}, now or when there is room.
     *
     * @throws IOException as {@link #write}
     */
    void keep(ByteBuffer content) throws IOException {
        if (isKeeping()) {
            requireAllowed(content);
            kept.add(content);
            return;
        }
        write(content);
        if (content.hasRemaining()) {
            kept.add(content);
        } else {
            owner.onKeptSent();
        }
    }

    /** True if content was taken that waits for room. */
    boolean isKeeping() {
        return !kept.isEmpty();
    }

    /** The owner is told when what is kept has left; false if nothing is kept. */
    boolean awaitKept() {
        waits |= isKeeping();
        return isKeeping();
    }

    /**
     * Sends the head and what was written.
     *
     * @return false if something waits for room
     */
    boolean flush() {
        if (stage == Stage.BEGUN) {
            writeHead(false);
        }
        if (!wire.flush()) {
            wire.awaitFlush(this);
        } else if (!isKeeping()) {
            return true;
        }
        waits = true;
        return false;
    }

    /**
     * Completes the response.
     *
     * @return false if it is shorter than it has said; it is not complete then
     */
    boolean end(List<Field> trailers) {
        if (stage == Stage.ENDED) {
            return true;
        }
        if (isKeeping()) {
            last = trailers;
            return true;
        }
        if (missing > 0) {
            return false;
        }
        finish(trailers);
        return true;
    }

    private void finish(List<Field> trailers) {
        if (stage == Stage.BEGUN && trailers.isEmpty()) {
            writeHead(true);
        } else {
            writeHead(false);
            if (trailers.isEmpty()) {
                wire.writer().endStream(stream);
            } else {
                wire.writer().trailers(stream, sent(trailers));
            }
        }
        stop();
        wire.flushSoon();
        owner.onSent();
    }

    private void writeHead(boolean isLast) {
        if (stage == Stage.BEGUN) {
            stage = Stage.HEAD_WRITTEN;
            wire.writer().head(stream, status == 101 ? 200 : status, fields, isLast);
        }
    }

    /** The windows, or the peer, may have room. */
    void resume() {
        if (stage == Stage.ENDED) {
            return;
        }
        if (isKeeping()) {
            if (!sendKept()) {
                return;
            }
            if (last != null) {
                endAfterKept(last);
                return;
            }
        }
        if (waits) {
            waits = false;
            if (patience != null && window > 0 && wire.hasRoom()) {
                // It is the application's turn now.
                patience.clear();
            }
            owner.onRoom();
        }
    }

    /** False if there is no room for all of it. */
    private boolean sendKept() {
        for (ByteBuffer content = kept.peek(); content != null; content = kept.peek()) {
            send(content);
            if (content.hasRemaining()) {
                return false;
            }
            kept.remove();
            owner.onKeptSent();
        }
        wire.flushSoon();
        return true;
    }

    private void endAfterKept(List<Field> trailers) {
        if (missing > 0) {
            owner.onFailed("less content than Content-Length has said");
        } else {
            finish(trailers);
        }
    }

    /**
     * Opens the window of the stream, or closes it by a setting of the peer's (§6.9.2).
     *
     * @return false if it becomes too large
     */
    boolean open(int bytes) {
        if (bytes > 0 && window > Integer.MAX_VALUE - bytes) {
            return false;
        }
        window += bytes;
        if (window > 0 && bytes > 0 && (waits || isKeeping())) {
            if (wire.hasRoom()) {
                resume();
            } else {
                wire.await(this);
            }
        }
        return true;
    }

    /** Nothing more is sent on the stream. */
    void stop() {
        stage = Stage.ENDED;
        kept.clear();
        wire.forget(this);
        if (patience != null) {
            patience.stop();
        }
    }
}
