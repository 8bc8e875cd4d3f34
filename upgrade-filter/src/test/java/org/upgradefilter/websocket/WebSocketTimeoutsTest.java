package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTimeoutsTest {

    private static final WebSocketTimeouts DEFAULTS = WebSocketTimeouts.defaults();

    @Test
    void defaults_are_patient() {
        assertEquals(Duration.ofMinutes(5), DEFAULTS.idle());
        assertNull(DEFAULTS.pingInterval());
        assertEquals(Duration.ofMinutes(1), DEFAULTS.send());
        assertEquals(Duration.ofSeconds(5), DEFAULTS.close());
        assertEquals(Duration.ofMinutes(5), DEFAULTS.message());
    }

    @Test
    void each_is_set_by_its_name() {
        WebSocketTimeouts timeouts =
                DEFAULTS.withIdle(Duration.ofSeconds(4))
                        .withPingInterval(Duration.ofSeconds(3))
                        .withSend(Duration.ofSeconds(2))
                        .withClose(Duration.ofSeconds(1))
                        .withMessage(Duration.ofSeconds(5));
        assertEquals(
                new WebSocketTimeouts(
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5)),
                timeouts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void timeouts_are_positive(String text) {
        Duration timeout = Duration.parse(text);
        for (Executable setting :
                List.<Executable>of(
                        () -> DEFAULTS.withIdle(timeout),
                        () -> DEFAULTS.withSend(timeout),
                        () -> DEFAULTS.withClose(timeout))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, setting);
            assertEquals("a timeout must be positive: " + text, e.getMessage());
        }
    }

    @Test
    void a_message_may_take_for_ever_but_not_less_than_nothing() {
        assertEquals(Duration.ZERO, DEFAULTS.withMessage(Duration.ZERO).message());
        assertThrows(
                IllegalArgumentException.class, () -> DEFAULTS.withMessage(Duration.ofMillis(-1)));
    }

    @Test
    void interval_of_nothing_means_never_and_a_negative_one_nothing() {
        assertEquals(Duration.ZERO, DEFAULTS.withPingInterval(Duration.ZERO).pingInterval());
        assertThrows(
                IllegalArgumentException.class,
                () -> DEFAULTS.withPingInterval(Duration.ofMillis(-1)));
    }
}
