package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.upgradefilter.io.BufferPool;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.DuplexContract;
import org.upgradefilter.io.Timer;
import org.upgradefilter.servlet.FakeInput.PeersEnd;

@Timeout(60)
class ServletDuplexTest {

    private static final int PAUSE_BYTES = 64 * 1024;
    private static final int CHUNK_BYTES = BufferPool.SHARED.take().capacity();
    private static final int MAX_WRITE = 16 * 1024;
    private static final int PATIENCE_SECONDS = 10;

    private final List<FakeWebConnection> fakes = new ArrayList<>();
    private final List<ExecutorService> pools = new ArrayList<>();

    @AfterEach
    void nothingWasDoneThatIsNotAllowed() {
        pools.forEach(ExecutorService::shutdownNow);
        fakes.forEach(FakeWebConnection::over);
    }

    private FakeWebConnection fake(Engine engine) {
        return keep(new FakeWebConnection(engine));
    }

    /** With threads of its own for everybody. */
    private FakeWebConnection threaded(Engine engine) {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        pools.add(pool);
        return keep(new FakeWebConnection(engine, pool));
    }

    private FakeWebConnection keep(FakeWebConnection fake) {
        fakes.add(fake);
        return fake;
    }

    /** The laws, with the engine that the subclass is named after. */
    private abstract class Laws extends DuplexContract {

        private final Engine engine;

        Laws(Engine engine) {
            this.engine = engine;
        }

        @Override
        protected Ends ends() {
            return new ServletEnds(fake(engine));
        }

        @Override
        protected int mostBufferedBytes() {
            return FakeOutput.ROOM + MAX_WRITE;
        }
    }

    @Nested
    class LawsOnUndertow extends Laws {
        LawsOnUndertow() {
            super(Engine.UNDERTOW);
        }
    }

    @Nested
    class LawsOnGrizzly extends Laws {
        LawsOnGrizzly() {
            super(Engine.GRIZZLY);
        }
    }

    @Nested
    class LawsOnTomcat extends Laws {
        LawsOnTomcat() {
            super(Engine.TOMCAT);
        }
    }

    @Nested
    class LawsOnLiberty extends Laws {
        LawsOnLiberty() {
            super(Engine.LIBERTY);
        }
    }

    @Nested
    class Pausing {

        @ParameterizedTest
        @EnumSource
        void whoeverDoesNotReadStopsThePeer(Engine engine) {
            Taken taken = new Taken(fake(engine));
            taken.sendUntilItPauses(bytes(1 << 20));
            taken.assertPaused();
        }

        @ParameterizedTest
        @EnumSource
        void nothingIsLostOrReordered(Engine engine) throws Exception {
            Taken taken = new Taken(fake(engine));
            byte[] payload = bytes(1 << 20);
            taken.sendUntilItPauses(payload);
            assertArrayEquals(payload, taken.takeAll(payload.length));
            assertEquals(0, taken.take(1));
        }

        @ParameterizedTest
        @EnumSource
        void itPausesAgainAndAgain(Engine engine) throws Exception {
            Taken taken = new Taken(fake(engine));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] payload = bytes(3 * 100_000);
            for (int from = 0; from < payload.length; from += 100_000) {
                taken.sendUntilItPauses(Arrays.copyOfRange(payload, from, from + 100_000));
                taken.assertPaused();
                all.writeBytes(taken.takeAll(100_000));
                // Whoever was blocked is awake again, and may be seen to block anew.
                taken.fake.settle();
            }
            assertArrayEquals(payload, all.toByteArray());
        }

        /** Nor does it when it is read as far as half of that. */
        @ParameterizedTest
        @EnumSource
        void aLittleReadingDoesNotResume(Engine engine) throws Exception {
            Taken taken = new Taken(fake(engine));
            taken.sendUntilItPauses(bytes(200_000));
            long before = taken.fake.in.taken();
            taken.take(PAUSE_BYTES / 4);
            taken.fake.workers.work();
            assertEquals(before, taken.fake.in.taken());
        }

        @ParameterizedTest
        @EnumSource(names = {"UNDERTOW", "GRIZZLY"})
        void noCallbackIsNeededToGoOn(Engine engine) throws Exception {
            Taken taken = new Taken(fake(engine));
            byte[] payload = bytes(200_000);
            taken.fake.in.arrive(payload);
            taken.fake.wake();
            taken.fake.settle();
            assertEquals(1, taken.fake.in.calls());
            assertArrayEquals(payload, taken.takeAll(payload.length));
            assertEquals(1, taken.fake.in.calls());
        }

        @Test
        void aBlockedCallbackGoesOnItself() throws Exception {
            FakeWebConnection fake = fake(Engine.LIBERTY);
            byte[] payload = bytes(200_000);
            fake.in.arrive(payload);
            Taken taken = new Taken(fake);
            assertArrayEquals(payload, taken.takeAll(payload.length));
            assertEquals(1, fake.in.calls());
        }

