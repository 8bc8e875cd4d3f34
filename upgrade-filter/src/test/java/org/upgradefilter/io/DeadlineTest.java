package org.upgradefilter.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private final ManualTimer timer = new ManualTimer();
    private final List<Long> passed = new ArrayList<>();
    private final Deadline deadline =
            new Deadline(
                    timer,
                    new Strand(
                            failure -> {
                                throw new AssertionError(failure);
                            }),
                    () -> passed.add(timer.now().toSeconds()));

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void passesOnce() {
        deadline.set(seconds(10));
        assertTrue(deadline.isSet());
        timer.advance(seconds(100));
        assertFalse(deadline.isSet());
        assertEquals(List.of(10L), passed);
    }

    @Test
    void isMovedOnWithoutATask() {
        deadline.set(seconds(10));
        for (int i = 0; i < 100; i++) {
            timer.advance(seconds(1));
            deadline.set(seconds(10));
            assertEquals(1, timer.pending());
        }
        timer.advance(seconds(100));
        assertEquals(List.of(110L), passed);
    }

    @Test
    void isBroughtForward() {
        deadline.set(seconds(60));
        deadline.set(seconds(10));
        timer.advance(seconds(100));
        assertEquals(List.of(10L), passed);
    }

    @Test
    void isClearedAndSetAnew() {
        deadline.set(seconds(10));
        deadline.clear();
        timer.advance(seconds(5));
        deadline.set(seconds(10));
        timer.advance(seconds(9));
        assertEquals(List.of(), passed);
        timer.advance(seconds(1));
        assertEquals(List.of(15L), passed);
    }

    @Test
    void doesNotPassOnceCleared() {
        deadline.set(seconds(10));
        deadline.clear();
        timer.advance(seconds(100));
        assertEquals(List.of(), passed);
        assertEquals(0, timer.pending());
    }

    @Test
    void leavesNothingToTheTimerOnceStopped() {
        deadline.set(seconds(10));
        deadline.stop();
        assertEquals(0, timer.pending());
    }

    @Test
    void mayBeBeyondAllTime() {
        deadline.set(Duration.ofSeconds(Long.MAX_VALUE));
        timer.advance(Duration.ofDays(10_000));
        assertEquals(List.of(), passed);
    }
}
