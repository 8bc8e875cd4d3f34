package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;
import org.upgradefilter.websocket.PerMessageDeflate.Context;
import org.upgradefilter.websocket.PerMessageDeflate.Window;

/** Whole conversations with a client that has agreed to compression. */
class CompressedConnectionTest {

    private static final int RSV1 = 0x40;
    private static final int MAX_MESSAGE_BYTES = 200_000;
    private static final long MANY = 1_000_000;

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedListener listener = new ScriptedListener();
    private final CompressionMemory memory = new CompressionMemory(4 << 20);
    private final Deflated zlib = new Deflated();
    private ScriptedPeer client = new ScriptedPeer();

    private WebSocket connect(Context context) {
        WebSocketConnection.Settings settings =
                new WebSocketConnection.Settings(
                        WebSocketLimits.defaults().withMaxMessageBytes(MAX_MESSAGE_BYTES),
                        WebSocketTimeouts.defaults());
        AgreedCompression compression =
                new AgreedCompression(
                        new PerMessageDeflate(context, Window.UNLIMITED, context), memory);
        client.duplex()
                .connect(
                        duplex ->
                                new WebSocketConnection(
                                        duplex, timer, settings, "", compression, listener));
        assertEquals(List.of("open"), listener.news());
        return listener.socket();
    }

    private WebSocket connected() {
        WebSocket socket = connect(Context.FRESH);
        socket.request(MANY);
        return socket;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] text(byte[] compressed) {
        return ClientFrames.frame(0x81 | RSV1, compressed);
    }

    private static byte[] binary(byte[] compressed) {
        return ClientFrames.frame(0x82 | RSV1, compressed);
    }

