package org.upgradefilter.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StrandTest {

    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    private final Strand strand = new Strand(failures::add);
    private final List<String> log = new ArrayList<>();

    @Test
    void aTaskRunsAtOnceOnTheThreadThatArrives() {
        AtomicReference<Thread> ran = new AtomicReference<>();
        strand.execute(() -> ran.set(Thread.currentThread()));
        assertSame(Thread.currentThread(), ran.get());
    }

    @Test
    void tasksRunInTheOrderTheyCame() {
        strand.execute(
                () -> {
                    for (int i = 0; i < 5; i++) {
                        String name = "task " + i;
                        strand.execute(() -> log.add(name));
                    }
                });
        assertEquals(List.of("task 0", "task 1", "task 2", "task 3", "task 4"), log);
    }

    @Test
    void tasksDoNotRunInsideOneAnother() {
        strand.execute(
                () -> {
                    log.add("outer begins");
                    strand.execute(
                            () -> {
                                log.add("inner begins");
                                strand.execute(() -> log.add("innermost"));
                                log.add("inner ends");
                            });
                    log.add("outer ends");
                });
        assertEquals(
                List.of("outer begins", "outer ends", "inner begins", "inner ends", "innermost"),
                log);
    }

    @Test
    void aLongChainOfTasksNeedsNoStack() {
        AtomicInteger left = new AtomicInteger(100_000);
        strand.execute(
                new Runnable() {
                    @Override
                    public void run() {
                        if (left.decrementAndGet() > 0) {
                            strand.execute(this);
                        }
                    }
                });
        assertEquals(0, left.get());
        assertEquals(List.of(), failures);
    }

    @Test
    void aThreadThatComesWhileAnotherIsInsideLeavesItsTaskAndGoes() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Thread first =
                start(
                        () ->
                                strand.execute(
                                        () -> {
                                            inside.countDown();
                                            await(leave);
                                        }));
        await(inside);
        AtomicReference<Thread> ran = new AtomicReference<>();
        strand.execute(() -> ran.set(Thread.currentThread()));
        assertEquals(null, ran.get(), "the task must wait for the one that is inside");
        leave.countDown();
        first.join();
        assertSame(first, ran.get());
    }

    @Test
    void whatATaskThrowsGoesToTheHandlerAndTheStrandGoesOn() {
        RuntimeException exception = new IllegalArgumentException("first");
        Error error = new AssertionError("second");
        strand.execute(
                () -> {
                    strand.execute(
                            () -> {
                                throw exception;
                            });
                    strand.execute(
                            () -> {
                                throw error;
                            });
                    strand.execute(() -> log.add("third"));
                });
        strand.execute(() -> log.add("fourth"));
        assertEquals(List.of(exception, error), failures);
        assertEquals(List.of("third", "fourth"), log);
    }

    @Test
    void theStrandIsCurrentInsideOnly() {
        assertFalse(strand.isCurrent());
        strand.execute(() -> log.add("inside: " + strand.isCurrent()));
        assertEquals(List.of("inside: true"), log);
        assertFalse(strand.isCurrent());
    }

    @Test
    void theStrandIsNotCurrentAfterATaskThatThrew() {
        strand.execute(
                () -> {
                    throw new IllegalArgumentException();
                });
        assertFalse(strand.isCurrent());
    }

    @Test
    void theStrandIsNotCurrentForAnotherThread() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Thread first =
                start(
                        () ->
                                strand.execute(
                                        () -> {
                                            inside.countDown();
                                            await(leave);
                                        }));
        await(inside);
        assertFalse(strand.isCurrent());
        assertThrows(IllegalStateException.class, strand::check);
        leave.countDown();
        first.join();
    }

    @Test
    void anotherStrandIsNotCurrent() {
        Strand other = new Strand(failures::add);
        strand.execute(() -> log.add("other: " + other.isCurrent()));
        assertEquals(List.of("other: false"), log);
    }

    @Test
    void checkThrowsOutside() {
        assertThrows(IllegalStateException.class, strand::check);
        strand.execute(strand::check);
        assertEquals(List.of(), failures);
        assertThrows(IllegalStateException.class, strand::check);
    }

    @Test
    void afterwardsIsForTheInside() {
        assertThrows(IllegalStateException.class, () -> strand.afterwards(() -> log.add("no")));
        assertEquals(List.of(), log);
    }

    @Test
    void afterwardsRunsWhenTheThreadHasLeft() {
        strand.execute(
                () -> {
                    strand.afterwards(() -> log.add("afterwards, inside: " + strand.isCurrent()));
                    strand.execute(() -> log.add("second task"));
                    log.add("first task");
                });
        assertEquals(List.of("first task", "second task", "afterwards, inside: false"), log);
    }

    @Test
    void afterwardsRunsInOrder() {
        strand.execute(
                () -> {
                    strand.afterwards(() -> log.add("a"));
                    strand.afterwards(() -> log.add("b"));
                    strand.execute(
                            () -> {
                                strand.afterwards(() -> log.add("c"));
                                strand.afterwards(() -> log.add("d"));
                                strand.execute(() -> strand.afterwards(() -> log.add("e")));
                            });
                });
        assertEquals(List.of("a", "b", "c", "d", "e"), log);
    }

    @Test
    void afterwardsRunsOnce() {
        strand.execute(() -> strand.afterwards(() -> log.add("once")));
        strand.execute(() -> {});
        assertEquals(List.of("once"), log);
    }

    @Test
    void afterwardsMayEnterAgain() {
        strand.execute(
                () -> {
                    strand.afterwards(
                            () -> {
                                strand.execute(
                                        () -> {
                                            log.add("inside again: " + strand.isCurrent());
                                            strand.afterwards(() -> log.add("inner afterwards"));
                                        });
                                log.add("outer afterwards");
                            });
                    strand.afterwards(() -> log.add("next"));
                });
        assertEquals(
                List.of("inside again: true", "inner afterwards", "outer afterwards", "next"), log);
    }

    @Test
    void afterwardsRunsOnTheThreadThatRanItsTask() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Thread first =
                start(
                        () ->
                                strand.execute(
                                        () -> {
                                            inside.countDown();
                                            await(leave);
                                        }));
        await(inside);
        AtomicReference<Thread> ran = new AtomicReference<>();
        strand.execute(() -> strand.afterwards(() -> ran.set(Thread.currentThread())));
        leave.countDown();
        first.join();
        assertSame(first, ran.get());
    }

    @Test
    void afterwardsHoldsNobodyUp() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread first =
                start(
                        () ->
                                strand.execute(
                                        () ->
                                                strand.afterwards(
                                                        () -> {
                                                            blocked.countDown();
                                                            await(release);
                                                        })));
        await(blocked);
        AtomicReference<Thread> ran = new AtomicReference<>();
        strand.execute(() -> ran.set(Thread.currentThread()));
        assertSame(Thread.currentThread(), ran.get());
        release.countDown();
        first.join();
    }

    @Test
    void whatAfterwardsThrowsGoesToTheHandlerAndTheNextRuns() {
        RuntimeException exception = new IllegalArgumentException();
        strand.execute(
                () -> {
                    strand.afterwards(
                            () -> {
                                throw exception;
                            });
                    strand.afterwards(() -> log.add("next"));
                });
        assertEquals(List.of(exception), failures);
        assertEquals(List.of("next"), log);
    }

    @Test
    void aTaskThatThrowsKeepsItsAfterwards() {
        strand.execute(
                () -> {
                    strand.afterwards(() -> log.add("kept"));
                    throw new IllegalArgumentException();
                });
        assertEquals(List.of("kept"), log);
    }

    /** A thread may be kept inside by others for long, and each of their tasks may leave one. */
    @Test
    void anyNumberMayWaitForAfterwards() {
        int count = 100_000;
        List<Integer> ran = new ArrayList<>();
        strand.execute(
                () -> {
                    for (int i = 0; i < count; i++) {
                        int number = i;
                        strand.execute(() -> strand.afterwards(() -> ran.add(number)));
                    }
                });
        assertEquals(List.of(), failures);
        assertEquals(count, ran.size());
        assertEquals(List.of(0, 1, 2), ran.subList(0, 3));
    }

    @RepeatedTest(20)
    void noTaskIsLostOrOvertakenAndNoneOverlaps() throws Exception {
        int threads = 4;
        int perThread = 20_000;
        Shared shared = new Shared(threads);
        AtomicInteger afterwards = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Thread> posters = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int poster = t;
            posters.add(
                    start(
                            () -> {
                                await(start);
                                for (int i = 0; i < perThread; i++) {
                                    int number = i;
                                    strand.execute(
                                            () -> {
                                                shared.visit(poster, number);
                                                if (number % 10 == 0) {
                                                    strand.afterwards(afterwards::incrementAndGet);
                                                }
                                            });
                                }
                            }));
        }
        for (Thread poster : posters) {
            poster.join();
        }
        assertEquals(0, failures.size(), () -> "the first: " + failures.get(0));
        assertEquals(threads * perThread, shared.visits);
        assertEquals(threads * perThread / 10, afterwards.get());
    }

    @RepeatedTest(20)
    void tasksThatPostTasksLoseNone() throws Exception {
        int threads = 4;
        int chains = 50;
        int links = 200;
        Shared shared = new Shared(1);
        CountDownLatch done = new CountDownLatch(threads * chains);
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Thread> posters = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            posters.add(
                    start(
                            () -> {
                                await(start);
                                for (int chain = 0; chain < chains; chain++) {
                                    new Chain(shared, links, done).post();
                                }
                            }));
        }
        for (Thread poster : posters) {
            poster.join();
        }
        assertTrue(done.await(10, TimeUnit.SECONDS));
        assertEquals(0, failures.size(), () -> "the first: " + failures.get(0));
        assertEquals(threads * chains * links, shared.visits);
    }

    /** Plain fields: any missing happens-before or overlap shows as a wrong number. */
    private static final class Shared {

        private final int[] last;
        private boolean inside;
        int visits;

        Shared(int posters) {
            last = new int[posters];
            Arrays.fill(last, -1);
        }

        void visit(int poster, int number) {
            int expected = last[poster] + 1;
            last[poster] = number;
            visit();
            assertEquals(expected, number, "out of order");
        }

        void visit() {
            assertFalse(inside, "two tasks at once");
            inside = true;
            visits++;
            inside = false;
        }
    }

    private final class Chain {

        private final Shared shared;
        private final CountDownLatch done;
        private int left;

        Chain(Shared shared, int links, CountDownLatch done) {
            this.shared = shared;
            this.left = links;
            this.done = done;
        }

        void post() {
            strand.execute(
                    () -> {
                        shared.visit();
                        left--;
                        if (left == 0) {
                            done.countDown();
                        } else if (left % 2 == 0) {
                            post();
                        } else {
                            strand.afterwards(this::post);
                        }
                    });
        }
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task, "strand test");
        thread.start();
        return thread;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
