package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jcraft.jzlib.JZlib;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.websocket.MessageSink.Part;
import org.upgradefilter.websocket.PerMessageDeflate.Context;
import org.upgradefilter.websocket.PerMessageDeflate.Window;

class MessageDeflaterTest {

    private static final PerMessageDeflate FRESH =
            new PerMessageDeflate(Context.FRESH, Window.UNLIMITED, Context.FRESH);
    private static final PerMessageDeflate TAKEN_OVER =
            new PerMessageDeflate(Context.TAKEN_OVER, Window.UNLIMITED, Context.FRESH);

    private final CompressionMemory memory = new CompressionMemory(10 << 20);
    private int roomBytes = 16 << 10;

    private MessageDeflater deflater(PerMessageDeflate deflate) {
        return new MessageDeflater(deflate, memory);
    }

    private static Outgoing frame(Opcode opcode, Part part, byte[] payload) {
        return new Outgoing(opcode, part, ByteBuffer.wrap(payload), null, Thread.currentThread());
    }

    /** Everything {@code outgoing} becomes, as it is on the wire. */
    private byte[] write(MessageDeflater deflater, Outgoing outgoing) {
        assertTrue(deflater.takes(outgoing));
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        boolean isDone = false;
        while (!isDone) {
            int before = outgoing.payload().remaining();
            ByteBuffer dst = ByteBuffer.allocate(roomBytes);
            isDone = deflater.writeFrame(outgoing, dst);
            wire.write(dst.array(), 0, dst.position());
            int taken = before - outgoing.payload().remaining();
            assertTrue(taken <= 2 * MessageDeflater.MAX_TEXT_BYTES, "at once: " + taken);
        }
        return wire.toByteArray();
    }

