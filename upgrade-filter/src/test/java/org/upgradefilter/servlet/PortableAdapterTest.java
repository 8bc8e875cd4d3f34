package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.takeover.Takeover;

@Timeout(60)
class PortableAdapterTest {

    private static final int PATIENCE_SECONDS = 10;

    private final PortableAdapter adapter =
            new PortableAdapter("a container", ReadPause.RESUMED_ANYWHERE, Set.of());

    @AfterEach
    void giveBack() {
        adapter.close();
    }

    @Test
    void saysWhatItIsFor() {
        assertEquals("a container", adapter.container());
    }

    /** Status and fields are there already, and nobody touches them any more: a strict response. */
    @Test
    void upgradesAndThenFlushes() throws Exception {
        Switch made = new Switch(adapter, Engine.GRIZZLY);
        assertEquals(List.of("upgrade", "flush"), made.calls);
        made.over();
    }

    @Test
    void aRefusalOfTheContainerIsPassedOn() {
        ServletException refusal = new ServletException("not here");
        HttpServletRequest request =
                new Strict()
                        .on(
                                "upgrade",
                                type -> {
                                    throw refusal;
                                })
                        .as(HttpServletRequest.class);
        HttpServletResponse untouched = new Strict().as(HttpServletResponse.class);
        assertSame(
                refusal,
                assertThrows(
                        ServletException.class,
                        () -> adapter.switchTo(request, untouched, Switch.takeover(connect()))));
    }

    @Test
    void lengthOfAnAnswerWithUpgradeIsHiddenFromWhoeverDropsIt() {
        PortableAdapter grizzly =
                new PortableAdapter(
                        "grizzly",
                        ReadPause.RESUMED_ANYWHERE,
                        Set.of(Oddity.DROPS_LENGTH_BESIDE_UPGRADE));
        TestResponse with = new TestResponse();
        with.servlet().addHeader("Upgrade", "websocket");
        grizzly.announce(with.servlet(), 12);
        assertEquals(List.of(" 12"), with.values("Content-Length"));

        TestResponse without = new TestResponse();
        grizzly.announce(without.servlet(), 12);
        assertEquals(12, without.contentLength());
        TestResponse usual = new TestResponse();
        usual.servlet().addHeader("Upgrade", "websocket");
        adapter.announce(usual.servlet(), 12);
        assertEquals(12, usual.contentLength());
    }

    private static CompletableFuture<Duplex> connect() {
        return new CompletableFuture<>();
    }

    @ParameterizedTest
    @EnumSource
    void whatTheContainerMadeTakesTheConnection(Engine engine) throws Exception {
        PortableAdapter suitable = new PortableAdapter("" + engine, engine.pause, Set.of());
        Switch made = new Switch(suitable, engine);
        made.assertEveryByteArrives();
        made.over();
    }

    @Test
    void whatWasNeededForTheSwitchIsLetGo() throws Exception {
        Switch made = new Switch(adapter, Engine.GRIZZLY);
        made.duplex();
        while (made.takeover.get() != null) {
            System.gc();
        }
        made.over();
    }

    @Test
    void whatTheContainerMadeIsOfNoUseAlone() {
        FakeWebConnection fake = new FakeWebConnection(Engine.GRIZZLY);
        assertThrows(NullPointerException.class, () -> new PortableUpgradeHandler().init(fake));
        new PortableUpgradeHandler().destroy();
    }

    @Test
    void applicationCodeRunsOnThreadsOfItsOwn() throws Exception {
        Switch made = new Switch(adapter, Engine.GRIZZLY);
        Thread worker = made.onWorker();
        assertTrue(worker.getName().startsWith("upgrade-filter-"), worker.getName());
        assertTrue(worker.isDaemon());
        made.over();
    }

    @Test
    void oneThatBlocksDoesNotHinderAnother() throws Exception {
        Switch made = new Switch(adapter, Engine.GRIZZLY);
        CountDownLatch blocking = new CountDownLatch(1);
        made.duplex().workers().execute(() -> await(blocking));
        made.onWorker();
        blocking.countDown();
        made.over();
    }

    @Test
    void theThreadsEndWhenItIsClosed() throws Exception {
        Switch made = new Switch(adapter, Engine.GRIZZLY);
        Thread worker = made.onWorker();
        adapter.close();
        worker.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertFalse(worker.isAlive());
        made.over();
    }

    @Test
    void whatWaitsIsDoneBeforeTheThreadsEnd() throws Exception {
        Switch made = new Switch(adapter, Engine.GRIZZLY);
        made.duplex().close();
        adapter.close();
        assertTrue(made.fake.isClosed());
        made.over();
    }

