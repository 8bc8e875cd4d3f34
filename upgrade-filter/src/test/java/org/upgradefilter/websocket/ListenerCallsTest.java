package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Strand;

/** What is the application's, and what is not: a duplex looks for input only outside of it. */
class ListenerCallsTest {

    private final List<String> log = new ArrayList<>();
    private final Strand strand = new Strand(failure -> log.add(failure.toString()));
    private final Workers duplex = new Workers();
    private final ListenerCalls calls =
            new ListenerCalls(new WebSocket.Listener() {}, duplex, new Caller());

    private int toCome = 1;

    @AfterEach
    void stop() {
        duplex.pool.shutdownNow();
    }

    @Test
    void what_follows_a_call_is_not_the_applications() {
        callNext();
        assertEquals(List.of("call, inside", "done, outside"), log);
    }

    @Test
    void nor_is_what_follows_the_next_ones_and_they_do_not_pile_up() {
        toCome = 200;
        callNext();
        assertEquals(400, log.size());
        assertEquals(200, log.stream().filter("call, inside"::equals).count());
        assertEquals(200, log.stream().filter("done, outside"::equals).count());
        assertEquals(1, duplex.deepest);
    }

    /** The next call waits for a worker then; what was sent must not. */
    @ParameterizedTest
    @CsvSource({"254, true", "255, false"})
    void a_worker_that_has_had_its_turn_does_not_go_there_next(int made, boolean goes) {
        toCome = made;
        callNext();
        assertEquals(goes, duplex.betweenCalls);
    }

    @Test
    void a_call_from_within_other_application_code_stays_there() {
        duplex.workers().execute(this::callNext);
        assertEquals(List.of("call, inside", "done, inside"), log);
    }

    @Test
    void on_another_worker_the_next_call_follows_on_the_same() throws Exception {
        toCome = 3;
        duplex.elsewhere = true;
        callNext();
        duplex.over.get(10, TimeUnit.SECONDS);
        assertEquals(6, log.size());
        assertEquals("call, inside", log.get(0));
        assertEquals(1, duplex.threads.stream().distinct().count());
        assertTrue(duplex.betweenCalls, "what is sent may wait for the next call");
    }

    private void callNext() {
        strand.execute(this::makeCall);
    }

    private void makeCall() {
        toCome--;
        calls.call(
                listener -> {
                    log.add("call, " + duplex.where());
                    duplex.threads.add(Thread.currentThread());
                    return null;
                });
    }

    private final class Caller implements ListenerCalls.Caller {

        @Override
        public void onDone() {
            log.add("done, " + duplex.where());
            duplex.betweenCalls = calls.isBetweenCalls();
            if (toCome > 0) {
                makeCall();
            } else {
                duplex.over.complete(true);
            }
        }

        @Override
        public void onReturned(CompletionStage<?> stage) {
            throw new AssertionError("it has returned none");
        }

        @Override
        public void onThrown(Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    /** Runs application code here, or first on one other thread. */
    private final class Workers implements Duplex {

        private final ExecutorService pool = Executors.newSingleThreadExecutor();
        private final List<Thread> threads = new ArrayList<>();
        private final CompletableFuture<Boolean> over = new CompletableFuture<>();
        private boolean elsewhere;
        private volatile @Nullable Thread worker;
        private int depth;
        private int deepest;
        private boolean betweenCalls;

        private String where() {
            return depth > 0 ? "inside" : "outside";
        }

        @Override
        public Executor workers() {
            return this::execute;
        }

        private void execute(Runnable call) {
            if (elsewhere && worker != Thread.currentThread()) {
                pool.execute(
                        () -> {
                            worker = Thread.currentThread();
                            run(call);
                        });
            } else {
                run(call);
            }
        }

        private void run(Runnable call) {
            depth++;
            deepest = Math.max(deepest, depth);
            try {
                call.run();
            } finally {
                depth--;
            }
        }

        @Override
        public Strand strand() {
            return strand;
        }

        @Override
        public Executor nextTurns() {
            throw new AssertionError("nobody has had many");
        }

        @Override
        public int read(ByteBuffer dst) {
            throw new AssertionError("nobody reads");
        }

        @Override
        public int write(ByteBuffer src) {
            throw new AssertionError("nobody writes");
        }

        @Override
        public boolean flush() {
            throw new AssertionError("nobody writes");
        }

        @Override
        public void close() {}
    }
}
