package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseStateTest {

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    #              canSend, canReceive, sendClose,  recvClose
                    OPEN,           true,   true,       CLOSE_SENT, CLOSE_RECEIVED
                    CLOSE_SENT,     false,  true,       illegal,    CLOSED
                    CLOSE_RECEIVED, true,   false,      CLOSED,     illegal
                    CLOSED,         false,  false,      illegal,    illegal
                    """)
    void everyEventInEveryState(
            CloseState state,
            boolean canSend,
            boolean canReceive,
            String afterSend,
            String afterRecv) {
        assertEquals(canSend, state.canSend());
        assertEquals(canReceive, state.canReceive());
        assertEquals(afterSend, after(state::sendClose));
        assertEquals(afterRecv, after(state::recvClose));
    }

    private static String after(Supplier<CloseState> event) {
        try {
            return event.get().name();
        } catch (IllegalStateException e) {
            return "illegal";
        }
    }
}
