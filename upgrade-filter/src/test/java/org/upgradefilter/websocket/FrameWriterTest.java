package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameWriterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    TEXT         | LAST | 0                   | 81 00
                    TEXT         | LAST | 5                   | 81 05
                    TEXT         | MORE | 3                   | 01 03
                    CONTINUATION | MORE | 1                   | 00 01
                    CONTINUATION | LAST | 2                   | 80 02
                    CLOSE        | LAST | 2                   | 88 02
                    PING         | LAST | 5                   | 89 05
                    PONG         | LAST | 125                 | 8a 7d
                    BINARY       | LAST | 126                 | 82 7e 00 7e
                    BINARY       | LAST | 256                 | 82 7e 01 00
                    BINARY       | LAST | 65535               | 82 7e ff ff
                    BINARY       | LAST | 65536               | 82 7f 00 00 00 00 00 01 00 00
                    BINARY       | MORE | 9223372036854775807 | 02 7f 7f ff ff ff ff ff ff ff
                    """)
    void header(Opcode opcode, MessageSink.Part part, long length, String hex) {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ByteBuffer dst = ByteBuffer.allocate(FrameWriter.MAX_HEADER_BYTES).order(order);
            FrameWriter.writeHeader(dst, opcode, part, length);
            assertEquals(hex.replace(" ", ""), Hex.of(dst.flip()));
            assertEquals(FrameWriter.headerBytes(length), dst.limit());
        }
    }

    @Test
    void whatIsNoFrameIsNotWritten() {
        ByteBuffer dst = ByteBuffer.allocate(FrameWriter.MAX_HEADER_BYTES);
        MessageSink.Part part = MessageSink.Part.LAST;
        assertThrows(
                IllegalArgumentException.class,
                () -> FrameWriter.writeHeader(dst, Opcode.RESERVED, part, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> FrameWriter.writeHeader(dst, Opcode.TEXT, part, -1));
    }

    @Test
    void aHeaderNeedsRoom() {
        ByteBuffer dst = ByteBuffer.allocate(3);
        assertThrows(
                BufferOverflowException.class,
                () -> FrameWriter.writeHeader(dst, Opcode.TEXT, MessageSink.Part.LAST, 126));
    }
}
