package org.upgradefilter.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.BufferPool;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Timer;

/**
 * What waits to be sent, and the one place that writes frames.
 *
 * <p>Control frames go before data, never inside a frame, of Pongs only the newest (RFC 6455 §5.5),
 * and nothing goes after the Close. A frame is made when there is room for it; small ones are
 * gathered in one buffer, which a connection without anything to send does not hold. A message that
 * is compressed becomes several frames, between which control frames may go.
 *
 * <p>Confined to the connection's strand.
 */
final class Outbound {

    /** When gathered frames are handed on. */
    enum Flush {
        NOW,
        /** More is about to come, in this very turn. */
        LATER
    }

    /** After so many compressed frames others have their turn: compressing takes time. */
    private static final int MAX_DEFLATED_FRAMES = 8;

    private final Duplex duplex;
    private final Timer timer;
    private final Receipts receipts;

    /** Null if no compression was agreed upon. */
    private final @Nullable MessageDeflater deflater;

    private final Queue<Outgoing> data = new ArrayDeque<>();
    private final Queue<Outgoing> pings = new ArrayDeque<>();
    private @Nullable Outgoing pong;
    private @Nullable Outgoing close;

    /** The frame whose header is written and whose payload is not yet. */
    private @Nullable Outgoing current;

    /** What is becoming compressed frames. */
    private @Nullable Outgoing deflating;

    /** How many of them were made in this turn. */
    private int deflatedFrames;

    private @Nullable ByteBuffer gathered;
    private long gatheredSince;
    private boolean blocked;
    private boolean unflushed;
    private boolean closeWritten;

    /** Why nothing more may be added; null as long as it may. */
    private @Nullable IOException ended;

    /**
     * @param deflater null if no compression was agreed upon
     */
    Outbound(Duplex duplex, Timer timer, Receipts receipts, @Nullable MessageDeflater deflater) {
        this.duplex = duplex;
        this.timer = timer;
        this.receipts = receipts;
        this.deflater = deflater;
    }

    /** Puts a frame where it belongs; one that comes after the Close fails. */
    void add(Outgoing frame) {
        if (ended != null) {
            receipts.onFailed(frame, ended);
            return;
        }
        switch (frame.opcode()) {
            case PONG -> {
                Outgoing older = pong;
                pong = frame;
                if (older != null) {
                    // §5.5.3: an endpoint may answer only the latest Ping.
                    receipts.onSent(older);
                }
            }
            case PING -> pings.add(frame);
            case CLOSE -> {
                close = frame;
                ended = new IOException("the output of the WebSocket is closed");
            }
            default -> data.add(frame);
        }
    }

    /** Fails what has not been begun, or need not be ended, to make way for a Close. */
    void dropWaiting(IOException cause) {
        List<Outgoing> dropped = new ArrayList<>(data);
        dropped.addAll(pings);
        if (deflating != null) {
            dropped.add(deflating);
            deflating = null;
        }
        if (deflater != null) {
            deflater.release();
        }
        data.clear();
        pings.clear();
        dropped.forEach(frame -> receipts.onFailed(frame, cause));
    }

    /** Fails everything: the transport is gone. */
    void abandon(IOException cause) {
        dropWaiting(cause);
        for (Outgoing frame : new Outgoing[] {current, pong, close}) {
            if (frame != null) {
                receipts.onFailed(frame, cause);
            }
        }
        current = null;
        pong = null;
        close = null;
        ended = cause;
        release();
    }

    /** The duplex has room again. */
    void onWritable() {
        blocked = false;
    }

    /** True if a frame has been waiting for others for longer than {@code patience}. */
    boolean hasGatheredLongerThan(Duration patience) {
        return !isGatheredEmpty() && timer.nanoTime() - gatheredSince > patience.toNanos();
    }

    /** True if the duplex has no room for what waits. */
    boolean isWaitingForRoom() {
        return blocked || unflushed;
    }

    /**
     * True if compressing was interrupted: there is room, and {@link #write} should be called soon.
     */
    boolean isPaused() {
        return !blocked && deflating != null;
    }

    /** True when the Close and all before it have left the duplex. */
    boolean isCloseSent() {
        return closeWritten && !blocked && !unflushed && isGatheredEmpty();
    }

