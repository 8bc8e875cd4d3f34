package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloseBodyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ''                  | 1005 | ''
                    03 e8               | 1000 | ''
                    03 e9 67 6f 6e 65   | 1001 | gone
                    03 f6               | 1014 | ''
                    0b b8 c3 bc         | 3000 | ü
                    13 87 f0 9f 91 8b   | 4999 | 👋
                    """)
    void readAndWritten(String hex, int code, String reason) {
        CloseBody body = new CloseBody(code, reason);
        assertEquals(body, CloseBody.parse(Hex.buffer(hex)));
        assertEquals(hex.replace(" ", ""), Hex.of(body.payload()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    03             | PROTOCOL_ERROR  | half a close code
                    00 00          | PROTOCOL_ERROR  | illegal close code
                    03 e7          | PROTOCOL_ERROR  | illegal close code
                    03 ec          | PROTOCOL_ERROR  | illegal close code
                    03 ed          | PROTOCOL_ERROR  | illegal close code
                    03 ee          | PROTOCOL_ERROR  | illegal close code
                    03 f7          | PROTOCOL_ERROR  | illegal close code
                    0b b7          | PROTOCOL_ERROR  | illegal close code
                    13 88          | PROTOCOL_ERROR  | illegal close code
                    ff ff          | PROTOCOL_ERROR  | illegal close code
                    03 ec ff       | PROTOCOL_ERROR  | illegal close code
                    03 e8 ff       | INVALID_PAYLOAD | text is not UTF-8
                    03 e8 ed a0 80 | INVALID_PAYLOAD | text is not UTF-8
                    03 e8 41 c3    | INVALID_PAYLOAD | text is not UTF-8
                    """)
    void refused(String hex, CloseCode code, String reason) {
        WebSocketException violation =
                assertThrows(WebSocketException.class, () -> CloseBody.parse(Hex.buffer(hex)));
        assertEquals(code, violation.closeCode());
        assertEquals(reason, violation.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1006, 1015, 2999, 5000, 66536})
    void noSuchCode(int code) {
        assertThrows(IllegalArgumentException.class, () -> new CloseBody(code, ""));
    }

    @Test
    void noReasonWithoutCode() {
        assertThrows(IllegalArgumentException.class, () -> new CloseBody(1005, "why"));
    }

    @Test
    void aReasonIsCountedInBytes() {
        assertEquals(125, new CloseBody(1000, "x".repeat(123)).payload().remaining());
        assertEquals(124, new CloseBody(1000, "ü".repeat(61)).payload().remaining());
        assertThrows(IllegalArgumentException.class, () -> new CloseBody(1000, "x".repeat(124)));
        assertThrows(IllegalArgumentException.class, () -> new CloseBody(1000, "ü".repeat(62)));
    }

    @Test
    void aReasonHasWholeSurrogatePairs() {
        assertThrows(IllegalArgumentException.class, () -> new CloseBody(1000, "\ud83d"));
    }
}
