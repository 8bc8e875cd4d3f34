package org.upgradefilter.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTimerTest {

    private final ManualTimer timer = new ManualTimer();
    private final List<String> log = new ArrayList<>();

    @Test
    void tasksRunWhenTheyFallDue() {
        timer.schedule(Duration.ofSeconds(2), () -> log.add("at " + timer.now()));
        timer.advance(Duration.ofMillis(1999));
        assertEquals(List.of(), log);
        timer.advance(Duration.ofMillis(1));
        timer.advance(Duration.ofSeconds(5));
        assertEquals(List.of("at PT2S"), log);
        assertEquals(Duration.ofSeconds(7), timer.now());
    }

    @Test
    void theEarliestRunsFirstAndThenTheFirstScheduled() {
        timer.schedule(Duration.ofSeconds(2), () -> log.add("c"));
        timer.schedule(Duration.ofSeconds(1), () -> log.add("a"));
        timer.schedule(Duration.ofSeconds(1), () -> log.add("b"));
        timer.advance(Duration.ofSeconds(2));
        assertEquals(List.of("a", "b", "c"), log);
    }

    @Test
    void whatATaskSchedulesRunsIfItFallsDueToo() {
        timer.schedule(
                Duration.ofSeconds(1),
                () -> {
                    timer.schedule(Duration.ofSeconds(1), () -> log.add("at " + timer.now()));
                    timer.schedule(Duration.ofSeconds(3), () -> log.add("too late"));
                });
        timer.advance(Duration.ofSeconds(3));
        assertEquals(List.of("at PT2S"), log);
        assertEquals(1, timer.pending());
    }

    @Test
    void aCancelledTaskDoesNotRun() {
        Timer.Timeout timeout = timer.schedule(Duration.ofSeconds(1), () -> log.add("no"));
        timeout.cancel();
        timeout.cancel();
        timer.advance(Duration.ofSeconds(1));
        assertEquals(List.of(), log);
        assertEquals(0, timer.pending());
    }
}
