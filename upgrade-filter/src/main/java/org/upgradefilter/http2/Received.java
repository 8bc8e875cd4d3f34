package org.upgradefilter.http2;

import java.nio.ByteBuffer;
import java.util.List;
import org.upgradefilter.exchange.ContentPatience;
import org.upgradefilter.http.Field;

/**
 * The content of a request (RFC 9113 §8.1), from its frames to whoever reads it; what was read
 * opens the windows again, and one who keeps up gets a larger one.
 *
 * <p>{@link #read}, {@link #isComplete} and {@link #trailers}: any thread, one at a time.
 * Everything else is confined to the connection's strand.
 */
final class Received {

    private static final long NO_LENGTH = -1;

    private final ReceiveWindow window = new ReceiveWindow(Http2Limits.INITIAL_WINDOW_BYTES);
    private final Chunks chunks = new Chunks();
    private final int maxWindowBytes;
    private final ContentPatience patience;

    /** Written before the end is. */
    private List<Field> trailers = List.of();

    private volatile boolean complete;

    /** What {@code Content-Length} says is still to come; {@link #NO_LENGTH} if it says nothing. */
    private long missing;

    /** True if the peer is waited for only so long. */
    private boolean limited = true;

    /** What waits to be read, as far as the strand knows, in bytes. */
    private int storedBytes;

    private boolean begun;
    private boolean waiting;
    private boolean dropping;
    private long droppedBytes;

    /**
     * @param contentLength in bytes; negative if it is not known
     */
    Received(long contentLength, int maxWindowBytes, ContentPatience patience) {
        missing = contentLength < 0 ? NO_LENGTH : contentLength;
        this.maxWindowBytes = maxWindowBytes;
        this.patience = patience;
    }

    ReceiveWindow window() {
        return window;
    }

    /** Takes content in; false if it is more than was announced. */
    boolean add(ByteBuffer content) {
        int count = content.remaining();
        if (missing != NO_LENGTH) {
            if (count > missing) {
                return false;
            }
            missing -= count;
        }
        begun = true;
        patience.received(count);
        if (dropping) {
            droppedBytes += count;
        } else {
            store(content);
        }
        return true;
    }

    private void store(ByteBuffer content) {
        storedBytes += content.remaining();
        chunks.add(content);
    }

    /** Takes in what was received elsewhere, all of it; no window counts that. */
    void addAll(ByteBuffer content) {
        store(content);
        storedBytes = 0;
        begun = true;
        missing = 0;
        complete = true;
    }

    /** The end has come; false if it has come too early. */
    boolean complete(List<Field> last) {
        if (missing > 0) {
            return false;
        }
        trailers = last;
        complete = true;
        patience.rests();
        return true;
    }

    /**
     * Moves what there is.
     *
     * @return the number of bytes; 0 if there are none now; -1 at the end
     */
    int read(ByteBuffer dst) {
        // Before looking: the end comes behind all else.
        boolean ends = complete;
        int moved = chunks.moveTo(dst);
        return moved == 0 && ends ? -1 : moved;
    }

    /** What waits to be read, in bytes; a little of it may just have been. */
    int unreadBytes() {
        return storedBytes;
    }

    /**
     * Somebody has found nothing.
     *
     * @return false if there is something by now
     */
    boolean await() {
        if (complete || !chunks.isEmpty()) {
            return false;
        }
        waiting = true;
        if (limited) {
            patience.waits();
        }
        return true;
    }

    /**
     * So much was read.
     *
     * @return how much of it was not dropped before, in bytes
     */
    int settle(int bytes) {
        int settled = Math.min(bytes, storedBytes);
        storedBytes -= settled;
        return settled;
    }

    /** What to open the stream's window by, when so much was read; 0 for nothing yet. */
    int consumed(int bytes) {
        int increment = window.consumed(bytes);
        if (increment > 0 && chunks.isEmpty() && window.size() < maxWindowBytes) {
            increment += window.grow(Math.min(2 * window.size(), maxWindowBytes));
        }
        return complete ? 0 : increment;
    }

    /**
     * Nobody will read any more.
     *
     * @return how much was dropped, in bytes
     */
    int drop() {
        dropping = true;
        waiting = false;
        patience.rests();
        chunks.clear();
        int bytes = settle(storedBytes);
        droppedBytes += bytes;
        return bytes;
    }

    /** Whoever reads from now on has an eye on the time himself, and waits for any amount. */
    void takeYourTime() {
        limited = false;
        missing = NO_LENGTH;
    }

    /** More is awaited of what nobody reads. */
    void awaitEnd() {
        patience.waits();
    }

    /**
     * Nothing more will come, nor be read.
     *
     * @return how much was dropped, in bytes
     */
    int end() {
        int bytes = drop();
        complete = true;
        patience.stop();
        return bytes;
    }

    long droppedBytes() {
        return droppedBytes;
    }

    boolean isDropping() {
        return dropping;
    }

    /** True if somebody was told that there is nothing now. */
    boolean isWaiting() {
        return waiting;
    }

    void notWaiting() {
        waiting = false;
        patience.rests();
    }

    /** True if any content has come. */
    boolean isBegun() {
        return begun;
    }

    boolean isComplete() {
        return complete;
    }

    List<Field> trailers() {
        return complete ? trailers : List.of();
    }
}