    /**
     * Makes frames of what waits, as far as there is room.
     *
     * @throws IOException if the transport failed
     */
    void write(Flush flush) throws IOException {
        deflatedFrames = 0;
        while (!blocked && advance()) {
            // Each turn finishes one step of one frame.
        }
        if (flush == Flush.NOW && !blocked) {
            handOn();
            if (!blocked && unflushed) {
                unflushed = !duplex.flush();
            }
            if (!blocked && isGatheredEmpty()) {
                release();
            }
        }
    }

    /** Does one step of one frame; false if there is none to do, or no room for it. */
    private boolean advance() throws IOException {
        if (current == null) {
            return hasNext() && begin();
        }
        ByteBuffer payload = current.payload();
        ByteBuffer buffer = gathering();
        if (payload.remaining() <= buffer.remaining()) {
            buffer.put(payload);
            finish(current);
            return true;
        }
        if (payload.remaining() >= buffer.capacity()) {
            return handOn() && writeThrough(current);
        }
        int room = buffer.remaining();
        buffer.put(payload.slice(payload.position(), room));
        payload.position(payload.position() + room);
        return handOn();
    }

    private boolean begin() throws IOException {
        // Room first, choice afterwards: something more urgent may come while we wait.
        if (gathering().remaining() < FrameWriter.MAX_HEADER_BYTES && !handOn()) {
            return false;
        }
        if (isGatheredEmpty()) {
            gatheredSince = timer.nanoTime();
        }
        Outgoing frame = next();
        if (deflater != null && deflater.takes(frame)) {
            deflating = frame;
            return deflate(deflater, frame);
        }
        FrameWriter.writeHeader(
                gathering(), frame.opcode(), frame.part(), frame.payload().remaining());
        current = frame;
        if (!frame.payload().hasRemaining()) {
            finish(frame);
        }
        return true;
    }

    private boolean deflate(MessageDeflater by, Outgoing frame) throws IOException {
        if (deflatedFrames == MAX_DEFLATED_FRAMES
                || (gathering().remaining() < MessageDeflater.MIN_ROOM_BYTES && !handOn())) {
            return false;
        }
        deflatedFrames++;
        if (by.writeFrame(frame, gathering())) {
            deflating = null;
            receipts.onSent(frame);
        }
        return true;
    }

    /** Hands a large payload on without copying it. */
    private boolean writeThrough(Outgoing frame) throws IOException {
        if (!handOn(frame.payload())) {
            return false;
        }
        finish(frame);
        return true;
    }

    private void finish(Outgoing frame) {
        if (frame.opcode() == Opcode.CLOSE) {
            closeWritten = true;
        }
        current = null;
        receipts.onSent(frame);
    }

    private boolean hasNext() {
        return pong != null
                || !pings.isEmpty()
                || deflating != null
                || !data.isEmpty()
                || close != null;
    }

    private Outgoing next() {
        Outgoing next;
        if (pong != null) {
            next = pong;
            pong = null;
        } else if (!pings.isEmpty()) {
            next = pings.remove();
        } else if (deflating != null) {
            next = deflating;
        } else if (!data.isEmpty()) {
            next = data.remove();
        } else {
            next = Objects.requireNonNull(close);
            close = null;
        }
        return next;
    }

    /** Hands the gathered frames to the duplex; false if it has no room for all of them. */
    private boolean handOn() throws IOException {
        if (gathered == null || isGatheredEmpty()) {
            return true;
        }
        try {
            return handOn(gathered.flip());
        } finally {
            gathered.compact();
        }
    }

    private boolean handOn(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining() && !blocked) {
            if (duplex.write(bytes) == 0) {
                blocked = true;
            } else {
                unflushed = true;
            }
        }
        return !blocked;
    }

    private ByteBuffer gathering() {
        if (gathered == null) {
            gathered = BufferPool.SHARED.take();
        }
        return gathered;
    }

    private boolean isGatheredEmpty() {
        return gathered == null || gathered.position() == 0;
    }

    private void release() {
        if (gathered != null) {
            BufferPool.SHARED.give(gathered);
            gathered = null;
        }
    }

    /** Told what became of each frame, once. */
    interface Receipts {

        /** Its last byte was handed on. */
        void onSent(Outgoing frame);

        /** It will never be sent. */
        void onFailed(Outgoing frame, IOException cause);
    }
}
