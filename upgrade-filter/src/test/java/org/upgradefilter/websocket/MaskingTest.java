package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    private static final int KEY = 0x37fa213d;

    /** The example of RFC 6455 §5.7. */
    @Test
    void hello() {
        ByteBuffer piece = Hex.buffer("7f 9f 4d 51 58");
        Masking.xor(piece, KEY);
        assertEquals("48656c6c6f", Hex.of(piece));
    }

    @Test
    void theKeyGoesOnWhereThePieceEnded() {
        assertEquals(0x37fa213d, Masking.xor(ByteBuffer.allocate(0), KEY));
        assertEquals(0xfa213d37, Masking.xor(ByteBuffer.allocate(1), KEY));
        assertEquals(0x213d37fa, Masking.xor(ByteBuffer.allocate(2), KEY));
        assertEquals(0x3d37fa21, Masking.xor(ByteBuffer.allocate(11), KEY));
        assertEquals(0x37fa213d, Masking.xor(ByteBuffer.allocate(12), KEY));
    }

    @Test
    void onlyTheRemainingBytesChange() {
        ByteBuffer bytes = ByteBuffer.allocate(30).position(3).limit(20);
        Masking.xor(bytes, -1);
        assertEquals(3, bytes.position());
        assertEquals(20, bytes.limit());
        assertEquals("000000" + "ff".repeat(17) + "00".repeat(10), Hex.of(bytes.clear()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 15, 16, 17, 64, 203})
    void asTheSlowestLoopHasIt(int length) {
        Random random = new Random(length);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        int key = random.nextInt();
        EverySplit.yields(
                slowly(bytes, key),
                bytes,
                pieces -> {
                    StringBuilder masked = new StringBuilder();
                    int next = key;
                    for (ByteBuffer piece : pieces) {
                        next = Masking.xor(piece, next);
                        masked.append(Hex.of(piece));
                    }
                    return masked.toString();
                });
    }

    @Test
    void theByteOrderOfTheBufferDoesNotMatter() {
        byte[] bytes = new byte[100];
        new Random(1).nextBytes(bytes);
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ByteBuffer heap = ByteBuffer.wrap(bytes.clone()).order(order);
            Masking.xor(heap, KEY);
            assertEquals(slowly(bytes, KEY), Hex.of(heap), order + ", heap");
            ByteBuffer direct = ByteBuffer.allocateDirect(100).order(order).put(bytes).flip();
            Masking.xor(direct, KEY);
            assertEquals(slowly(bytes, KEY), Hex.of(direct), order + ", direct");
            assertEquals(order, direct.order());
        }
    }

    /** §5.3, word for word: octet i of the data xor octet i mod 4 of the key. */
    private static String slowly(byte[] bytes, int key) {
        byte[] octets = ByteBuffer.allocate(4).putInt(key).array();
        byte[] masked = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            masked[i] = (byte) (bytes[i] ^ octets[i % 4]);
        }
        return HexFormat.of().formatHex(masked);
    }
}
