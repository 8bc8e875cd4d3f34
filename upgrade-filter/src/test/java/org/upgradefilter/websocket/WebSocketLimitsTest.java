package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class WebSocketLimitsTest {

    @Test
    void defaults() {
        assertEquals(new WebSocketLimits(1_048_576, 131_072, 1_000), WebSocketLimits.defaults());
    }

    @Test
    void oneIsChangedAndTheOtherKept() {
        assertEquals(
                new WebSocketLimits(10, 3, 5),
                new WebSocketLimits(7, 3, 5).withMaxMessageBytes(10));
    }

    @Test
    void limitsArePositive() {
        assertThrows(IllegalArgumentException.class, () -> new WebSocketLimits(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new WebSocketLimits(1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new WebSocketLimits(1, 1, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> WebSocketLimits.defaults().withMaxMessageBytes(-1));
    }
}