    /** The frames that have arrived, in pairs of their first byte and their payload. */
    private List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        ByteBuffer wire = ByteBuffer.wrap(client.received());
        while (wire.hasRemaining()) {
            byte[] flags = {wire.get()};
            int length = wire.get();
            byte[] payload = new byte[length == 126 ? wire.getShort() & 0xFFFF : length];
            wire.get(payload);
            frames.add(flags);
            frames.add(payload);
        }
        return frames;
    }

    /** The one message that has arrived. */
    private byte[] message() {
        return message(frames());
    }

    private byte[] message(List<byte[]> frames) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int i = 1; i < frames.size(); i += 2) {
            wire.writeBytes(frames.get(i));
        }
        boolean isDeflated = (frames.get(0)[0] & RSV1) != 0;
        return isDeflated ? zlib.inflate(wire.toByteArray()) : wire.toByteArray();
    }

    @Test
    void what_comes_compressed_is_told_as_it_was() {
        connected();
        client.sends(text(zlib.deflate(bytes("Hello"))));
        zlib.forget();
        client.sends(binary(zlib.deflate(new byte[] {1, 2, 3})));
        client.sends(ClientFrames.text("plain"));
        assertEquals(List.of("text \"Hello\"", "binary 010203", "text \"plain\""), listener.news());
    }

    @Test
    void what_is_long_goes_out_compressed() {
        WebSocket socket = connected();
        String message = "Hello ".repeat(100);
        assertTrue(socket.sendText(message, true).isDone());
        List<byte[]> frames = frames();
        assertEquals(2, frames.size());
        assertEquals((byte) (0x81 | RSV1), frames.get(0)[0]);
        assertTrue(frames.get(1).length < 30, frames.get(1).length + " bytes");
        assertArrayEquals(bytes(message), message(frames));
    }

    /** One frame of a few bytes may become very much: only as much as is asked for. */
    @Test
    void nothing_is_inflated_ahead_of_demand() {
        WebSocket socket = connect(Context.FRESH);
        client.sends(
                ClientFrames.join(
                        binary(zlib.deflate(new byte[150_000])), ClientFrames.ping("behind")));
        assertEquals(List.of(), listener.news());
        client.expectsNothing();
        int told = 0;
        while (told < 150_000) {
            socket.request(1);
            List<String> news = listener.news();
            assertEquals(1, news.size());
            told += (news.get(0).replace("...", "").length() - "binary ".length()) / 2;
        }
        assertEquals(150_000, told);
        // The last piece, if it was not known to be the last, and the Ping.
        socket.request(2);
        assertTrue(listener.news().contains("ping \"behind\""));
    }

    @Test
    void a_buffer_is_the_listeners_until_its_stage_completes() {
        connected();
        listener.answer = socket -> new CompletableFuture<Void>();
        byte[] first = new byte[40_000];
        new Random(1).nextBytes(first);
        byte[] second = {7};
        client.sends(
                ClientFrames.join(
                        binary(Deflated.alone(first)),
                        ClientFrames.binary((byte) 5),
                        binary(Deflated.alone(second))));
        String kept = String.join("", listener.keptPieces());
        assertEquals(HexFormat.of().formatHex(first) + "05" + "07", kept);
    }

    @ParameterizedTest
    @CsvSource({
        "damaged,                        c1 82 00 00 00 00 ff ff,                   1007",
        "incomplete,                     c1 82 00 00 00 00 f2 48,                   1007",
        "no UTF-8,                       c1 87 00 00 00 00 00 01 00 fe ff c3 00,    1007",
        "RSV1 on a Ping,                 c9 80 00 00 00 00,                         1002",
        "RSV2,                           a1 80 00 00 00 00,                         1002",
        "RSV1 on a continuation,         41 81 00 00 00 00 00 c0 81 00 00 00 00 00, 1002",
    })
    void a_violation_fails_the_web_socket_and_gives_memory_back(String why, String hex, int code) {
        connected();
        client.sendsHex(hex);
        List<byte[]> frames = frames();
        assertEquals((byte) 0x88, frames.get(0)[0], why);
        assertEquals(code, ByteBuffer.wrap(frames.get(1)).getShort() & 0xFFFF, why);
        assertEquals(0, memory.usedBytes());
    }

    @Test
    void a_message_that_inflates_to_more_than_may_be_is_1009() {
        connected();
        client.sends(binary(Deflated.alone(new byte[MAX_MESSAGE_BYTES + 1])));
        List<byte[]> frames = frames();
        assertEquals(1009, ByteBuffer.wrap(frames.get(1)).getShort() & 0xFFFF);
    }

    @Test
    void control_frames_go_between_the_frames_of_a_compressed_message() {
        WebSocket socket = connected();
        byte[] message = new byte[60_000];
        new Random(1).nextBytes(message);
        client.room(20_000);
        CompletableFuture<WebSocket> sent = socket.sendBinary(ByteBuffer.wrap(message), true);
        assertFalse(sent.isDone());
        client.sends(ClientFrames.ping("now"));
        client.unlimitedRoom();
        assertTrue(sent.isDone());
        List<byte[]> frames = frames();
        List<byte[]> data = new ArrayList<>();
        int pong = -1;
        for (int i = 0; i < frames.size(); i += 2) {
            if (frames.get(i)[0] == (byte) 0x8A) {
                pong = i;
            } else {
                data.add(frames.get(i));
                data.add(frames.get(i + 1));
            }
        }
        assertTrue(pong > 0 && pong < frames.size() - 2, "the Pong is the frame " + pong / 2);
        assertArrayEquals(message, message(data));
    }

    /** Compressing takes time, which is not taken all at once. */
    @Test
    void a_message_that_compresses_well_goes_out_in_several_turns() {
        WebSocket socket = connected();
        byte[] message = new byte[16 << 20];
        client.duplex().holdWorkers();
        CompletableFuture<WebSocket> sent = socket.sendBinary(ByteBuffer.wrap(message), true);
        assertFalse(sent.isDone());
        client.sends(ClientFrames.ping("now"));
        assertTrue(ServerFrames.read(client.received()).contains("pong \"now\""));
        client.duplex().releaseWorkers();
        assertTrue(sent.isDone());
    }

    @Test
    void a_message_that_is_under_way_makes_way_for_a_close() {
        WebSocket socket = connected();
        byte[] message = new byte[200_000];
        new Random(1).nextBytes(message);
        client.room(20_000);
        CompletableFuture<WebSocket> sent = socket.sendBinary(ByteBuffer.wrap(message), true);
        client.sendsHex("83 80 00 00 00 00");
        assertTrue(sent.isCompletedExceptionally());
        assertEquals(0, memory.usedBytes());
        client.unlimitedRoom();
        List<byte[]> frames = frames();
        assertEquals((byte) 0x88, frames.get(frames.size() - 2)[0]);
        assertEquals((byte) 0x02, (byte) (frames.get(0)[0] & 0x0F));
    }

    /** Which are of the C heap: so an idle connection takes no more than its contexts. */
    @Test
    void streams_are_lent_for_one_message_only() {
        Inflater inflater = memory.takeInflater();
        Deflater deflater = memory.takeDeflater().orElseThrow();
        memory.give(inflater);
        memory.give(deflater);
        WebSocket socket = connect(Context.TAKEN_OVER);
        socket.request(MANY);
        byte[] message = zlib.deflate(bytes("Hello"));
        client.sends(ClientFrames.frame(0x01 | RSV1, Arrays.copyOf(message, 3)));
        assertTrue(socket.sendText("begun", false).isDone());
        assertNotSame(inflater, memory.takeInflater());
        assertNotSame(deflater, memory.takeDeflater().orElseThrow());
        client.sends(ClientFrames.frame(0x80, Arrays.copyOfRange(message, 3, message.length)));
        assertTrue(socket.sendText(" and ended", true).isDone());
        assertSame(inflater, memory.takeInflater());
        assertSame(deflater, memory.takeDeflater().orElseThrow());
    }

    @Test
    void memory_is_given_back_when_the_connection_ends() {
        WebSocket socket = connect(Context.TAKEN_OVER);
        socket.request(MANY);
        assertTrue(memory.usedBytes() > 0);
        client.sends(ClientFrames.frame(0x02 | RSV1, Arrays.copyOf(zlib.deflate(new byte[9]), 3)));
        assertTrue(socket.sendText("begun", false).isDone());
        client.duplex().close();
        assertEquals(0, memory.usedBytes());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void messages_both_ways_over_an_unreliably_ready_duplex_are_exact(long seed) {
        Random random = new Random(seed);
        Context context = seed % 2 == 0 ? Context.TAKEN_OVER : Context.FRESH;
        client = new ScriptedPeer(1000);
        client.duplex().random(seed);
        WebSocket socket = connect(context);
        socket.request(MANY);
        for (int i = 0; i < 60; i++) {
            byte[] message = RandomMessage.of(random);
            client.sends(fragmented(zlib.deflate(message), random));
            ByteArrayOutputStream told = new ByteArrayOutputStream();
            for (String piece : listener.news()) {
                told.writeBytes(
                        HexFormat.of().parseHex(piece.replace("binary ", "").replace("...", "")));
            }
            assertArrayEquals(message, told.toByteArray(), "message " + i);
            assertTrue(socket.sendBinary(ByteBuffer.wrap(message), true).isDone());
            assertArrayEquals(message, message(), "message " + i);
            if (context == Context.FRESH) {
                zlib.forget();
            }
        }
    }

    private static byte[] fragmented(byte[] payload, Random random) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        int at = 0;
        while (at < payload.length) {
            int end = Math.min(payload.length, at + 1 + random.nextInt(payload.length));
            int fin = end == payload.length ? 0x80 : 0;
            frames.writeBytes(
                    ClientFrames.frame(
                            fin | (at == 0 ? 0x02 | RSV1 : 0),
                            Arrays.copyOfRange(payload, at, end)));
            at = end;
        }
        return frames.toByteArray();
    }
}
