package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpcodeTest {

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    0,  CONTINUATION, false
                    1,  TEXT,         false
                    2,  BINARY,       false
                    8,  CLOSE,        true
                    9,  PING,         true
                    10, PONG,         true
                    """)
    void registered(int code, Opcode opcode, boolean isControl) {
        assertEquals(opcode, Opcode.of(code));
        assertEquals(code, opcode.code());
        assertEquals(isControl, opcode.isControl());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 3, 4, 5, 6, 7, 11, 12, 13, 14, 15, 16, 1000})
    void everyOtherIsReserved(int code) {
        assertEquals(Opcode.RESERVED, Opcode.of(code));
    }

    @Test
    void reservedIsNeitherControlNorCode() {
        assertEquals(false, Opcode.RESERVED.isControl());
        assertEquals(-1, Opcode.RESERVED.code());
    }
}