    @Test
    void closingTwiceIsNoHarm() {
        adapter.close();
        adapter.close();
    }

    @Test
    void afterwardsNothingRuns() throws Exception {
        Switch made = new Switch(adapter, Engine.GRIZZLY);
        adapter.close();
        made.duplex()
                .workers()
                .execute(
                        () -> {
                            throw new AssertionError("ran all the same");
                        });
        made.over();
    }

    /** It was on its way when the application stopped. */
    @Test
    void aConnectionThatEndsAfterwardsIsClosedAllTheSame() throws Exception {
        Switch made = new Switch(adapter, Engine.GRIZZLY);
        adapter.close();
        made.fake.closesAnywhere();
        made.duplex().close();
        assertTrue(made.fake.isClosed());
        made.over();
    }

    @Test
    void whoeverIsInAHurryDoesNotWait() throws Exception {
        Switch made = new Switch(adapter, Engine.GRIZZLY);
        CountDownLatch blocking = new CountDownLatch(1);
        made.duplex().workers().execute(() -> await(blocking));
        Thread.currentThread().interrupt();
        adapter.close();
        assertTrue(Thread.interrupted());
        blocking.countDown();
        made.over();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A request that was switched by an adapter, and the connection an engine then hands over. */
    static final class Switch {

        final FakeWebConnection fake;
        final List<String> calls = new ArrayList<>();
        private final ContainerAdapter adapter;
        private final CompletableFuture<Duplex> duplex = new CompletableFuture<>();

        /** Kept for as long as the connection, as by containers. */
        private final CompletableFuture<PortableUpgradeHandler> handler = new CompletableFuture<>();

        final WeakReference<Takeover> takeover;

        Switch(ContainerAdapter adapter, Engine engine) throws Exception {
            this.adapter = adapter;
            fake = new FakeWebConnection(engine);
            HttpServletRequest request =
                    new Strict()
                            .on(
                                    "upgrade",
                                    type -> {
                                        calls.add("upgrade");
                                        // As containers do.
                                        Object made =
                                                ((Class<?>) type[0]).getConstructor().newInstance();
                                        handler.complete(
                                                assertInstanceOf(
                                                        PortableUpgradeHandler.class, made));
                                        return made;
                                    })
                            .as(HttpServletRequest.class);
            HttpServletResponse response =
                    new Strict()
                            .on(
                                    "flushBuffer",
                                    none -> {
                                        calls.add("flush");
                                        return null;
                                    })
                            .as(HttpServletResponse.class);
            Takeover taken = takeover(duplex);
            takeover = new WeakReference<>(taken);
            adapter.switchTo(request, response, taken);
            assertFalse(duplex.isDone(), "not before the container says so");
            fake.onEngine(() -> handler.join().init(fake));
            fake.wake();
        }

        /** Hands the duplex to {@code taker}. */
        static Takeover takeover(CompletableFuture<Duplex> taker) {
            return FakeWebConnection.takeover(
                    (over, timer) -> {
                        taker.complete(over);
                        return new TestConnection();
                    },
                    PortableAdapterTest.class.getClassLoader());
        }

        Duplex duplex() throws Exception {
            return duplex.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        /** The thread application code runs on. */
        Thread onWorker() throws Exception {
            CompletableFuture<Thread> worker = new CompletableFuture<>();
            duplex().workers().execute(() -> worker.complete(Thread.currentThread()));
            return worker.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        /** More than is kept where reading pauses, and less than is kept where it does not. */
        void assertEveryByteArrives() throws Exception {
            byte[] payload = new byte[500_000];
            new Random(4711).nextBytes(payload);
            for (int from = 0; from < payload.length; from += 5000) {
                fake.send(Arrays.copyOfRange(payload, from, from + 5000));
            }
            ByteBuffer all = ByteBuffer.allocate(payload.length);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (all.hasRemaining()) {
                CompletableFuture<Integer> read = new CompletableFuture<>();
                Duplex over = duplex();
                over.strand()
                        .execute(
                                () -> {
                                    try {
                                        read.complete(over.read(all));
                                    } catch (IOException | RuntimeException e) {
                                        read.completeExceptionally(e);
                                    }
                                });
                assertTrue(read.get(PATIENCE_SECONDS, TimeUnit.SECONDS) >= 0);
                assertTrue(System.nanoTime() - deadline < 0, "only " + all.position() + " came");
                if (fake.thread == null) {
                    fake.wake();
                }
            }
            assertArrayEquals(payload, all.array());
        }

        void over() {
            adapter.close();
            fake.over();
        }
    }
}
