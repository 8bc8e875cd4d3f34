package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WebSocketExceptionTest {

    @Test
    void saysWhatGoesIntoTheCloseFrame() {
        WebSocketException violation =
                new WebSocketException(CloseCode.PROTOCOL_ERROR, "reserved bit");
        assertEquals(new CloseBody(1002, "reserved bit"), violation.closeBody());
        assertEquals(0, violation.getStackTrace().length);
    }

    @Test
    void carriesNoMoreThanACloseFrame() {
        String longest = "x".repeat(123);
        assertEquals(
                longest,
                new WebSocketException(CloseCode.PROTOCOL_ERROR, longest).closeBody().reason());
        assertThrows(
                IllegalArgumentException.class,
                () -> new WebSocketException(CloseCode.PROTOCOL_ERROR, longest + "x"));
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_STATUS", "ABNORMAL", "TLS_HANDSHAKE"})
    void hasACodeThatCanBeSent(CloseCode code) {
        assertThrows(IllegalArgumentException.class, () -> new WebSocketException(code, ""));
    }
}
