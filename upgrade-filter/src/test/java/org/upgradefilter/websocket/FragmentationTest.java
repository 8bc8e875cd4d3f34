package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FragmentationTest {

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    NONE,   TEXT,         TEXT
                    NONE,   BINARY,       BINARY
                    NONE,   CONTINUATION, 1002
                    NONE,   CLOSE,        NONE
                    NONE,   PING,         NONE
                    NONE,   PONG,         NONE
                    NONE,   RESERVED,     1002
                    TEXT,   TEXT,         1002
                    TEXT,   BINARY,       1002
                    TEXT,   CONTINUATION, TEXT
                    TEXT,   CLOSE,        TEXT
                    TEXT,   PING,         TEXT
                    TEXT,   PONG,         TEXT
                    TEXT,   RESERVED,     1002
                    BINARY, TEXT,         1002
                    BINARY, BINARY,       1002
                    BINARY, CONTINUATION, BINARY
                    BINARY, CLOSE,        BINARY
                    BINARY, PING,         BINARY
                    BINARY, PONG,         BINARY
                    BINARY, RESERVED,     1002
                    """)
    void recvHeader(Fragmentation state, Opcode opcode, String next) {
        assertEquals(next, afterHeader(state, opcode));
    }

    private static String afterHeader(Fragmentation state, Opcode opcode) {
        try {
            return state.recvHeader(opcode).name();
        } catch (WebSocketException violation) {
            return String.valueOf(violation.closeCode().code());
        }
    }

    @Test
    void recvEnd() {
        assertThrows(IllegalStateException.class, Fragmentation.NONE::recvEnd);
        assertEquals(Fragmentation.NONE, Fragmentation.TEXT.recvEnd());
        assertEquals(Fragmentation.NONE, Fragmentation.BINARY.recvEnd());
    }
}
