package org.upgradefilter.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TimerThreadTest {

    private static final String NAME = "timer under test";
    private static final Duration NEVER = Duration.ofDays(1);

    private final TimerThread timer = new TimerThread(NAME);
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        timer.close();
    }

    @Test
    void thereIsNoThreadBeforeTheFirstTask() {
        assertFalse(Thread.getAllStackTraces().keySet().stream().anyMatch(this::isOurs));
    }

    @Test
    void tasksRunOnADaemonOfThatName() throws Exception {
        Thread thread = threadOfTheTimer();
        assertEquals(NAME, thread.getName());
        assertTrue(thread.isDaemon());
    }

    @Test
    void aTaskDoesNotRunBeforeItsTime() throws Exception {
        long begin = System.nanoTime();
        CompletableFuture<Long> ran = new CompletableFuture<>();
        timer.schedule(Duration.ofMillis(30), () -> ran.complete(System.nanoTime()));
        long waited = ran.get(10, TimeUnit.SECONDS) - begin;
        assertTrue(waited >= Duration.ofMillis(30).toNanos(), "ran after " + waited + " ns");
    }

    @Test
    void theEarlierTaskRunsFirst() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch scheduled = new CountDownLatch(1);
        timer.schedule(Duration.ZERO, () -> await(scheduled));
        timer.schedule(Duration.ofMillis(500), () -> note("later", both));
        timer.schedule(Duration.ofMillis(1), () -> note("earlier", both));
        scheduled.countDown();
        await(both);
        assertEquals(List.of("earlier", "later"), log);
    }

    @Test
    void aCancelledTaskDoesNotRun() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        timer.schedule(Duration.ZERO, () -> await(cancelled));
        Timer.Timeout timeout = timer.schedule(Duration.ZERO, () -> log.add("cancelled"));
        timeout.cancel();
        timeout.cancel();
        cancelled.countDown();
        threadOfTheTimer();
        assertEquals(List.of(), log);
    }

    @Test
    void cancellingTooLateDoesNothing() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        Timer.Timeout timeout = timer.schedule(Duration.ZERO, () -> note("ran", ran));
        await(ran);
        timeout.cancel();
        assertEquals(List.of("ran"), log);
    }

    @Test
    void aRunningTaskIsNotInterruptedByCancelling() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Timer.Timeout timeout =
                timer.schedule(
                        Duration.ZERO,
                        () -> {
                            begun.countDown();
                            await(cancelled);
                            interrupted.complete(Thread.currentThread().isInterrupted());
                        });
        await(begun);
        timeout.cancel();
        cancelled.countDown();
        assertFalse(interrupted.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aTaskThatThrowsDoesNotStopTheNext() throws Exception {
        timer.schedule(
                Duration.ZERO,
                () -> {
                    throw new IllegalArgumentException();
                });
        assertTrue(threadOfTheTimer().isAlive());
    }

    @Test
    void closingEndsTheThreadAndDropsWhatWaits() throws Exception {
        timer.schedule(NEVER, () -> log.add("dropped"));
        Thread thread = threadOfTheTimer();
        timer.close();
        thread.join();
        assertEquals(List.of(), log);
    }

    @Test
    void tasksAfterClosingAreDroppedSilently() throws Exception {
        Thread thread = threadOfTheTimer();
        timer.close();
        Timer.Timeout timeout = timer.schedule(Duration.ZERO, () -> log.add("dropped"));
        timeout.cancel();
        timer.close();
        thread.join();
        assertEquals(List.of(), log);
        assertFalse(Thread.getAllStackTraces().keySet().stream().anyMatch(this::isOurs));
    }

    @Test
    void noneIsATimeoutThatCanBeCancelled() {
        Timer.Timeout.NONE.cancel();
        Timer.Timeout.NONE.cancel();
    }

    private Thread threadOfTheTimer() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        timer.schedule(Duration.ZERO, () -> thread.complete(Thread.currentThread()));
        return thread.get(10, TimeUnit.SECONDS);
    }

    private boolean isOurs(Thread thread) {
        return thread.getName().equals(NAME) && thread.isAlive();
    }

    private void note(String event, CountDownLatch latch) {
        log.add(event);
        latch.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
