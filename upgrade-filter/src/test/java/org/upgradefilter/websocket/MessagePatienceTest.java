package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.Strand;

class MessagePatienceTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HALF = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofNanos(1);

    private final ManualTimer timer = new ManualTimer();
    private final Strand strand =
            new Strand(
                    failure -> {
                        throw new AssertionError(failure);
                    });
    private int timeouts;
    private final MessagePatience patience = patience(MINUTE);

    private MessagePatience patience(Duration timeout) {
        return new MessagePatience(timer, strand, timeout, () -> timeouts++);
    }

    @Test
    void a_message_has_the_whole_time_and_no_more() {
        patience.rests(1, true);
        timer.advance(HALF);
        patience.rests(1, true);
        timer.advance(HALF.minus(TICK));
        assertEquals(0, timeouts);
        timer.advance(TICK);
        assertEquals(1, timeouts);
        assertEquals(0, timer.pending());
    }

    @Test
    void each_message_has_its_own_time() {
        for (long message = 1; message < 100; message++) {
            patience.rests(message, true);
            assertEquals(1, timer.pending(), "they share a timer");
            timer.advance(MINUTE.minus(TICK));
        }
        assertEquals(0, timeouts);
        timer.advance(TICK);
        assertEquals(1, timeouts);
    }

    @Test
    void without_a_message_there_is_nothing_to_wait_for() {
        patience.rests(0, true);
        assertEquals(0, timer.pending());
        patience.rests(1, true);
        patience.rests(0, true);
        timer.advance(MINUTE);
        assertEquals(0, timer.pending());
        assertEquals(0, timeouts);
    }

    @Test
    void time_in_which_the_peer_is_not_waited_for_does_not_count() {
        patience.rests(1, true);
        timer.advance(HALF);
        patience.rests(1, false);
        timer.advance(Duration.ofDays(1));
        patience.rests(1, true);
        timer.advance(HALF.minus(TICK));
        assertEquals(0, timeouts);
        timer.advance(TICK);
        assertEquals(1, timeouts);
    }

    @Test
    void zero_is_for_ever() {
        MessagePatience endless = patience(Duration.ZERO);
        endless.rests(1, true);
        assertEquals(0, timer.pending());
    }

    @Test
    void ages_are_not_too_long() {
        MessagePatience patient = patience(Duration.ofMillis(Long.MAX_VALUE));
        patient.rests(1, true);
        timer.advance(Duration.ofDays(1000));
        patient.rests(1, true);
        assertEquals(0, timeouts);
    }

    @Test
    void when_stopped_it_waits_for_nothing() {
        patience.rests(1, true);
        patience.stop();
        assertEquals(0, timer.pending());
    }
}
