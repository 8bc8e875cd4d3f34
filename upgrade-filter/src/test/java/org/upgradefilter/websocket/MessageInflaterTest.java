package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.websocket.MessageSink.Part;
import org.upgradefilter.websocket.PerMessageDeflate.Context;
import org.upgradefilter.websocket.PerMessageDeflate.Window;

class MessageInflaterTest {

    private static final PerMessageDeflate FRESH =
            new PerMessageDeflate(Context.FRESH, Window.UNLIMITED, Context.FRESH);
    private static final PerMessageDeflate TAKEN_OVER =
            new PerMessageDeflate(Context.FRESH, Window.UNLIMITED, Context.TAKEN_OVER);

    private static final PerMessageDeflate BOTH_TAKEN_OVER =
            new PerMessageDeflate(Context.TAKEN_OVER, Window.UNLIMITED, Context.TAKEN_OVER);

    private final CompressionMemory memory = new CompressionMemory(10 << 20);

    private MessageInflater inflater(PerMessageDeflate deflate) {
        return new MessageInflater(deflate, memory);
    }

    /** Feeds one message in pieces and inflates it into buffers of {@code room} bytes. */
    private static byte[] inflate(MessageInflater inflater, List<ByteBuffer> pieces, int room) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Part part = Part.MORE;
        for (int i = 0; i < pieces.size(); i++) {
            assertEquals(Part.MORE, part);
            inflater.add(pieces.get(i), i == pieces.size() - 1 ? Part.LAST : Part.MORE);
            while (inflater.isInflating()) {
                assertEquals(Part.MORE, part);
                ByteBuffer dst = ByteBuffer.allocate(room);
                part = inflater.inflate(dst);
                out.write(dst.array(), 0, dst.position());
            }
        }
        assertEquals(Part.LAST, part);
        return out.toByteArray();
    }

    private static byte[] inflate(MessageInflater inflater, byte[] message) {
        return inflate(inflater, List.of(ByteBuffer.wrap(message)), 100);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The examples of RFC 7692 §7.2.3, all of them Hello, and others. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    f2 48 cd c9 c9 07 00                            | Hello
                    00 05 00 fa ff 48 65 6c 6c 6f 00                | Hello
                    f3 48 cd c9 c9 07 00 00                         | Hello
                    f2 48 05 00 00 00 ff ff ca c9 c9 07 00          | Hello
                    00                                              | ''
                    03 00 00                                        | ''
                    02 00                                           | ''
                    00 00 00 ff ff 00                               | ''
                    f3 48 cd c9 c9 07 00 f3 48 cd c9 c9 07 00 00    | HelloHello
                    01 01 00 fe ff 61 01 01 00 fe ff 62 00          | ab
                    01 05 00 fa ff 48 65 6c 6c 6f 02 13 00 00       | HelloHello
                    f3 48 cd c9 c9 07 00 02 13 00 00                | HelloHello
                    f3 48 cd c9 c9 07 00 03 00 03 00 02 13 00 00    | HelloHello
                    01 00 00 ff ff 00                               | ''
                    01 00 00 ff ff 03 00 01 00 00 ff ff 00          | ''
                    """)
    void messages(String hex, String expected) {
        EverySplit.yields(
                expected,
                Hex.bytes(hex),
                pieces -> {
                    byte[] small = inflate(inflater(FRESH), pieces(pieces), 1);
                    byte[] taken = inflate(inflater(TAKEN_OVER), pieces(pieces), 7);
                    assertArrayEquals(small, taken);
                    return new String(small, StandardCharsets.UTF_8);
                });
    }

    /** Fed twice, so each time through a view of its own. */
    private static List<ByteBuffer> pieces(List<ByteBuffer> pieces) {
        return pieces.stream().map(ByteBuffer::duplicate).toList();
    }

    /** Incomplete, damaged, or with something behind the end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // §7.2.3.6: an empty message has a block, too
                "f2 48 cd c9 c9 07", // no empty block at the end
                "f2 48 cd c9 c9", // within a block
                "f2",
                "f3 48 cd c9 c9 07 00", // the last block is followed by none
                "00 09 00 f6 ff 48 65 6c 6c 6f", // the end would be text of the block
                "00 05 00 fa ff 48 65 6c 6c 6f", // stored, and no empty block
                "00 05 00 fa fe 48 65 6c 6c 6f 00", // length and complement differ
                "07", // block type 3
                "f2 48 cd c9 c9 07 00 00 00 ff ff", // the tail was left in
                "03 02 00 00", // refers to before the beginning
                "01 01 00 fe ff 61 02 13 00 00", // likewise, across a last block
                "01 00 00 ff ff", // a last block is followed by none, though it is empty
                "01 05 00 fa ff 48 65 6c 6c 6f", // or stored
                "01 00 00 ff ff 07", // or followed by what is no block
                "01 00 00 ff ff 00 05 00 fa fe 48 65 6c 6c 6f 00", // or by a stored one that is not
                "01 00 00 ff ff f2 48 cd c9 c9", // or by half a block
                "00 ff ff 00 00 61 62 63", // a stored block that is cut off
                "00 00",
                "ff ff ff ff",
            })
    void what_is_damaged_or_incomplete_is_1007(String hex) {
        for (PerMessageDeflate deflate : List.of(FRESH, TAKEN_OVER)) {
            for (List<ByteBuffer> pieces :
                    List.of(
                            List.of(ByteBuffer.wrap(Hex.bytes(hex))),
                            oneByOneOrEmpty(Hex.bytes(hex)))) {
                MessageInflater inflater = inflater(deflate);
                WebSocketException violation =
                        assertThrows(
                                WebSocketException.class,
                                () -> inflate(inflater, pieces(pieces), 50));
                assertEquals(1007, violation.closeBody().code());
                inflater.close();
            }
        }
        assertEquals(0, memory.usedBytes());
    }

    private static List<ByteBuffer> oneByOneOrEmpty(byte[] bytes) {
        return bytes.length == 0 ? List.of(ByteBuffer.wrap(bytes)) : EverySplit.oneByOne(bytes);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void messages_of_any_kind_in_any_pieces(long seed) {
        Random random = new Random(seed);
        boolean takesOver = seed % 2 == 0;
        MessageInflater inflater = inflater(takesOver ? TAKEN_OVER : FRESH);
        Deflated client = new Deflated();
        for (int i = 0; i < 200; i++) {
            byte[] message = RandomMessage.of(random);
            byte[] wire = client.deflate(message);
            List<ByteBuffer> pieces = EverySplit.atRandom(wire, random);
            assertArrayEquals(
                    message, inflate(inflater, pieces, 1 + random.nextInt(5000)), "message " + i);
            if (!takesOver) {
                client.forget();
            }
        }
    }

    @Test
    void a_context_is_taken_over_across_messages_that_are_not_referred_to() {
        MessageInflater inflater = inflater(TAKEN_OVER);
        Deflated client = new Deflated();
        byte[] first = new byte[20_000];
        new Random(1).nextBytes(first);
        assertArrayEquals(first, inflate(inflater, client.deflate(first)));
        assertArrayEquals(new byte[0], inflate(inflater, client.deflate(new byte[0])));
        assertArrayEquals(bytes("x"), inflate(inflater, client.deflate(bytes("x"))));
        byte[] again = client.deflate(first);
        assertTrue(again.length < 1000, "the client refers to the first: " + again.length);
        assertArrayEquals(first, inflate(inflater, again));
    }

    /** Whoever cannot flush ends a stream and begins another, which may know what went before. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void what_follows_a_last_block_may_refer_to_what_was_before_it(long seed) {
        Random random = new Random(seed);
        byte[] text = new byte[1 + random.nextInt(50_000)];
        random.nextBytes(text);
        byte[] again = Arrays.copyOfRange(text, Math.max(0, text.length - 30_000), text.length);
        byte[] wire = ClientFrames.join(finished(text), deflatedAfter(text, again));
        assertTrue(wire.length < text.length + 1000, "it refers back: " + wire.length);
        for (PerMessageDeflate deflate : List.of(FRESH, TAKEN_OVER)) {
            MessageInflater inflater = inflater(deflate);
            List<ByteBuffer> pieces = EverySplit.atRandom(wire, random);
            byte[] inflated = inflate(inflater, pieces, 1 + random.nextInt(20_000));
            assertArrayEquals(ClientFrames.join(text, again), inflated);
        }
    }

    @Test
    void a_context_goes_back_beyond_a_last_block_of_an_earlier_message() {
        byte[] first = bytes("the quick brown fox jumps over the lazy dog");
        byte[] second = deflatedAfter(first, first);
        byte[] end = {0};
        MessageInflater inflater = inflater(TAKEN_OVER);
        assertArrayEquals(first, inflate(inflater, ClientFrames.join(finished(first), end)));
        assertArrayEquals(first, inflate(inflater, second));

        MessageInflater forgetful = inflater(FRESH);
        assertArrayEquals(first, inflate(forgetful, ClientFrames.join(finished(first), end)));
        byte[] lastBlock = Hex.bytes("01 00 00 ff ff");
        assertThrows(
                WebSocketException.class,
                () -> inflate(forgetful, ClientFrames.join(lastBlock, second)));
    }

    private static byte[] finished(byte[] text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(text);
        deflater.finish();
        byte[] wire = new byte[text.length + 1000];
        int length = deflater.deflate(wire);
        assertTrue(deflater.finished());
        deflater.end();
        return Arrays.copyOf(wire, length);
    }

    /** By a stream that knows the text before, and without its tail. */
    private static byte[] deflatedAfter(byte[] before, byte[] text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        int known = Math.min(before.length, 1 << 15);
        deflater.setDictionary(before, before.length - known, known);
        deflater.setInput(text);
        byte[] wire = new byte[text.length + 1000];
        int length = deflater.deflate(wire, 0, wire.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(wire, length - 4);
    }

    /** Each costs as much as a window. */
    @Test
    void last_blocks_that_say_nothing_are_too_many_beyond_a_thousand() {
        byte[] thousand = Hex.bytes("03 00".repeat(1_000) + "00");
        assertEquals(0, inflate(inflater(FRESH), thousand).length);
        byte[] more = Hex.bytes("03 00".repeat(1_100) + "00");
        WebSocketException violation =
                assertThrows(WebSocketException.class, () -> inflate(inflater(FRESH), more));
        assertEquals(1008, violation.closeBody().code());
    }

    @Test
    void last_blocks_that_say_something_are_never_too_many() {
        byte[] text = new byte[80];
        new Random(5).nextBytes(text);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (int i = 0; i < 5_000; i++) {
            wire.writeBytes(finished(text));
        }
        wire.write(0);
        assertEquals(
                80 * 5_000,
                inflate(inflater(FRESH), List.of(ByteBuffer.wrap(wire.toByteArray())), 1 << 14)
                        .length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_stored_block_may_be_as_long_as_its_length_can_say(int first) {
        byte[] text = new byte[65_535];
        new Random(6).nextBytes(text);
        byte[] wire =
                ClientFrames.join(
                        new byte[] {(byte) first, -1, -1, 0, 0}, text, Hex.bytes("02 13 00 00"));
        byte[] expected = Arrays.copyOf(text, 65_540);
        System.arraycopy(text, 65_530, expected, 65_535, 5);
        for (PerMessageDeflate deflate : List.of(FRESH, TAKEN_OVER)) {
            assertArrayEquals(
                    expected,
                    inflate(inflater(deflate), List.of(ByteBuffer.wrap(wire)), (1 << 14) + 64));
        }
    }

    @Test
    void without_a_context_earlier_messages_are_not_there() {
        MessageInflater inflater = inflater(FRESH);
        Deflated client = new Deflated();
        byte[] first = bytes("the quick brown fox jumps over the lazy dog");
        assertArrayEquals(first, inflate(inflater, client.deflate(first)));
        byte[] again = client.deflate(first);
        assertThrows(WebSocketException.class, () -> inflate(inflater, again));
    }

    /** What a connection may hold while a peer is silent. */
    @Test
    void between_messages_no_stream_is_held() {
        Inflater only = memory.takeInflater();
        memory.give(only);
        for (PerMessageDeflate deflate : List.of(FRESH, TAKEN_OVER)) {
            MessageInflater inflater = inflater(deflate);
            inflater.add(ByteBuffer.wrap(Hex.bytes("f2 48")), Part.MORE);
            inflater.inflate(ByteBuffer.allocate(100));
            assertFalse(inflater.isInflating());
            assertNotSame(only, memory.takeInflater(), "in use");
            inflater.add(ByteBuffer.wrap(Hex.bytes("cd c9 c9 07 00")), Part.LAST);
            assertEquals(Part.LAST, inflater.inflate(ByteBuffer.allocate(100)));
            assertSame(only, memory.takeInflater());
            memory.give(only);
        }
    }

    @Test
    void no_more_is_inflated_than_there_is_room_for() {
        MessageInflater inflater = inflater(FRESH);
        inflater.add(ByteBuffer.wrap(Deflated.alone(new byte[100_000])), Part.LAST);
        ByteBuffer dst = ByteBuffer.allocate(1000);
        for (int i = 0; i < 100; i++) {
            assertTrue(inflater.isInflating());
            assertEquals(Part.MORE, inflater.inflate(dst.clear()));
            assertEquals(1000, dst.position());
        }
        assertEquals(Part.LAST, inflater.inflate(dst.clear()));
        assertEquals(0, dst.position());
    }

    @Test
    void two_hundredfold_is_too_much_beyond_1_MiB() {
        byte[] wire = Deflated.alone(new byte[(1 << 20) + 5000]);
        MessageInflater inflater = inflater(FRESH);
        WebSocketException violation =
                assertThrows(WebSocketException.class, () -> inflate(inflater, wire));
        assertEquals(1008, violation.closeBody().code());
        byte[] allowed = new byte[1 << 20];
        assertArrayEquals(allowed, inflate(inflater(FRESH), Deflated.alone(allowed)));
    }

    @Test
    void a_message_of_16_MiB_that_is_not_out_of_proportion_is_inflated() {
        byte[] message = new byte[16 << 20];
        new Random(3).nextBytes(message);
        for (int i = 0; i < message.length; i++) {
            message[i] &= 0x0F;
        }
        byte[] inflated =
                inflate(
                        inflater(FRESH),
                        List.of(ByteBuffer.wrap(Deflated.alone(message))),
                        1 << 14);
        assertTrue(Arrays.equals(message, inflated));
    }

    /** Every flush mode of a peer's zlib ends a fragment. */
    @Test
    void fragments_may_be_flushed_or_not() {
        for (int flush : new int[] {Deflater.NO_FLUSH, Deflater.SYNC_FLUSH, Deflater.FULL_FLUSH}) {
            Deflated client = new Deflated();
            byte[] begun = client.deflate(bytes("Hello, "), flush);
            byte[] ended = client.deflate(bytes("Hello!"));
            assertArrayEquals(
                    bytes("Hello, Hello!"),
                    inflate(
                            inflater(FRESH),
                            List.of(ByteBuffer.wrap(begun), ByteBuffer.wrap(ended)),
                            50));
        }
    }

    @Test
    void closing_gives_the_claim_back_once() {
        MessageInflater inflater = inflater(BOTH_TAKEN_OVER);
        MessageInflater other = inflater(FRESH);
        long both = memory.usedBytes();
        inflater.add(ByteBuffer.wrap(Hex.bytes("f2 48")), Part.MORE);
        inflater.close();
        long one = memory.usedBytes();
        inflater.close();
        assertEquals(one, memory.usedBytes());
        assertTrue(one > 0 && one < both - one, one + " of " + both);
        other.close();
        assertEquals(0, memory.usedBytes());
        assertThrows(
                IllegalStateException.class,
                () -> inflater.add(ByteBuffer.wrap(Hex.bytes("00")), Part.LAST));
    }

    @Test
    void a_piece_must_be_used_up_before_the_next() {
        MessageInflater inflater = inflater(FRESH);
        assertThrows(IllegalStateException.class, () -> inflater.inflate(ByteBuffer.allocate(1)));
        inflater.add(ByteBuffer.wrap(Hex.bytes("f2 48")), Part.MORE);
        assertThrows(
                IllegalStateException.class,
                () -> inflater.add(ByteBuffer.wrap(Hex.bytes("cd")), Part.MORE));
    }
}