        @ParameterizedTest
        @EnumSource
        void oneThatIsClosedIsNotReadAnyMore(Engine engine) throws Exception {
            Taken taken = new Taken(fake(engine));
            taken.sendUntilItPauses(bytes(200_000));
            long before = taken.fake.in.taken();
            taken.duplex().close();
            taken.fake.settle();
            assertEquals(before, taken.fake.in.taken());
            assertEquals(List.of("open", "closed"), taken.told());
            assertTrue(taken.fake.isClosed());
        }

        /** Otherwise a piece of one byte would cost as much as one of 8 KiB. */
        @Test
        void smallPiecesCountForWhatTheyCost() {
            Taken taken = new Taken(fake(Engine.GRIZZLY));
            for (int i = 0; i < 10_000; i++) {
                taken.fake.send(bytes(1));
            }
            assertTrue(
                    taken.fake.in.taken() <= 1000,
                    "a thousand pieces are enough, not " + taken.fake.in.taken());
        }

        @Test
        void whoeverInterruptsABlockedCallbackEndsTheConnection() throws Exception {
            Taken taken = new Taken(fake(Engine.LIBERTY));
            byte[] payload = bytes(200_000);
            taken.sendUntilItPauses(payload);
            EngineThread thread = Objects.requireNonNull(taken.fake.thread);
            thread.interrupt();
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertFalse(thread.isAlive(), "the interrupt was swallowed");
            int kept = (int) taken.fake.in.taken();
            assertArrayEquals(Arrays.copyOf(payload, kept), taken.takeAll(kept));
            assertThrows(InterruptedIOException.class, () -> taken.take(1));
            assertEquals(
                    List.of("open", "closed by interrupted while the connection paused"),
                    taken.told());
        }

