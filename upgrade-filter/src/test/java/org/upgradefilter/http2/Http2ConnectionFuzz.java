package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;

/**
 * Any conversation: whatever a client sends, in whatever order, and whatever the application does
 * meanwhile, every frame of ours is one that may come now, windows hold both ways, no more requests
 * are handed on at a time than may be, and in the end nobody waits and nothing is left.
 *
 * <p>The first byte says how the connection is set up, and whether the client keeps to the rules;
 * the others, what happens next, one step after the other.
 */
public final class Http2ConnectionFuzz {

    private static final int MOST_STREAMS = 5;
    private static final int WINDOW = 65_535;
    private static final String[] METHODS = {"GET", "POST", "HEAD", "CONNECT", "OPTIONS"};

    private final byte[] input;
    private int at;

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedPeer wire = new ScriptedPeer(1 << 20);
    private final NettyHpack hpack = new NettyHpack(0);
    private final CheckedFrames checked = new CheckedFrames(WINDOW);
    private final ServerFrames frames = new ServerFrames(hpack, checked::receives);
    private final FuzzedApplication application = new FuzzedApplication(this::next);
    private final Http2Connection connection;
    private final List<Integer> streams = new ArrayList<>();

    /** Streams on which the client may send. */
    private final List<Integer> sending = new ArrayList<>();

    private final boolean rude;
    private final boolean leavesAtOnce;
    private boolean limited;
    private boolean finished;
    private boolean cutOff;

