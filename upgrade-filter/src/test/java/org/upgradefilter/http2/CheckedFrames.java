package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * What a client knows of the connection: fails at a frame that the server must not send now, and
 * keeps count of all windows (RFC 9113 §5.1, §5.2, §6.8).
 */
final class CheckedFrames {

    private static final int WINDOW = 65_535;

    private final Map<Integer, Stream> streams = new HashMap<>();

    /** Initial windows that the server has not acknowledged, the oldest first. */
    private final Deque<Long> announced = new ArrayDeque<>();

    private long initial = WINDOW;
    private long connectionOpened = WINDOW;
    private long connectionTaken;
    private long connectionGranted = WINDOW;
    private long mostGranted;
    private int lastStream = Integer.MAX_VALUE;
    private boolean failed;

    /** A stream as both ends have used it. */
    private static final class Stream {
        private long opened;
        private long taken;
        private long granted = WINDOW;
        private boolean head;
        private boolean ended;
        private boolean reset;
        private boolean cancelled;
    }

    /**
     * @param mostGranted the largest window that the server may grant
     */
    CheckedFrames(long mostGranted) {
        this.mostGranted = mostGranted;
    }

    /**
     * The client has sent something that may have been anything: windows are not known any more.
     */
    void looseCount() {
        mostGranted = Long.MAX_VALUE;
        connectionOpened = Long.MAX_VALUE / 2;
        initial = Long.MAX_VALUE / 4;
    }

    void opens(int stream) {
        streams.putIfAbsent(stream, new Stream());
    }

    void announces(long initialWindow) {
        announced.add(initialWindow);
    }

    void opensWindow(int stream, int increment) {
        if (stream == 0) {
            connectionOpened += increment;
        } else if (streams.containsKey(stream)) {
            streams.get(stream).opened += increment;
        }
    }

    /** True if both windows have room for that much content. */
    boolean maySend(int stream, int bytes) {
        Stream used = streams.get(stream);
        return used != null && bytes <= connectionGranted && bytes <= used.granted;
    }

    void sendsData(int stream, int flowBytes) {
        connectionGranted -= flowBytes;
        if (streams.containsKey(stream)) {
            streams.get(stream).granted -= flowBytes;
        }
    }

    /** The client has cancelled, and everything the server has written before has come. */
    void cancels(int stream) {
        if (streams.containsKey(stream)) {
            streams.get(stream).cancelled = true;
        }
    }

    /** How much the client may send on the connection, if it has kept to the rules. */
    long connectionGranted() {
        return connectionGranted;
    }

    /** True if the server has named the last stream, and may end at any time. */
    boolean isEnding() {
        return failed || lastStream < Integer.MAX_VALUE;
    }

    void receives(ServerFrames.Frame frame) {
        assertFalse(failed, () -> "behind the end: " + frame);
        ByteBuffer payload = frame.payload().duplicate();
        switch (frame.type()) {
            case 0 -> data(frame, goingOn(frame));
            case 1 -> head(frame, goingOn(frame));
            case 3 -> streams.computeIfAbsent(frame.stream(), id -> new Stream()).reset = true;
            case 4 -> {
                if (frame.ends() && !announced.isEmpty()) {
                    initial = Math.max(announced.remove(), loosened());
                }
            }
            case 7 -> goAway(payload.getInt(), payload.getInt());
            case 8 -> window(frame.stream(), payload.getInt());
            default -> {
                // PING and its acknowledgement.
            }
        }
    }

    private long loosened() {
        return mostGranted == Long.MAX_VALUE ? Long.MAX_VALUE / 4 : 0;
    }

    private Stream goingOn(ServerFrames.Frame frame) {
        Stream stream = streams.get(frame.stream());
        assertTrue(stream != null, () -> "nobody has opened it: " + frame);
        assertFalse(stream.ended || stream.reset || stream.cancelled, () -> "closed: " + frame);
        stream.ended = frame.ends();
        return stream;
    }

    private static void head(ServerFrames.Frame frame, Stream stream) {
        String first = frame.fields().isEmpty() ? "" : frame.fields().get(0);
        if (first.startsWith(":status: 1")) {
            assertFalse(stream.head || frame.ends(), () -> "an interim head " + frame);
        } else if (first.startsWith(":status: ")) {
            assertFalse(stream.head, () -> "a second head " + frame);
            stream.head = true;
        } else {
            assertTrue(stream.head && frame.ends(), () -> "trailers " + frame);
        }
    }

    private void data(ServerFrames.Frame frame, Stream stream) {
        assertTrue(stream.head, "content before the head");
        int bytes = frame.payload().remaining();
        if (bytes == 0) {
            return;
        }
        stream.taken += bytes;
        connectionTaken += bytes;
        // What was announced may be in effect, and not be acknowledged on its way here.
        long most = announced.stream().mapToLong(Long::longValue).max().orElse(0);
        assertTrue(
                stream.taken <= Math.max(initial, most) + stream.opened,
                () -> "the stream's window: " + stream.taken);
        assertTrue(
                connectionTaken <= connectionOpened,
                () -> "the connection's window: " + connectionTaken);
    }

    private void goAway(int last, int code) {
        assertTrue(last <= lastStream, () -> "raised to " + last);
        lastStream = last;
        failed = code != 0;
    }

    private void window(int id, int increment) {
        if (id == 0) {
            connectionGranted += increment;
            assertTrue(connectionGranted <= mostGranted, () -> "granted " + connectionGranted);
            return;
        }
        Stream stream = streams.get(id);
        assertTrue(stream != null && !stream.reset, () -> "the window of stream " + id);
        stream.granted += increment;
        assertTrue(stream.granted <= mostGranted, () -> "granted the stream " + stream.granted);
    }

    /** All was acknowledged that the server has to. */
    void requireAcknowledged() {
        assertEquals(0, announced.size(), "SETTINGS that were not acknowledged");
    }
}