        /** Nobody has measured how early each of them reports it. */
        @ParameterizedTest
        @EnumSource
        void anEndThatIsReportedMeanwhileComesAfterTheBytes(Engine engine) throws Exception {
            for (PeersEnd way : List.of(PeersEnd.ALL_DATA_READ, PeersEnd.ERROR)) {
                Taken taken = new Taken(fake(engine));
                byte[] payload = bytes(200_000);
                taken.sendUntilItPauses(payload);
                if (engine == Engine.UNDERTOW) {
                    taken.fake.onEngine(() -> taken.fake.in.tellEnd(way));
                    taken.fake.settle();
                } else {
                    taken.fake.in.tellEnd(way);
                }
                assertArrayEquals(payload, taken.takeAll(payload.length));
                taken.fake.settle();
                assertEquals(-1, taken.take(1));
            }
        }
    }

    /** Where a callback holds the lock that is needed to tell of room to write. */
    @Nested
    class TakingTurns {

        @Test
        void aBlockedCallbackGivesWayToWhatWaitsToBeWritten() throws Exception {
            Taken taken = opened();
            fillUp(taken);
            taken.sendUntilItPauses(bytes(200_000));
            assertGoesOnWriting(taken);
            taken.assertPaused();
        }

        @Test
        void oneThatIsBlockedAlreadyDoesSoToo() throws Exception {
            Taken taken = opened();
            taken.sendUntilItPauses(bytes(200_000));
            fillUp(taken);
            assertGoesOnWriting(taken);
            taken.assertPaused();
        }

        /** The callback comes while somebody is being told that there is no room. */
        @Test
        void roomThatIsToldTooEarlyIsNotWaitedFor() throws Exception {
            Taken taken = opened();
            FakeWebConnection fake = taken.fake;
            fillUp(taken);
            fake.settle();
            fake.out.afterNextRefusal(
                    () -> {
                        fake.resume();
                        fake.settle();
                    });
            assertEquals(MAX_WRITE, taken.write(bytes(MAX_WRITE)));
            taken.sendUntilItPauses(bytes(200_000));
            assertEquals(0, fake.in.repeats(), "it waits for no other callback");
        }

        /** The engine has taken them from the socket, which so has nothing to tell of. */
        @Test
        void bytesThatRaiseNoEventAreReadWhenThereIsRoom() throws Exception {
            Taken taken = opened();
            byte[] payload = bytes(200_000);
            fillUp(taken);
            taken.sendUntilItPauses(payload);
            // Until it does not even call back any more.
            taken.fake.settle();
            taken.fake.resume();
            assertArrayEquals(payload, taken.takeAll(payload.length));
        }

        @Test
        void aTurnIsLongEnoughToCostLittle() throws Exception {
            Taken taken = opened();
            fillUp(taken);
            long begin = System.nanoTime();
            taken.sendUntilItPauses(bytes(200_000));
            taken.fake.settle();
            int repeats = taken.fake.in.repeats();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            assertTrue(repeats > 1, "one callback is no turn");
            assertTrue(repeats <= millis / 4, repeats + " callbacks in " + millis + " ms");
        }

        /** One that has been told that it may write. */
        private Taken opened() {
            Taken taken = new Taken(fake(Engine.TOMCAT));
            taken.fake.settle();
            return taken;
        }

        /** Writes until there is no room. */
        private void fillUp(Taken taken) throws Exception {
            taken.fake.out.stall();
            while (taken.write(bytes(MAX_WRITE)) > 0) {
                taken.awaitOpen();
            }
        }

        private void assertGoesOnWriting(Taken taken) throws Exception {
            taken.toldAll();
            taken.fake.resume();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!taken.wasTold("writable")) {
                assertTrue(System.nanoTime() < deadline, "nobody tells of room");
                Thread.onSpinWait();
            }
            assertEquals(MAX_WRITE, taken.write(bytes(MAX_WRITE)));
        }
    }

    /** Where a pause keeps a thread, and there is none left for it. */
    @Nested
    class Overflowing {

        private static final long LIMIT = 100_000;

        private final PauseBudget noThreads = new PauseBudget(0, LIMIT);

        @Test
        void isToldOnce() throws Exception {
            Taken taken = new Taken(fake(Engine.TOMCAT), noThreads);
            taken.send(bytes(300_000));
            assertEquals(List.of("open", "overflow"), taken.told());
            taken.send(bytes(300_000));
            assertEquals(List.of(), taken.told());
            assertEquals(600_000, taken.fake.in.taken());
            assertEquals(0, taken.fake.in.repeats());
        }

        @Test
        void whatWasKeptIsTheBeginning() throws Exception {
            Taken taken = new Taken(fake(Engine.TOMCAT), noThreads);
            byte[] payload = bytes(300_000);
            taken.send(payload);
            taken.send(bytes(100));
            taken.fake.finish();
            taken.fake.settle();
            int kept = (int) LIMIT;
            assertArrayEquals(Arrays.copyOf(payload, kept), taken.takeAll(kept));
            int more = 0;
            for (int count = taken.take(1000); count >= 0; count = taken.take(1000)) {
                more += count;
            }
            assertTrue(more <= CHUNK_BYTES, more + " bytes more than the limit were kept");
        }

        @Test
        void readingInTimeAvoidsIt() throws Exception {
            Taken taken = new Taken(fake(Engine.TOMCAT), noThreads);
            byte[] payload = bytes(900_000);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int from = 0; from < payload.length; from += 90_000) {
                taken.send(Arrays.copyOfRange(payload, from, from + 90_000));
                all.writeBytes(taken.takeAll(90_000));
            }
            assertArrayEquals(payload, all.toByteArray());
            assertEquals(List.of("open"), taken.told());
        }

        /** There is no hole that nobody has heard of. */
        @Test
        void isToldEvenIfItHappensAtOnce() {
            FakeWebConnection fake = fake(Engine.TOMCAT);
            fake.in.callsAtOnce();
            fake.in.arrive(bytes(300_000));
            Taken taken = new Taken(fake, noThreads);
            fake.settle();
            assertEquals(List.of("open", "overflow"), taken.told());
        }

        @Test
        void onlyWhoFindsNoThreadOverflows() throws Exception {
            PauseBudget one = new PauseBudget(1, LIMIT);
            Taken first = new Taken(fake(Engine.TOMCAT), one);
            first.sendUntilItPauses(bytes(300_000));
            Taken second = new Taken(fake(Engine.TOMCAT), one);
            second.send(bytes(300_000));
            assertEquals(List.of("open", "overflow"), second.told());

            assertArrayEquals(bytes(300_000), first.takeAll(300_000));
            first.fake.settle();
            Taken third = new Taken(fake(Engine.TOMCAT), one);
            third.sendUntilItPauses(bytes(300_000));
            third.assertPaused();
            assertEquals(List.of("open"), third.told());
        }
    }

    @Nested
    class ThePeersEnd {

        static Stream<Arguments> everywhere() {
            return Arrays.stream(Engine.values())
                    .flatMap(
                            engine ->
                                    Arrays.stream(PeersEnd.values())
                                            .map(way -> Arguments.of(engine, way)));
        }

        @ParameterizedTest
        @MethodSource("everywhere")
        void comesAfterTheBytesAndStays(Engine engine, PeersEnd way) throws Exception {
            FakeWebConnection fake = fake(engine);
            fake.in.endsBy(way);
            Taken taken = new Taken(fake);
            fake.send(bytes(50_000));
            fake.finish();
            fake.settle();
            assertArrayEquals(bytes(50_000), taken.takeAll(50_000));
            assertEquals(-1, taken.take(1));
            for (int i = 0; i < 3; i++) {
                fake.onEngine(() -> fake.in.tellEnd(PeersEnd.ALL_DATA_READ));
                fake.onEngine(() -> fake.in.tellEnd(PeersEnd.ERROR));
                fake.settle();
                assertEquals(-1, taken.take(1));
            }
            assertEquals(List.of("open"), taken.told());
            assertFalse(fake.isClosed());
        }

        @ParameterizedTest
        @MethodSource("everywhere")
        void isToldToWhoeverWaits(Engine engine, PeersEnd way) throws Exception {
            FakeWebConnection fake = fake(engine);
            fake.in.endsBy(way);
            Taken taken = new Taken(fake);
            fake.settle();
            assertEquals(0, taken.take(1));
            taken.toldAll();
            fake.finish();
            fake.settle();
            assertTrue(taken.toldAll().contains("readable"));
            assertEquals(-1, taken.take(1));
        }

        @ParameterizedTest
        @EnumSource(names = {"UNDERTOW", "GRIZZLY"})
        void comesAfterBytesThatWereLeftUnread(Engine engine) throws Exception {
            for (PeersEnd way : PeersEnd.values()) {
                FakeWebConnection fake = fake(engine);
                fake.in.endsBy(way);
                Taken taken = new Taken(fake);
                byte[] payload = bytes(300_000);
                taken.sendUntilItPauses(payload);
                fake.finish();
                fake.settle();
                assertArrayEquals(payload, taken.takeAll(payload.length), "" + way);
                fake.settle();
                assertEquals(-1, taken.take(1), "" + way);
            }
        }

        @Test
        void staysWhateverComesAfterwards() throws Exception {
            Taken taken = new Taken(fake(Engine.GRIZZLY));
            taken.fake.in.tellEnd(PeersEnd.ALL_DATA_READ);
            taken.fake.send(bytes(100));
            assertEquals(-1, taken.take(1));
        }

        /** Grizzly's threads may report it while one of ours is resuming. */
        @Test
        void comesAfterBytesThatAreJustBeingRead() throws Exception {
            FakeWebConnection fake = fake(Engine.GRIZZLY);
            Taken taken = new Taken(fake);
            List<Integer> read = new ArrayList<>();
            fake.in.duringNextRead(
                    () ->
                            run(
                                    () -> {
                                        fake.in.tellEnd(PeersEnd.ERROR);
                                        return read.add(taken.take(1));
                                    }));
            fake.send(bytes(1000));
            assertEquals(List.of(0), read);
            assertArrayEquals(bytes(1000), taken.takeAll(1000));
            assertEquals(-1, taken.take(1));
        }
    }

    @Nested
    class Failing {

        @ParameterizedTest
        @EnumSource
        void aFailureIsTakenOnceAndThrownBackAfterwards(Engine engine) {
            Taken taken = new Taken(fake(engine));
            taken.fake.fail(new IOException("cable cut"));
            taken.fake.settle();
            assertEquals(List.of("open", "closed by cable cut"), taken.told());
            assertEquals(engine == Engine.LIBERTY ? 1 : 2, taken.fake.errors());
            boolean again = taken.fake.report(() -> taken.fake.out.onError(new IOException()));
            assertFalse(again);
            assertEquals(List.of(), taken.told());
        }

        @ParameterizedTest
        @EnumSource
        void aFailureMayBeAnything(Engine engine) {
            Taken taken = new Taken(fake(engine));
            taken.fake.fail(new IllegalStateException("a strange engine"));
            taken.fake.settle();
            assertEquals(
                    List.of("open", "closed by java.lang.IllegalStateException: a strange engine"),
                    taken.told());
        }

        @ParameterizedTest
        @EnumSource
        void aFailedReadComesAfterTheBytesAndCloses(Engine engine) throws Exception {
            for (Exception failure :
                    List.of(new IOException("reset"), new IllegalStateException("reset"))) {
                Taken taken = new Taken(fake(engine));
                taken.fake.send(bytes(1000));
                taken.fake.settle();
                taken.fake.in.failsNextRead(failure);
                taken.fake.settle();
                assertArrayEquals(bytes(1000), taken.takeAll(1000));
                IOException thrown = assertThrows(IOException.class, () -> taken.take(1));
                assertTrue(String.valueOf(thrown.getMessage()).contains("reset"));
                taken.fake.settle();
                assertEquals(List.of("open", "closed by " + thrown.getMessage()), taken.told());
                assertTrue(taken.fake.isClosed());
            }
        }

        /** What Undertow throws when it is confused. */
        @ParameterizedTest
        @EnumSource
        void anEngineThatIsBrokenIsNotKept(Engine engine) {
            Taken taken = new Taken(fake(engine));
            taken.fake.in.failsNextRead(new NullPointerException("not a channel"));
            taken.fake.settle();
            assertEquals(List.of("open", "closed by a fault of ours"), taken.told());
            assertTrue(taken.fake.isClosed());
        }

        @ParameterizedTest
        @EnumSource
        void aFailedWriteCloses(Engine engine) throws Exception {
            for (Exception failure :
                    List.of(new IOException("broken pipe"), new IllegalStateException("reset"))) {
                Taken taken = new Taken(fake(engine));
                taken.fake.settle();
                taken.fake.out.failsNextWrite(failure);
                IOException thrown = assertThrows(IOException.class, () -> taken.write(bytes(100)));
                taken.fake.settle();
                assertEquals(List.of("open", "closed by " + thrown.getMessage()), taken.told());
                assertTrue(taken.fake.isClosed());
            }
        }

        @ParameterizedTest
        @EnumSource
        void aFailedFlushCloses(Engine engine) throws Exception {
            Taken taken = new Taken(fake(engine));
            taken.fake.settle();
            assertEquals(100, taken.write(bytes(100)));
            taken.fake.out.failsNextWrite(new IOException("broken pipe"));
            assertThrows(IOException.class, taken::flush);
            taken.fake.settle();
            assertEquals(List.of("open", "closed by broken pipe"), taken.told());
        }
    }

    /** What GlassFish does as soon as it has told of the peer's end, or of a failure. */
    @Nested
    class ClosingByTheEngine {

        @Test
        void waitsForWhoeverIsWriting() throws Exception {
            FakeWebConnection fake = threaded(Engine.GRIZZLY);
            fake.closesAfterError();
            Taken taken = new Taken(fake);
            taken.awaitOpen();
            fake.settle();
            Thread engine = new Thread(() -> fake.in.tellEnd(PeersEnd.ERROR), "another of its");
            int written =
                    taken.onStrand(
                            () -> {
                                engine.start();
                                awaitWaiting(engine);
                                return taken.duplex().write(ByteBuffer.wrap(bytes(100)));
                            });
            assertEquals(100, written);
            engine.join();
            assertTrue(fake.isClosed());
        }

        @Test
        void waitsForWhoeverIsReceiving() throws Exception {
            FakeWebConnection fake = threaded(Engine.GRIZZLY);
            fake.closesAfterError();
            Taken taken = new Taken(fake);
            taken.awaitOpen();
            Thread engine = new Thread(() -> fake.in.tellEnd(PeersEnd.ERROR), "another of its");
            fake.in.duringNextRead(
                    () -> {
                        engine.start();
                        awaitWaiting(engine);
                    });
            fake.send(bytes(1000));
            fake.settle();
            engine.join();
            assertArrayEquals(bytes(1000), taken.takeAll(1000));
            assertEquals(-1, taken.take(1));
        }

        @Test
        void leavesWhatWasReceivedAndTakesWhatIsWritten() throws Exception {
            FakeWebConnection fake = fake(Engine.GRIZZLY);
            fake.closesAfterError();
            Taken taken = new Taken(fake);
            fake.send(bytes(1000));
            fake.finish();
            fake.settle();
            assertTrue(fake.isClosed());
            assertEquals(100, taken.write(bytes(100)));
            assertTrue(taken.flush());
            assertArrayEquals(bytes(1000), taken.takeAll(1000));
            assertEquals(-1, taken.take(1));
            assertEquals(List.of("open"), taken.told());
            taken.duplex().close();
            fake.settle();
            assertEquals(List.of("closed"), taken.told());
        }

        @Test
        void mayComeFromInsideOfAFlush() throws Exception {
            FakeWebConnection fake = fake(Engine.GRIZZLY);
            fake.closesAfterError();
            Taken taken = new Taken(fake);
            fake.settle();
            fake.out.duringNextFlush(() -> fake.in.onError(new IOException("reset")));
            assertEquals(100, taken.write(bytes(100)));
            assertTrue(taken.flush());
            fake.settle();
            assertEquals(List.of("open", "closed by reset"), taken.told());
        }

        @Test
        void mayComeFromInsideOfARead() throws Exception {
            FakeWebConnection fake = fake(Engine.GRIZZLY);
            fake.closesAfterError();
            Taken taken = new Taken(fake);
            fake.in.duringNextRead(() -> fake.in.tellEnd(PeersEnd.ERROR));
            fake.send(bytes(1000));
            fake.settle();
            assertArrayEquals(bytes(1000), taken.takeAll(1000));
            assertEquals(-1, taken.take(1));
        }

        @Test
        void afterAFailureIsHeardOf() throws Exception {
            FakeWebConnection fake = fake(Engine.GRIZZLY);
            fake.closesAfterError();
            Taken taken = new Taken(fake);
            fake.settle();
            fake.fail(new IOException("cable cut"));
            fake.settle();
            assertEquals(List.of("open", "closed by cable cut"), taken.told());
            assertThrows(IOException.class, () -> taken.write(bytes(100)));
        }
    }

    /** Waits until {@code thread} waits for somebody else, or is through. */
    private static void awaitWaiting(Thread thread) {
        while (thread.getState() == Thread.State.RUNNABLE
                || thread.getState() == Thread.State.NEW) {
            Thread.onSpinWait();
        }
    }

    @Nested
    class Writing {

        @ParameterizedTest
        @EnumSource
        void waitsForTheFirstCallback(Engine engine) throws Exception {
            FakeWebConnection fake = fake(engine);
            List<Object> early = new ArrayList<>();
            Taken taken =
                    new Taken(
                            fake,
                            duplex -> {
                                early.add(duplex.write(ByteBuffer.wrap(bytes(10))));
                                early.add(duplex.flush());
                            });
            fake.settle();
            assertEquals(List.of(0, false), early);
            assertTrue(taken.toldAll().contains("writable"));
            assertEquals(10, taken.write(bytes(10)));
        }

        /** For whoever closes next would lose it. */
        @ParameterizedTest
        @EnumSource
        void flushIsNotDoneBeforeEverythingHasLeft(Engine engine) throws Exception {
            Taken taken = new Taken(fake(engine));
            taken.fake.settle();
            taken.fake.out.stall();
            assertEquals(100, taken.write(bytes(100)));
            assertFalse(taken.flush());
            assertFalse(taken.flush());
            assertEquals(0, taken.write(bytes(100)));
            taken.toldAll();
            taken.fake.resume();
            taken.fake.settle();
            assertEquals(List.of("writable"), taken.toldAll());
            assertTrue(taken.flush());
            assertArrayEquals(bytes(100), taken.fake.out.received());
        }

        @ParameterizedTest
        @EnumSource
        void aWindowOfABufferIsWrittenAndNoMore(Engine engine) throws Exception {
            Taken taken = new Taken(fake(engine));
            taken.fake.settle();
            ByteBuffer window = ByteBuffer.wrap(bytes(100), 10, 20);
            assertEquals(20, taken.onStrand(() -> taken.duplex().write(window)));
            assertEquals(30, window.position());
            assertTrue(taken.flush());
            assertArrayEquals(Arrays.copyOfRange(bytes(100), 10, 30), taken.fake.out.received());
        }

        @ParameterizedTest
        @EnumSource
        void nothingIsNotWritten(Engine engine) throws Exception {
            Taken taken = new Taken(fake(engine));
            taken.fake.settle();
            assertEquals(0, taken.write(new byte[0]));
            assertEquals(1, taken.write(bytes(1)));
        }

        @Test
        void aLargeBufferIsCopiedPieceByPiece() throws Exception {
            Taken taken = new Taken(fake(Engine.TOMCAT));
            taken.fake.settle();
            assertEquals(MAX_WRITE, taken.write(bytes(100_000)));
            assertEquals(MAX_WRITE, taken.fake.out.largestWrite());
        }
    }

    @Nested
    class Closing {

        @ParameterizedTest
        @EnumSource
        void happensOnAWorkerAndOnce(Engine engine) throws Exception {
            Taken taken = new Taken(fake(engine));
            taken.fake.settle();
            taken.duplex().close();
            assertFalse(taken.fake.isClosed());
            assertEquals(1, taken.fake.workers.waiting());
            taken.fake.onEngine(taken.duplex()::close);
            taken.fake.settle();
            assertTrue(taken.fake.isClosed());
            assertEquals(List.of("open", "closed"), taken.told());
        }

        /** Between the decision and the worker, too. */
        @ParameterizedTest
        @EnumSource
        void endsReadingAndWriting(Engine engine) throws Exception {
            Taken taken = new Taken(fake(engine));
            taken.fake.send(bytes(100));
            taken.fake.settle();
            taken.duplex().close();
            for (int i = 0; i < 2; i++) {
                assertThrows(IOException.class, () -> taken.take(1));
                assertThrows(IOException.class, () -> taken.write(bytes(1)));
                assertThrows(IOException.class, taken::flush);
                taken.fake.settle();
            }
        }

        @ParameterizedTest
        @EnumSource
        void beforeOpeningIsAllThatIsHeard(Engine engine) {
            FakeWebConnection fake = fake(engine);
            fake.in.arrive(bytes(100));
            TestConnection connection = new TestConnection();
            fake.begin(
                    (duplex, timer) -> {
                        duplex.close();
                        return connection;
                    },
                    FakeWebConnection.ampleBudget(),
                    ClassLoader.getSystemClassLoader());
            fake.settle();
            assertEquals(List.of("closed"), connection.told());
            assertTrue(fake.isClosed());
        }

        @ParameterizedTest
        @EnumSource
        void whenOpeningIsHeardOfAfterwards(Engine engine) {
            Taken taken = new Taken(fake(engine), Duplex::close);
            taken.fake.settle();
            assertEquals(List.of("open", "closed"), taken.told());
            assertTrue(taken.fake.isClosed());
        }

        /** After a 101 there is no one to throw at. */
        @ParameterizedTest
        @EnumSource
        void whatFailsToOpenIsClosed(Engine engine) {
            FakeWebConnection fake = fake(engine);
            fake.begin(
                    (duplex, timer) -> {
                        throw new IllegalStateException("the application's fault");
                    },
                    FakeWebConnection.ampleBudget(),
                    ClassLoader.getSystemClassLoader());
            fake.settle();
            assertTrue(fake.isClosed());
        }

        @Test
        void aConnectionThatDoesNotCloseIsLeftAlone() {
            Taken taken = new Taken(fake(Engine.GRIZZLY));
            taken.fake.failsToClose(new IOException("not now"));
            taken.duplex().close();
            taken.fake.settle();
            assertEquals(List.of("open", "closed"), taken.told());
        }
    }

    @Nested
    class AtOnce {

        /** Some engines call back inside of {@code setReadListener}; nobody may block there. */
        @ParameterizedTest
        @EnumSource
        void earlyBytesDoNotBlockTheSwitch(Engine engine) throws Exception {
            FakeWebConnection fake = fake(engine);
            fake.in.callsAtOnce();
            byte[] payload = bytes(200_000);
            fake.in.arrive(payload);
            Taken taken = new Taken(fake);
            taken.awaitOpen();
            assertArrayEquals(payload, taken.takeAll(payload.length));
        }
    }

    @Test
    void applicationCodeRunsUnderItsClassLoader() {
        ClassLoader application = new ClassLoader(ServletDuplexTest.class.getClassLoader()) {};
        List<@Nullable ClassLoader> seen = new ArrayList<>();
        Runnable look = () -> seen.add(Thread.currentThread().getContextClassLoader());
        FakeWebConnection fake = fake(Engine.GRIZZLY);
        fake.begin(
                (duplex, timer) -> {
                    duplex.workers().execute(look);
                    return new TestConnection();
                },
                FakeWebConnection.ampleBudget(),
                application);
        fake.settle();
        look.run();
        assertEquals(2, seen.size());
        assertSame(application, seen.get(0));
        assertNotSame(application, seen.get(1));
    }

    /** With real threads, for what a script does not bring about. */
    @Nested
    class WithThreads {

        @ParameterizedTest
        @EnumSource
        void everyByteIsReadOnceAndInOrder(Engine engine) throws Exception {
            FakeWebConnection fake = threaded(engine);
            byte[] payload = bytes(3_000_000);
            HaltingReader reader = new HaltingReader(fake);
            fake.begin(
                    (duplex, timer) -> {
                        reader.duplex = duplex;
                        return reader;
                    },
                    FakeWebConnection.ampleBudget(),
                    ClassLoader.getSystemClassLoader());
            for (int from = 0; from < payload.length; from += 3000) {
                fake.send(Arrays.copyOfRange(payload, from, from + 3000));
            }
            fake.finish();
            assertArrayEquals(payload, reader.all.get(30, TimeUnit.SECONDS));
            assertTrue(
                    reader.mostKept <= PAUSE_BYTES + CHUNK_BYTES,
                    reader.mostKept + " bytes were kept");
        }

        /** A piece may be read by another thread as soon as it is there, and must have counted. */
        @Test
        void piecesThatAreReadAtOnceDoNotUpsetTheCount() throws Exception {
            FakeWebConnection fake = threaded(Engine.GRIZZLY);
            Taken taken = new Taken(fake);
            taken.awaitOpen();
            int sent = 0;
            for (int i = 0; i < 100_000; i++) {
                sent += 1000;
            }
            int total = sent;
            byte[] piece = bytes(1000);
            FutureTask<Integer> reading =
                    new FutureTask<>(
                            () -> {
                                ByteBuffer dst = ByteBuffer.allocate(4000);
                                int read = 0;
                                while (read < total) {
                                    read += taken.duplex().read(dst.clear());
                                }
                                return read;
                            });
            Thread reader = new Thread(() -> taken.duplex().strand().execute(reading), "reader");
            reader.start();
            for (int i = 0; i < total / 1000; i++) {
                fake.send(piece);
            }
            assertEquals(total, reading.get(30, TimeUnit.SECONDS));
            for (int i = 0; i < 300; i++) {
                fake.send(piece);
            }
            Objects.requireNonNull(fake.thread).await();
            long kept = fake.in.taken() - total;
            assertTrue(kept <= PAUSE_BYTES + CHUNK_BYTES, kept + " bytes were kept");
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(4711).nextBytes(bytes);
        return bytes;
    }

    /** Runs {@code task} on a thread of its own, and waits for it. */
    private static <T> T run(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        new Thread(future, "another").start();
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** What a connection does when it is opened. */
    @FunctionalInterface
    private interface Opening {
        void on(Duplex duplex) throws IOException;
    }

    /** A connection that has been taken, and is read and written when the test says so. */
    private static final class Taken implements Connection {

        final FakeWebConnection fake;
        private final CompletableFuture<Duplex> duplex = new CompletableFuture<>();
        private final List<String> told = Collections.synchronizedList(new ArrayList<>());
        private final Opening opening;
        private final Random random = new Random(1);
        private final boolean pauses;
        private long consumed;

        Taken(FakeWebConnection fake) {
            this(fake, duplex -> {});
        }

        /** One that may find no thread to pause. */
        Taken(FakeWebConnection fake, PauseBudget budget) {
            this(fake, budget, false, duplex -> {});
        }

        Taken(FakeWebConnection fake, Opening opening) {
            this(fake, FakeWebConnection.ampleBudget(), true, opening);
        }

        private Taken(FakeWebConnection fake, PauseBudget budget, boolean pauses, Opening opening) {
            this.fake = fake;
            this.pauses = pauses;
            this.opening = opening;
            fake.begin(this::connect, budget, ClassLoader.getSystemClassLoader());
        }

        private Connection connect(Duplex over, Timer timer) {
            duplex.complete(over);
            return this;
        }

        @Override
        public void onOpen() {
            told.add("open");
            try {
                opening.on(duplex());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void onReadable() {
            told.add("readable");
        }

        @Override
        public void onWritable() {
            told.add("writable");
        }

        @Override
        public void onOverflow() {
            told.add("overflow");
        }

        @Override
        public void onClosed(@Nullable IOException cause) {
            told.add(cause == null ? "closed" : "closed by " + cause.getMessage());
        }

        @Override
        public void shutdown() {
            duplex().close();
        }

        Duplex duplex() {
            try {
                return duplex.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError("there was no switch", e);
            }
        }

        void awaitOpen() throws Exception {
            onStrand(() -> true);
        }

        /** Forgets nothing, and so may be asked while it is being told. */
        boolean wasTold(String event) {
            return told.contains(event);
        }

        /** What it was told since the last call. */
        List<String> toldAll() {
            List<String> news = List.copyOf(told);
            told.clear();
            return news;
        }

        /** What it was told since the last call, but that something may be tried again. */
        List<String> told() {
            return toldAll().stream()
                    .filter(event -> !event.equals("readable") && !event.equals("writable"))
                    .toList();
        }

        int take(int most) throws Exception {
            int count = onStrand(() -> duplex().read(ByteBuffer.allocate(most)));
            consumed += Math.max(count, 0);
            return count;
        }

        /** Reads so many bytes, in pieces of random size, and watches how much is kept. */
        byte[] takeAll(int count) throws Exception {
            ByteBuffer all = ByteBuffer.allocate(count);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (all.hasRemaining()) {
                ByteBuffer piece =
                        all.slice(
                                all.position(),
                                1 + random.nextInt(Math.min(all.remaining(), 5000)));
                int read = onStrand(() -> duplex().read(piece));
                assertEquals(Math.max(read, 0), piece.position());
                if (read < 0) {
                    fail("the end came after " + all.position() + " bytes of " + count);
                }
                all.position(all.position() + read);
                consumed += read;
                if (pauses) {
                    assertKeepsNoMoreThanItMay();
                }
                if (read == 0) {
                    if (System.nanoTime() - deadline > 0) {
                        fail("nothing came after " + all.position() + " bytes of " + count);
                    }
                    goOn();
                }
            }
            return all.array();
        }

        /** Not {@code settle()}, since a callback may block. */
        private void goOn() {
            if (fake.thread == null) {
                fake.settle();
            } else {
                fake.workers.work();
                Thread.onSpinWait();
            }
        }

        void send(byte[] payload) {
            sendPieces(payload);
            fake.settle();
        }

        private void sendPieces(byte[] payload) {
            for (int from = 0; from < payload.length; from += 3000) {
                int to = Math.min(payload.length, from + 3000);
                fake.send(Arrays.copyOfRange(payload, from, to));
            }
        }

        void sendUntilItPauses(byte[] payload) {
            sendPieces(payload);
            if (fake.engine.blocks()) {
                Objects.requireNonNull(fake.thread).awaitPause();
            } else {
                fake.settle();
            }
        }

        void assertPaused() {
            assertKeepsNoMoreThanItMay();
            long kept = fake.in.taken() - consumed;
            assertTrue(kept >= PAUSE_BYTES / 2, "paused too early, after " + kept);
        }

        private void assertKeepsNoMoreThanItMay() {
            long kept = fake.in.taken() - consumed;
            assertTrue(kept <= PAUSE_BYTES + CHUNK_BYTES, kept + " bytes are kept");
        }

        int write(byte[] bytes) throws Exception {
            return onStrand(() -> duplex().write(ByteBuffer.wrap(bytes)));
        }

        boolean flush() throws Exception {
            return onStrand(() -> duplex().flush());
        }

        <T> T onStrand(Callable<T> task) throws Exception {
            FutureTask<T> future = new FutureTask<>(task);
            duplex().strand().execute(future);
            try {
                return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw assertInstanceOf(Exception.class, e.getCause());
            }
        }
    }

    /** Reads a little at a time, and goes on when a worker has been asked to. */
    private static final class HaltingReader implements Connection {

        private static final int MAX_STEPS = 20;

        final CompletableFuture<byte[]> all = new CompletableFuture<>();
        volatile long mostKept;

        /** Set before it is opened. */
        @Nullable Duplex duplex;

        private final FakeWebConnection fake;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final Random random = new Random(1);
        private boolean halted;

        HaltingReader(FakeWebConnection fake) {
            this.fake = fake;
        }

        private void read() {
            Duplex over = Objects.requireNonNull(duplex);
            try {
                for (int step = 0; step < MAX_STEPS && !halted && !all.isDone(); step++) {
                    ByteBuffer dst = ByteBuffer.allocate(1 + random.nextInt(5000));
                    int count = over.read(dst);
                    bytes.write(dst.array(), 0, dst.position());
                    mostKept = Math.max(mostKept, fake.in.taken() - bytes.size());
                    if (count == 0) {
                        return;
                    }
                    if (count < 0) {
                        all.complete(bytes.toByteArray());
                    }
                }
            } catch (IOException e) {
                all.completeExceptionally(e);
            }
            if (!halted && !all.isDone()) {
                halted = true;
                over.workers().execute(() -> over.strand().execute(this::goOn));
            }
        }

        private void goOn() {
            halted = false;
            read();
        }

        @Override
        public void onOpen() {
            read();
        }

        @Override
        public void onReadable() {
            read();
        }

        @Override
        public void onWritable() {}

        @Override
        public void onOverflow() {
            all.completeExceptionally(new AssertionError("nothing overflows here"));
        }

        @Override
        public void onClosed(@Nullable IOException cause) {
            all.completeExceptionally(new AssertionError("closed by " + cause));
        }

        @Override
        public void shutdown() {
            Objects.requireNonNull(duplex).close();
        }
    }
}
