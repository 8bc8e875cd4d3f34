package org.upgradefilter.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebApplicationTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final WebApplication application =
            new WebApplication(WebApplicationTest.class.getClassLoader());
    private final Queue<Runnable> queue = new ArrayDeque<>();
    private final ApplicationThreads threads = new ApplicationThreads(queue::add, application);

    @Test
    void nobodyIsThereAtFirst() {
        assertTrue(application.awaitNobody(Duration.ZERO));
    }

    @Test
    void whoeverIsOnTheWayIsWaitedFor() {
        threads.execute(() -> {});
        threads.queue().execute(() -> {});
        assertFalse(application.awaitNobody(Duration.ZERO));
        queue.remove().run();
        assertFalse(application.awaitNobody(Duration.ZERO));
        queue.remove().run();
        assertTrue(application.awaitNobody(Duration.ZERO));
    }

    @Test
    void whoeverIsInThereIsWaitedFor() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayGo = new CountDownLatch(1);
        Thread worker =
                new Thread(
                        () ->
                                threads.dispatch(
                                        () -> {
                                            inside.countDown();
                                            await(mayGo);
                                        }));
        worker.start();
        await(inside);
        FutureTask<Boolean> waited = new FutureTask<>(() -> application.awaitNobody(LONG));
        new Thread(waited).start();
        assertFalse(waited.isDone());
        mayGo.countDown();
        assertTrue(waited.get(30, TimeUnit.SECONDS));
        worker.join();
    }

    @Test
    void oneThatThrowsHasGone() {
        threads.execute(
                () -> {
                    throw new IllegalStateException("fault");
                });
        assertThrows(IllegalStateException.class, () -> queue.remove().run());
        assertTrue(application.awaitNobody(Duration.ZERO));
    }

    @Test
    void oneThatIsNotLetInDoesNotCome() {
        ApplicationThreads ending =
                new ApplicationThreads(
                        task -> {
                            throw new RejectedExecutionException("the server stops");
                        },
                        application);
        assertThrows(RejectedExecutionException.class, () -> ending.execute(() -> {}));
        assertTrue(application.awaitNobody(Duration.ZERO));
    }

    @Test
    void whoeverIsInterruptedDoesNotWait() {
        threads.execute(() -> {});
        Thread.currentThread().interrupt();
        assertFalse(application.awaitNobody(LONG));
        assertTrue(Thread.interrupted());
        assertEquals(1, queue.size());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