    /** The payload of all frames of a message, after a look at their headers. */
    private static byte[] payload(byte[] wire, Opcode expected) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        FrameReader reader = new FrameReader(FrameReader.Peer.SERVER);
        List<FrameHeader> headers = new ArrayList<>();
        ByteBuffer src = ByteBuffer.wrap(wire);
        while (src.hasRemaining()) {
            reader.read(
                    src,
                    new FrameSink() {
                        @Override
                        public void onHeader(FrameHeader header) {
                            headers.add(header);
                        }

                        @Override
                        public void onPayload(ByteBuffer piece, Position position) {
                            byte[] bytes = new byte[piece.remaining()];
                            piece.get(bytes);
                            payload.writeBytes(bytes);
                        }
                    });
        }
        assertTrue(reader.isBetweenFrames());
        for (int i = 0; i < headers.size(); i++) {
            FrameHeader header = headers.get(i);
            assertEquals(i == headers.size() - 1, header.isFinal());
            assertEquals(i == 0 ? 4 : 0, header.rsv());
            assertEquals(i == 0 ? expected : Opcode.CONTINUATION, header.opcode());
        }
        return payload.toByteArray();
    }

    private byte[] send(MessageDeflater deflater, byte[] message) {
        return payload(
                write(deflater, frame(Opcode.BINARY, Part.LAST, message.clone())), Opcode.BINARY);
    }

    private static byte[] longEnough(byte[] message) {
        return message.length >= 128 ? message : Arrays.copyOf(message, 128);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void messages_of_any_kind_into_rooms_of_any_size(long seed) {
        Random random = new Random(seed);
        boolean takesOver = seed % 2 == 0;
        MessageDeflater deflater = deflater(takesOver ? TAKEN_OVER : FRESH);
        Deflated client = new Deflated();
        for (int i = 0; i < 200; i++) {
            roomBytes = MessageDeflater.MIN_ROOM_BYTES + random.nextInt(3000);
            byte[] message = longEnough(RandomMessage.of(random));
            assertArrayEquals(message, client.inflate(send(deflater, message)), "message " + i);
            if (!takesOver) {
                client.forget();
            }
            assertEquals(0, memory.usedBytes());
        }
    }

    /** A message in fragments, empty ones too, each of which the client can read at once. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void fragments_of_one_message_are_one_stream(long seed) {
        Random random = new Random(seed);
        int bits = 8 + random.nextInt(8);
        MessageDeflater deflater =
                deflater(
                        seed % 2 == 0
                                ? TAKEN_OVER
                                : new PerMessageDeflate(
                                        Context.FRESH,
                                        new Window(Optional.of(bits)),
                                        Context.FRESH));
        Deflated client = new Deflated();
        for (int i = 0; i < 100; i++) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            int fragments = 2 + random.nextInt(5);
            for (int n = 1; n <= fragments; n++) {
                byte[] fragment = RandomMessage.of(random);
                message.writeBytes(fragment);
                wire.writeBytes(
                        write(
                                deflater,
                                frame(
                                        n == 1 ? Opcode.TEXT : Opcode.CONTINUATION,
                                        n == fragments ? Part.LAST : Part.MORE,
                                        fragment)));
            }
            assertArrayEquals(
                    message.toByteArray(),
                    client.inflate(payload(wire.toByteArray(), Opcode.TEXT)),
                    "message " + i);
            if (seed % 2 != 0) {
                client.forget();
            }
        }
    }

    @Test
    void a_fragment_can_be_read_before_the_next_is_there() {
        MessageDeflater deflater = deflater(FRESH);
        byte[] wire = write(deflater, frame(Opcode.TEXT, Part.MORE, bytes("Hello")));
        MessageInflater client = new MessageInflater(FRESH, memory);
        client.add(ByteBuffer.wrap(wire, 2, wire.length - 2), Part.MORE);
        ByteBuffer dst = ByteBuffer.allocate(100);
        client.inflate(dst);
        assertEquals("Hello", StandardCharsets.UTF_8.decode(dst.flip()).toString());
    }

    @Test
    void a_message_of_nothing_in_two_fragments_is_one_empty_block() {
        MessageDeflater deflater = deflater(FRESH);
        byte[] wire =
                ClientFrames.join(
                        write(deflater, frame(Opcode.TEXT, Part.MORE, new byte[0])),
                        write(deflater, frame(Opcode.CONTINUATION, Part.LAST, new byte[0])));
        assertArrayEquals(Hex.bytes("41 01 00  80 00"), wire);
    }

    /** The text of RFC 7692 §7.2.3.1. */
    @Test
    void hello_is_as_in_the_rfc() {
        MessageDeflater deflater = deflater(FRESH);
        byte[] wire =
                ClientFrames.join(
                        write(deflater, frame(Opcode.TEXT, Part.MORE, bytes("Hello"))),
                        write(deflater, frame(Opcode.CONTINUATION, Part.LAST, new byte[0])));
        assertArrayEquals(bytes("Hello"), new Deflated().inflate(payload(wire, Opcode.TEXT)));
        assertArrayEquals(Hex.bytes("f2 48 cd c9 c9 07 00"), payload(wire, Opcode.TEXT));
    }

    /** No reference goes beyond the window the client has, as a client finds that has no more. */
    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14, 15})
    void the_clients_window_is_enough(int bits) throws Exception {
        MessageDeflater deflater =
                deflater(
                        new PerMessageDeflate(
                                Context.FRESH, new Window(Optional.of(bits)), Context.FRESH));
        Random random = new Random(bits);
        for (int i = 0; i < 50; i++) {
            byte[] message = longEnough(RandomMessage.of(random));
            assertArrayEquals(message, inflateWithWindow(bits, send(deflater, message)));
        }
        byte[] repeating = repeating();
        byte[] wire = send(deflater, repeating);
        assertArrayEquals(repeating, inflateWithWindow(bits, wire));
        assertTrue(wire.length < repeating.length, wire.length + " bytes");
    }

    /** What the test above would find. */
    @Test
    void a_larger_window_would_be_noticed() throws Exception {
        byte[] wire = send(deflater(FRESH), repeating());
        for (int bits = 8; bits < 15; bits++) {
            assertFalse(Arrays.equals(repeating(), inflateWithWindow(bits, wire)), bits + " bits");
        }
        assertArrayEquals(repeating(), inflateWithWindow(15, wire));
    }

    /** Words that come again and again at every distance up to 32 KiB. */
    private static byte[] repeating() {
        Random random = new Random(5);
        byte[][] words = new byte[3000][40];
        for (byte[] word : words) {
            random.nextBytes(word);
            for (int i = 0; i < word.length; i++) {
                word[i] &= 0x1F;
            }
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < 5000; i++) {
            text.writeBytes(words[random.nextInt(600)]);
        }
        return text.toByteArray();
    }

    /** What a client of so small a window gets; shorter if it is damaged. */
    private static byte[] inflateWithWindow(int bits, byte[] message) throws Exception {
        com.jcraft.jzlib.Inflater client = new com.jcraft.jzlib.Inflater(bits, true);
        client.setInput(ClientFrames.join(message, Hex.bytes("00 00 ff ff")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] some = new byte[1000];
        int result = JZlib.Z_OK;
        while (result == JZlib.Z_OK) {
            client.setOutput(some);
            result = client.inflate(JZlib.Z_SYNC_FLUSH);
            out.write(some, 0, some.length - client.avail_out);
            if (client.avail_in == 0 && client.avail_out > 0) {
                break;
            }
        }
        return out.toByteArray();
    }

    @Test
    void taking_over_makes_the_second_message_smaller() {
        byte[] message = new byte[2000];
        new Random(1).nextBytes(message);
        MessageDeflater takingOver = deflater(TAKEN_OVER);
        assertTrue(send(takingOver, message).length > 2000);
        assertTrue(send(takingOver, message).length < 50);
        MessageDeflater fresh = deflater(FRESH);
        assertTrue(send(fresh, message).length > 2000);
        assertTrue(send(fresh, message).length > 2000);
    }

    /** A context takes time for each of its bytes, so it is in proportion to the message. */
    @Test
    void a_short_message_refers_to_the_last_few_and_a_long_one_to_all() {
        MessageDeflater deflater = deflater(TAKEN_OVER);
        byte[] first = new byte[2000];
        byte[] second = new byte[2000];
        byte[] snapshot = new byte[30_000];
        Random random = new Random(1);
        random.nextBytes(first);
        random.nextBytes(second);
        random.nextBytes(snapshot);
        send(deflater, first);
        send(deflater, second);
        assertTrue(send(deflater, first).length < 50);
        send(deflater, snapshot);
        assertTrue(send(deflater, snapshot).length < 500);
        assertTrue(send(deflater, Arrays.copyOfRange(snapshot, 28_000, 28_100)).length < 20);
        assertTrue(send(deflater, Arrays.copyOfRange(snapshot, 0, 100)).length >= 100);
    }

    @Test
    void what_cannot_be_compressed_hardly_grows() {
        byte[] message = new byte[1 << 20];
        new Random(1).nextBytes(message);
        for (int bits : new int[] {8, 15}) {
            Window window = new Window(Optional.of(bits));
            int sent =
                    send(
                                    deflater(
                                            new PerMessageDeflate(
                                                    Context.FRESH, window, Context.FRESH)),
                                    message)
                            .length;
            assertTrue(sent < message.length * 1.05, sent + " bytes");
        }
    }

    @Test
    void short_messages_are_not_compressed() {
        assertFalse(deflater(FRESH).takes(frame(Opcode.TEXT, Part.LAST, new byte[127])));
        assertTrue(deflater(FRESH).takes(frame(Opcode.TEXT, Part.LAST, new byte[128])));
        assertFalse(deflater(TAKEN_OVER).takes(frame(Opcode.BINARY, Part.LAST, new byte[15])));
        assertTrue(deflater(TAKEN_OVER).takes(frame(Opcode.BINARY, Part.LAST, new byte[16])));
        // Nobody knows how long it will be.
        assertTrue(deflater(FRESH).takes(frame(Opcode.TEXT, Part.MORE, new byte[0])));
    }

    @Test
    void what_is_begun_uncompressed_is_ended_so() {
        MessageDeflater deflater = deflater(FRESH);
        assertFalse(deflater.takes(frame(Opcode.CONTINUATION, Part.LAST, new byte[1000])));
        assertFalse(deflater.takes(frame(Opcode.PING, Part.LAST, new byte[100])));
        assertFalse(deflater.takes(frame(Opcode.CLOSE, Part.LAST, new byte[100])));
        assertThrows(
                IllegalStateException.class,
                () ->
                        deflater.writeFrame(
                                frame(Opcode.CONTINUATION, Part.LAST, new byte[1000]),
                                ByteBuffer.allocate(5000)));
    }

    @Test
    void without_memory_messages_go_uncompressed() {
        CompressionMemory little = new CompressionMemory(1200 << 10);
        MessageDeflater first = new MessageDeflater(FRESH, little);
        MessageDeflater second = new MessageDeflater(FRESH, little);
        Outgoing begun = frame(Opcode.TEXT, Part.MORE, new byte[1000]);
        assertTrue(first.takes(begun));
        assertFalse(second.takes(frame(Opcode.TEXT, Part.LAST, new byte[1000])));
        first.release();
        first.release();
        assertEquals(0, little.usedBytes());
        assertTrue(second.takes(frame(Opcode.TEXT, Part.LAST, new byte[1000])));
    }

    @Test
    void a_message_that_was_given_up_leaves_nothing_behind() {
        MessageDeflater deflater = deflater(FRESH);
        write(deflater, frame(Opcode.TEXT, Part.MORE, new byte[1000]));
        assertNotEquals(0, memory.usedBytes());
        deflater.release();
        assertEquals(0, memory.usedBytes());
        byte[] message = bytes("x".repeat(200));
        assertArrayEquals(message, new Deflated().inflate(send(deflater, message)));
    }

    /** The application's buffer may be of any kind, and is used up, as if it was sent as it is. */
    @Test
    void payloads_of_any_kind() {
        byte[] message = bytes("abc".repeat(1000));
        ByteBuffer direct = ByteBuffer.allocateDirect(4000).put(500, message).position(500);
        for (ByteBuffer payload :
                List.of(
                        direct.limit(3500),
                        ByteBuffer.wrap(message).asReadOnlyBuffer(),
                        ByteBuffer.allocate(4000).put(7, message).position(7).limit(3007))) {
            Outgoing frame =
                    new Outgoing(Opcode.TEXT, Part.LAST, payload, null, Thread.currentThread());
            byte[] wire = payload(write(deflater(FRESH), frame), Opcode.TEXT);
            assertArrayEquals(message, new Deflated().inflate(wire));
            assertFalse(payload.hasRemaining());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
