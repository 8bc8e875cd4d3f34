package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkersTest {

    private static final int MOST = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Runnable> late = Collections.synchronizedList(new ArrayList<>());
    private final Workers workers = new Workers(MOST, late::add);

    @AfterEach
    void theyEnd() throws InterruptedException {
        assertTrue(workers.close(PATIENCE));
    }

    /** Who waits for each of its tasks meets workers that are just about to lie down. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void noTaskIsForgotten(int senders) throws Exception {
        int each = 20_000 / senders;
        ExecutorService pool = Executors.newFixedThreadPool(senders);
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                sent.add(pool.submit(() -> sendOneByOne(each)));
            }
            for (Future<?> sender : sent) {
                sender.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void sendOneByOne(int count) {
        Semaphore done = new Semaphore(0);
        for (int i = 0; i < count; i++) {
            int burst = 1 + i % 3;
            for (int j = 0; j < burst; j++) {
                workers.execute(done::release);
            }
            done.acquireUninterruptibly(burst);
        }
    }

    @Test
    void tasksBeginInTheOrderTheyCame() throws Exception {
        Workers single = new Workers(1, late::add);
        List<Integer> begun = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            single.execute(() -> begun.add(number));
        }
        assertTrue(single.close(PATIENCE));
        assertEquals(100, begun.size());
        assertEquals(begun.stream().sorted().toList(), begun);
    }

    @Test
    void oneThatBlocksHoldsUpNobodyAsLongAsAThreadIsLeft() throws Exception {
        CountDownLatch blocking = new CountDownLatch(1);
        for (int i = 1; i < MOST; i++) {
            workers.execute(() -> await(blocking));
            onWorker();
        }
        blocking.countDown();
    }

    @Test
    void oneThatBlocksHoldsUpNobodyThatCameTogetherWithIt() throws Exception {
        CountDownLatch together = new CountDownLatch(MOST);
        for (int i = 0; i < MOST; i++) {
            workers.execute(
                    () -> {
                        together.countDown();
                        await(together);
                    });
        }
        await(together);
    }

    @Test
    void whatComesWhileAllAreBusyIsDoneLater() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger mostRunning = new AtomicInteger();
        CountDownLatch blocking = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(3 * MOST);
        for (int i = 0; i < 3 * MOST; i++) {
            workers.execute(
                    () -> {
                        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
                        await(blocking);
                        running.decrementAndGet();
                        done.countDown();
                    });
        }
        blocking.countDown();
        await(done);
        assertTrue(mostRunning.get() <= MOST, mostRunning + " threads");
    }

    @Test
    void theLastToLieDownIsWokenFirst() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        List<CompletableFuture<Thread>> pair =
                List.of(new CompletableFuture<>(), new CompletableFuture<>());
        for (CompletableFuture<Thread> one : pair) {
            workers.execute(
                    () -> {
                        one.complete(Thread.currentThread());
                        both.countDown();
                        await(both);
                    });
        }
        assertNotSame(pair.get(0).join(), pair.get(1).join());
        pair.forEach(one -> awaitSleep(one.join()));
        Thread first = onWorker();
        for (int i = 0; i < 10; i++) {
            awaitSleep(first);
            assertSame(first, onWorker());
        }
    }

    private static void awaitSleep(Thread worker) {
        while (worker.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatATaskThrowsIsToldAndNothingElse() throws Exception {
        Workers single = new Workers(1, late::add);
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        IllegalStateException fault = new IllegalStateException();
        CompletableFuture<Thread> before = new CompletableFuture<>();
        single.execute(
                () -> {
                    Thread.currentThread()
                            .setUncaughtExceptionHandler((thread, thrown) -> told.complete(thrown));
                    before.complete(Thread.currentThread());
                    throw fault;
                });
        CompletableFuture<Thread> after = new CompletableFuture<>();
        single.execute(() -> after.complete(Thread.currentThread()));
        assertSame(before.get(), after.get());
        assertSame(fault, told.get());
        assertTrue(single.close(PATIENCE));
    }

    @Test
    void anInterruptMeansTheTaskAndNotTheNextOne() throws Exception {
        Workers single = new Workers(1, late::add);
        single.execute(() -> Thread.currentThread().interrupt());
        CompletableFuture<Boolean> next = new CompletableFuture<>();
        single.execute(() -> next.complete(Thread.currentThread().isInterrupted()));
        assertFalse(next.get());
        assertTrue(single.close(PATIENCE));
    }

    @Test
    void whatIsLeftIsDoneAtTheEndAndThreadsAreGone() throws Exception {
        CountDownLatch blocking = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        Thread asleep = onWorker();
        for (int i = 0; i < 3 * MOST; i++) {
            workers.execute(
                    () -> {
                        await(blocking);
                        done.incrementAndGet();
                    });
        }
        assertFalse(workers.close(Duration.ZERO));
        blocking.countDown();
        assertTrue(workers.close(PATIENCE));
        assertEquals(3 * MOST, done.get());
        assertFalse(asleep.isAlive());
    }

    @Test
    void whatComesAfterTheEndIsGivenBack() throws Exception {
        onWorker();
        assertTrue(workers.close(PATIENCE));
        Runnable task = () -> {};
        workers.execute(task);
        assertEquals(List.of(task), late);
    }

    private Thread onWorker() throws Exception {
        CompletableFuture<Thread> worker = new CompletableFuture<>();
        workers.execute(() -> worker.complete(Thread.currentThread()));
        return worker.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