    private Http2ConnectionFuzz(byte[] input) {
        this.input = input;
        int setup = next();
        rude = (setup & 4) != 0;
        leavesAtOnce = (setup & 8) != 0;
        if (setup % 2 == 1) {
            wire.duplex().random(setup);
        }
        Http2Limits limits =
                new Http2Limits(
                        MOST_STREAMS,
                        16 * 1024,
                        128,
                        WINDOW,
                        WINDOW,
                        20_000,
                        256,
                        setup % 4 < 2 ? 100_000 : 100);
        connection =
                wire.duplex()
                        .connect(
                                duplex ->
                                        new Http2Connection(
                                                duplex,
                                                timer,
                                                Http2Settings.inClear().withLimits(limits),
                                                application));
        wire.sends("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        settings(next());
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Http2ConnectionFuzz conversation = new Http2ConnectionFuzz(input);
        while (conversation.at < input.length) {
            conversation.step();
            conversation.look();
        }
        conversation.end();
    }

    private int next() {
        return at < input.length ? input[at++] & 0xFF : 0;
    }

    private void look() {
        // A client that takes nothing is cut off at some time.
        cutOff |= limited && wire.duplex().isClosed();
        frames.read(wire.received());
    }

    private int stream() {
        return any(streams);
    }

    /** One on which the client may send, if it keeps to the rules; 0 if there is none. */
    private int sendingStream() {
        return any(rude ? streams : sending);
    }

    private int any(List<Integer> ids) {
        return ids.isEmpty() ? 0 : ids.get(next() % ids.size());
    }

    private void frame(int type, int flags, int stream, byte... payload) {
        sends(ScriptedClient.frame(type, flags, stream, payload));
    }

    private void sends(byte[] bytes) {
        if (!finished) {
            wire.sends(bytes);
        }
    }

    private void step() {
        int what = next() % 22;
        if (what <= 1 || streams.isEmpty()) {
            request(next());
            return;
        }
        switch (what) {
            case 2, 3, 4 -> data(sendingStream(), next(), next());
            case 5 -> reset(stream());
            case 6 -> window(0, 1 << next() % (rude ? 31 : 18));
            case 7 -> window(stream(), 1 << next() % (rude ? 31 : 18));
            case 8 -> settings(next());
            case 9 -> frame(6, next() & 1, 0, "farewell".getBytes(StandardCharsets.US_ASCII));
            case 10 -> trailers(sendingStream());
            case 11 -> room(next());
            case 12 -> timer.advance(Duration.ofSeconds(next() % 70));
            case 13 -> rarely(next());
            case 14 -> raw(next());
            default -> application.act();
        }
    }

    private void trailers(int stream) {
        if (stream != 0) {
            sending.remove((Integer) stream);
            frame(1, 5, stream, hpack.encode(List.of("x: trailer")));
        }
    }

    private void request(int how) {
        int id = streams.isEmpty() ? 1 : streams.get(streams.size() - 1) + 2;
        streams.add(id);
        checked.opens(id);
        String method = METHODS[how % METHODS.length];
        List<String> lines = ScriptedClient.request(method);
        if (method.equals("CONNECT")) {
            lines.add(1, ":protocol: websocket");
        }
        if ((how & 8) != 0) {
            lines.add("content-length: " + (how & 0x60) * 10);
        }
        if ((how & 16) != 0) {
            lines.add("expect: 100-continue");
        }
        int end = how >> 7;
        if (end == 0) {
            sending.add(id);
        }
        byte[] block = hpack.encode(lines);
        if (how % 7 == 0) {
            int half = block.length / 2;
            frame(1, end, id, Arrays.copyOf(block, half));
            frame(9, 4, id, Arrays.copyOfRange(block, half, block.length));
        } else {
            frame(1, 4 | end, id, block);
        }
    }

    private void data(int stream, int size, int flags) {
        int bytes = size < 128 ? size * 10 : (size - 127) * 128;
        if (stream == 0 || (!rude && !checked.maySend(stream, bytes))) {
            return;
        }
        if ((flags & 1) != 0) {
            sending.remove((Integer) stream);
        }
        boolean isPadded = (flags & 8) != 0 && bytes > 0;
        byte[] payload = new byte[bytes];
        if (isPadded) {
            payload[0] = (byte) Math.min(flags, bytes - 1);
        }
        checked.sendsData(stream, bytes);
        byte[] frame = ScriptedClient.frame(0, (flags & 1) | (isPadded ? 8 : 0), stream, payload);
        int cut = (flags & 2) == 0 ? frame.length : Math.min(frame.length, 9 + flags);
        sends(Arrays.copyOf(frame, cut));
        if (cut < frame.length) {
            application.act();
            sends(Arrays.copyOfRange(frame, cut, frame.length));
        }
    }

    private void reset(int stream) {
        sending.remove((Integer) stream);
        frame(3, 0, stream, new byte[] {0, 0, 0, 8});
        // What was written before leaves with the answer.
        frame(6, 0, 0, new byte[8]);
        look();
        if (!limited && !rude) {
            checked.cancels(stream);
        }
    }

    private void window(int stream, int increment) {
        checked.opensWindow(stream, increment);
        frame(8, 0, stream, ScriptedClient.number(increment));
    }

    private void settings(int how) {
        int window = how * how * 4;
        checked.announces(window);
        frame(
                4,
                0,
                0,
                (byte) 0,
                (byte) 4,
                (byte) (window >> 24),
                (byte) (window >> 16),
                (byte) (window >> 8),
                (byte) window);
    }

    private void room(int bytes) {
        limited = bytes < 200;
        if (limited) {
            wire.room(bytes * 50);
        } else {
            wire.unlimitedRoom();
        }
    }

    private void rarely(int how) {
        switch (how % 16) {
            case 0 -> connection.shutdown();
            case 1 -> frame(7, 0, 0, new byte[8]);
            case 2 -> finish();
            case 8, 9, 10, 11, 12, 13, 14, 15 -> application.act();
            case 3 -> frame(2, 0, stream(), new byte[5]);
            case 4 -> frame(8, 0, stream(), new byte[4]);
            case 5 -> frame(0x42, 0, 0, new byte[5]);
            case 6 -> frame(4, 1, 0);
            default -> application.finishAll();
        }
    }

    private void finish() {
        finished = true;
        wire.finishes();
    }

    private void raw(int count) {
        if (!rude) {
            return;
        }
        int end = Math.min(input.length, at + count % 40);
        checked.looseCount();
        sends(Arrays.copyOfRange(input, at, end));
        at = end;
    }

    private void end() {
        wire.unlimitedRoom();
        if (!rude) {
            window(0, 1 << 28);
            streams.forEach(stream -> window(stream, 1 << 28));
            application.requireMoved();
        }
        look();
        if (leavesAtOnce) {
            finish();
            application.requireTold();
        }
        application.finishAll();
        streams.forEach(this::reset);
        if (!wire.duplex().isClosed() && !checked.isEnding() && !rude) {
            long granted = checked.connectionGranted();
            assertTrue(granted > WINDOW / 2, () -> "lost: " + granted);
        }
        finish();
        look();
        assertTrue(cutOff || frames.restBytes() == 0, "part of a frame");
        assertTrue(wire.duplex().isClosed(), "the connection is open");
        application.requireTold();
        assertEquals(0, timer.pending(), "somebody waits for the time");
        int most = application.mostRunning();
        assertTrue(most <= MOST_STREAMS, () -> "in " + most + " requests at once");
    }
}
