package org.upgradefilter.websocket;

import org.upgradefilter.io.Timer;

/**
 * Counts what costs this side work and says nothing: Pings, Pongs, and fragments of a few bytes.
 * RFC 6455 sets no limit to them; beyond ours the WebSocket fails with 1008 (§7.4.1).
 *
 * <p>A budget that is spent frame by frame and comes back with time and with every byte that does
 * say something; so Pings now and then, or a message in odd pieces, cost nothing. Confined to the
 * connection's strand.
 */
final class Overhead {

    /** A fragment that is not the last and is shorter is overhead, in bytes. */
    private static final int TINY = 16;

    /** So many bytes of data make up for one frame. */
    private static final int BYTES_PER_FRAME = 64;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Timer timer;
    private final int burst;
    private final long nanosPerFrame;

    /** When the budget will be whole again. */
    private long wholeAt;

    /**
     * @param burst how many such frames may come at once; a tenth of them comes back each second
     */
    Overhead(Timer timer, int burst) {
        this.timer = timer;
        this.burst = burst;
        nanosPerFrame = 10 * NANOS_PER_SECOND / burst;
        wholeAt = timer.nanoTime();
    }

    /**
     * Counts a frame.
     *
     * @throws WebSocketException 1008 if the peer has sent too much of this in too short a time
     */
    void count(FrameHeader header) {
        if (!isOverhead(header)) {
            long earned = Math.min(header.payloadLength() / BYTES_PER_FRAME, burst);
            wholeAt -= earned * nanosPerFrame;
            return;
        }
        long now = timer.nanoTime();
        long owed = Math.max(wholeAt - now, 0) + nanosPerFrame;
        if (owed > burst * nanosPerFrame) {
            throw new WebSocketException(
                    CloseCode.POLICY_VIOLATION, "too many frames that say nothing");
        }
        wholeAt = now + owed;
    }

    private static boolean isOverhead(FrameHeader header) {
        return switch (header.opcode()) {
            case PING, PONG -> true;
            case CLOSE -> false;
            default -> !header.isFinal() && header.payloadLength() < TINY;
        };
    }
}
