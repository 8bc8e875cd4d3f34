package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;

/**
 * A client of HTTP/2 as a test plays it, frame by frame, without a thread or a socket. Its fields
 * are compressed and read by Netty.
 */
final class ScriptedClient {

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;

    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedPeer wire;
    private final NettyHpack hpack = new NettyHpack(0);
    private final ServerFrames frames = new ServerFrames(hpack);
    private final ScriptedAnswers answers = new ScriptedAnswers();

    ScriptedClient() {
        this(new ScriptedPeer());
    }

    ScriptedClient(ScriptedPeer wire) {
        this.wire = wire;
    }

    ManualTimer timer() {
        return timer;
    }

    ScriptedPeer wire() {
        return wire;
    }

    ScriptedAnswers answers() {
        return answers;
    }

    /** A connection over which nothing was sent yet. */
    Http2Connection opens(Http2Settings settings) {
        return wire.duplex()
                .connect(duplex -> new Http2Connection(duplex, timer, settings, answers));
    }

    /** A connection whose prefaces are through. */
    Http2Connection connects(Http2Settings settings, int... pairs) {
        Http2Connection connection = opens(settings);
        sendsPreface(pairs);
        received();
        return connection;
    }

    Http2Connection connects() {
        return connects(Http2Settings.inClear());
    }

    void sendsPreface(int... pairs) {
        wire.sends(PREFACE);
        sendsSettings(pairs);
        sends(4, ACK, 0);
    }

    void sendsSettings(int... pairs) {
        ByteBuffer payload = ByteBuffer.allocate(3 * pairs.length);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
        sends(4, 0, 0, payload.array());
    }

    /** Keeps that much of the server's header table from now on, which it has been told. */
    void grants(int tableBytes) {
        hpack.grant(tableBytes);
    }

    /** Sends a frame. */
    void sends(int type, int flags, int stream, byte... payload) {
        wire.sends(frame(type, flags, stream, payload));
    }

    static byte[] frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    /** A request that has no content. */
    void gets(int stream, String... lines) {
        heads(stream, END_STREAM, request("GET", lines));
    }

    /** A request whose content follows. */
    void posts(int stream, String... lines) {
        heads(stream, 0, request("POST", lines));
    }

    static List<String> request(String method, String... lines) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                ":method: " + method,
                                ":scheme: http",
                                ":path: /",
                                ":authority: a"));
        all.addAll(Arrays.asList(lines));
        return all;
    }

    /** A block of fields, in one frame. */
    void heads(int stream, int flags, List<String> lines) {
        sends(1, END_HEADERS | flags, stream, hpack.encode(lines));
    }

    byte[] encode(List<String> lines) {
        return hpack.encode(lines);
    }

    void sendsData(int stream, String content) {
        sends(0, 0, stream, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    void endsData(int stream, String content) {
        sends(0, END_STREAM, stream, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** So much content, in frames as large as may be. */
    void sendsBulk(int stream, int bytes) {
        for (int left = bytes; left > 0; left -= 16_384) {
            sends(0, 0, stream, new byte[Math.min(left, 16_384)]);
        }
    }

    /** Content in one frame, with padding behind it. */
    void sendsPadded(int stream, int flags, String content, int padding) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(padding);
        payload.writeBytes(content.getBytes(StandardCharsets.ISO_8859_1));
        payload.writeBytes(new byte[padding]);
        sends(0, PADDED | flags, stream, payload.toByteArray());
    }

    void resets(int stream) {
        sends(3, 0, stream, number(ErrorCode.CANCEL.number()));
    }

    void opensWindow(int stream, int increment) {
        sends(8, 0, stream, number(increment));
    }

    void pings(String eight) {
        sends(6, 0, 0, eight.getBytes(StandardCharsets.US_ASCII));
    }

    /** The frames that have come since the last call. */
    List<String> received() {
        return frames.read(wire.received());
    }

    /** These frames have come since the last call. */
    void expects(String... lines) {
        assertEquals(Arrays.asList(lines), received());
    }

    /** All content so far. */
    long contentBytes() {
        return frames.contentBytes();
    }

    boolean isClosed() {
        return wire.duplex().isClosed();
    }
}
