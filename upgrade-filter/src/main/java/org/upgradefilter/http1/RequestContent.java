package org.upgradefilter.http1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.upgradefilter.exchange.ContentPatience;
import org.upgradefilter.http.Field;
import org.upgradefilter.io.Inbox;

/**
 * The content of one request on its way to whoever answers it: received only when it is asked for.
 *
 * <p>Confined to the connection's strand.
 */
final class RequestContent {

    /** With less room than this, a buffer of ours is filled first. */
    private static final int MIN_DIRECT_BYTES = 4 * 1024;

    private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

    private final Inbox inbound;
    private final ContentReader reader;
    private final ContentPatience patience;

    private boolean waiting;
    private boolean asked;
    private boolean begun;
    private long droppedBytes;

    RequestContent(Inbox inbound, ContentReader reader, ContentPatience patience) {
        this.inbound = inbound;
        this.reader = reader;
        this.patience = patience;
        begun = inbound.hasBuffered();
    }

    /**
     * Moves content into {@code dst}.
     *
     * @return the number of bytes moved; 0 if there are none now, and then {@link #isWaiting}; -1
     *     at the end
     * @throws Http1Exception if the content is malformed, or ends before its end
     * @throws IOException if the transport failed
     */
    int read(ByteBuffer dst) throws IOException {
        asked = true;
        int start = dst.position();
        while (true) {
            if (inbound.hasBuffered()) {
                reader.read(inbound.buffer(), dst);
            }
            int moved = dst.position() - start;
            if (moved > 0 || reader.isComplete()) {
                rest();
                return moved > 0 ? moved : -1;
            }
            if (!receive(dst)) {
                waiting = true;
                patience.waits();
                return 0;
            }
        }
    }

    /**
     * Throws away what comes, up to the end of the content.
     *
     * @return false if there is nothing now
     * @throws Http1Exception as {@link #read}
     * @throws IOException if the transport failed
     */
    boolean drop(ByteBuffer scratch) throws IOException {
        int moved = read(scratch.clear());
        droppedBytes += Math.max(moved, 0);
        return moved != 0;
    }

    /** Consumes what stands between the content that was read and its end, if that has come. */
    void settle() {
        if (inbound.hasBuffered()) {
            reader.read(inbound.buffer(), NO_ROOM);
        }
    }

    /** Nobody waits for content any more. */
    void rest() {
        waiting = false;
        patience.rests();
        inbound.rest();
    }

    /** True if content was asked for and none was there. */
    boolean isWaiting() {
        return waiting;
    }

    /** True if anything of it has come that we know of. */
    boolean isBegun() {
        return begun;
    }

    /** True if nobody has asked for any of it. */
    boolean isUnasked() {
        return !asked;
    }

    boolean isComplete() {
        return reader.isComplete();
    }

    /** True if more is left than {@code bytes}, what was dropped already counted. */
    boolean isTooMuchToDrop(long bytes) {
        return droppedBytes > bytes || reader.lacksMoreThan(bytes - droppedBytes);
    }

    List<Field> trailers() {
        return reader.trailers();
    }

    /** Receives into our buffer, or into {@code dst} where all that can come belongs there. */
    private boolean receive(ByteBuffer dst) throws IOException {
        long direct = reader.directBytes();
        boolean isDirect =
                direct > 0 && !inbound.hasBuffered() && dst.remaining() >= MIN_DIRECT_BYTES;
        int count = isDirect ? inbound.receive(dst, direct) : inbound.receive();
        if (count < 0) {
            throw Http1Exception.badRequest("the content has ended before its end");
        }
        if (count > 0) {
            begun = true;
            patience.received(count);
        }
        if (isDirect) {
            reader.skipped(Math.max(count, 0));
        }
        return count > 0;
    }
}
