package org.upgradefilter.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws of {@link Duplex}, for one implementation of it a subclass. */
@Timeout(30)
public abstract class DuplexContract {

    /** Both ends of a fresh pipe: the duplex under test, and the peer as the laws play it. */
    public interface Ends {

        Duplex duplex();

        /** Hands the duplex over to {@code connection}, as after a switch. */
        void open(Connection connection);

        void send(byte[] bytes);

        /** The peer sends its end and goes on receiving. */
        void finish();

        /** The peer receives nothing from now on. */
        void stall();

        /** The peer receives everything again. */
        void resume();

        /** The bytes the peer has received since the last call. */
        byte[] received();

        /** True if the peer has received the end. */
        boolean sawEnd();

        /** The transport breaks. */
        void fail(IOException cause);

        /** Returns when everything the calls above set off has happened. */
        default void settle() {}
    }

    /** Fresh ends of the kind under test. */
    protected abstract Ends ends();

    /** What the duplex may take from the writer while its peer has stalled. */
    protected int mostBufferedBytes() {
        return 1 << 20;
    }

    /** True if nothing can be written any more once the peer has finished (RFC 5246 §7.2.1). */
    protected boolean peerEndsBothDirections() {
        return false;
    }

    @Test
    void onOpenIsFirst() throws Exception {
        Ends ends = ends();
        ends.send(bytes(3));
        Probe probe = open(ends, new Reader(ends.duplex()));
        assertEquals("open", events(ends, probe).get(0));
    }

    @Test
    void onOpenComesOnce() throws Exception {
        Ends ends = ends();
        Probe probe = open(ends, new Reader(ends.duplex()));
        ends.send(bytes(3));
        ends.settle();
        assertEquals(1, Collections.frequency(events(ends, probe), "open"));
    }

    @Test
    void whatCameBeforeOpeningIsRead() throws Exception {
        Ends ends = ends();
        ends.send(bytes(100));
        Reader reader = open(ends, new Reader(ends.duplex()));
        assertArrayEquals(bytes(100), bytesOf(ends, reader));
    }

    @Test
    void readGives0IfThereIsNothing() throws Exception {
        Ends ends = ends();
        open(ends, new Probe(ends.duplex()));
        assertEquals(0, read(ends, ByteBuffer.allocate(8)));
    }

    @Test
    void onReadableFollows0() throws Exception {
        Ends ends = ends();
        Reader reader = open(ends, new Reader(ends.duplex()));
        for (int count = 1; count < 20; count++) {
            ends.send(Arrays.copyOfRange(bytes(20), count - 1, count));
            ends.settle();
            assertArrayEquals(bytes(count), bytesOf(ends, reader));
        }
    }

    @Test
    void onReadableFollows0WithTheEnd() throws Exception {
        Ends ends = ends();
        Reader reader = open(ends, new Reader(ends.duplex()));
        assertFalse(onStrand(ends, () -> reader.atEnd));
        ends.finish();
        ends.settle();
        assertTrue(onStrand(ends, () -> reader.atEnd));
    }

    @Test
    void readMovesWhatItSays() throws Exception {
        Ends ends = ends();
        Probe probe = open(ends, new Probe(ends.duplex()));
        ends.send(bytes(100));
        ends.settle();
        byte[] array = new byte[100];
        ByteBuffer window = ByteBuffer.wrap(array, 10, 20);
        int moved = 0;
        while (window.hasRemaining()) {
            moved += read(ends, window);
            assertEquals(10 + moved, window.position());
            assertEquals(30, window.limit());
        }
        byte[] expected = new byte[100];
        System.arraycopy(bytes(100), 0, expected, 10, 20);
        assertArrayEquals(expected, array, "nothing outside of the window may change");
        assertFalse(events(ends, probe).contains("closed"));
    }

    @Test
    void whatIsNotReadStays() throws Exception {
        Ends ends = ends();
        Reader reader = new Reader(ends.duplex());
        reader.paused = true;
        open(ends, reader);
        ends.send(bytes(5000));
        ends.settle();
        assertEquals(0, bytesOf(ends, reader).length);
        onStrand(
                ends,
                () -> {
                    reader.resume();
                    return true;
                });
        assertArrayEquals(bytes(5000), bytesOf(ends, reader));
    }

    @Test
    void theEndFollowsTheBytes() throws Exception {
        Ends ends = ends();
        Reader reader = open(ends, new Reader(ends.duplex()));
        ends.send(bytes(5000));
        ends.finish();
        ends.settle();
        assertArrayEquals(bytes(5000), bytesOf(ends, reader));
        assertTrue(reader.atEnd);
    }

    @Test
    void theEndIsSticky() throws Exception {
        Ends ends = ends();
        Reader reader = open(ends, new Reader(ends.duplex()));
        ends.finish();
        ends.settle();
        assertTrue(onStrand(ends, () -> reader.atEnd));
        for (int i = 0; i < 10; i++) {
            int again = read(ends, ByteBuffer.allocate(8));
            assertEquals(-1, again);
        }
    }

    @Test
    void thePeersEndIsNotOurs() throws Exception {
        assumeFalse(peerEndsBothDirections());
        Ends ends = ends();
        ends.finish();
        Writer writer = open(ends, new Writer(ends.duplex(), bytes(5000), 5000));
        assertTrue(onStrand(ends, () -> writer.flushed));
        assertArrayEquals(bytes(5000), ends.received());
        assertFalse(ends.sawEnd());
        assertFalse(events(ends, writer).contains("closed"));
    }

    @Test
    void flushedBytesArrive() throws Exception {
        Ends ends = ends();
        Writer writer = open(ends, new Writer(ends.duplex(), bytes(5000), 5000));
        assertTrue(onStrand(ends, () -> writer.flushed));
        assertArrayEquals(bytes(5000), ends.received());
    }

    @Test
    void writtenBuffersMayBeReused() throws Exception {
        Ends ends = ends();
        Writer writer = new Writer(ends.duplex(), bytes(5000), 7);
        writer.overwrites = true;
        open(ends, writer);
        assertTrue(onStrand(ends, () -> writer.flushed));
        assertArrayEquals(bytes(5000), ends.received());
    }

    @Test
    void flushingNothingIsDoneAtOnce() throws Exception {
        Ends ends = ends();
        open(ends, new Probe(ends.duplex()));
        assertTrue(onStrand(ends, () -> ends.duplex().flush()));
    }

    @Test
    void writeGives0IfThePeerHasStalled() throws Exception {
        Ends ends = ends();
        ends.stall();
        Writer writer = open(ends, new Writer(ends.duplex(), bytes(2 * mostBufferedBytes()), 4096));
        int left = onStrand(ends, () -> writer.payload.remaining());
        assertTrue(left >= mostBufferedBytes(), "more than the bound was taken");
        assertFalse(events(ends, writer).contains("closed"));
    }

    @Test
    void onWritableFollows0() throws Exception {
        Ends ends = ends();
        ends.stall();
        byte[] payload = bytes(2 * mostBufferedBytes());
        Writer writer = open(ends, new Writer(ends.duplex(), payload, 4096));
        assertFalse(onStrand(ends, () -> writer.flushed));
        ends.resume();
        ends.settle();
        assertTrue(onStrand(ends, () -> writer.flushed));
        assertArrayEquals(payload, ends.received());
    }

    @Test
    void onWritableFollowsAFlushThatIsNotDone() throws Exception {
        Ends ends = ends();
        ends.stall();
        Writer writer = open(ends, new Writer(ends.duplex(), bytes(8), 8));
        assertArrayEquals(new byte[0], ends.received());
        ends.resume();
        ends.settle();
        assertTrue(onStrand(ends, () -> writer.flushed));
        assertArrayEquals(bytes(8), ends.received());
    }

    @Test
    void readingGoesOnWhileThePeerHasStalled() throws Exception {
        Ends ends = ends();
        ends.stall();
        Echo echo = open(ends, new Echo(ends.duplex(), 1));
        ends.send(bytes(100));
        ends.settle();
        assertArrayEquals(bytes(100), bytesOf(ends, echo));
    }

    @Test
    void onClosedFollowsClose() throws Exception {
        Ends ends = ends();
        Probe probe = open(ends, new Probe(ends.duplex()));
        ends.duplex().close();
        ends.settle();
        assertEquals(List.of("open", "closed"), withoutReadiness(events(ends, probe)));
        assertEquals(null, probe.cause);
    }

    @Test
    void closeIsIdempotent() throws Exception {
        Ends ends = ends();
        Probe probe = open(ends, new Probe(ends.duplex()));
        ends.duplex().close();
        ends.duplex().close();
        ends.settle();
        ends.duplex().close();
        ends.settle();
        assertEquals(List.of("open", "closed"), withoutReadiness(events(ends, probe)));
    }

    @Test
    void anyThreadMayClose() throws Exception {
        Ends ends = ends();
        Probe probe = open(ends, new Probe(ends.duplex()));
        Thread other = new Thread(ends.duplex()::close, "closer");
        other.start();
        other.join();
        ends.settle();
        assertEquals(List.of("open", "closed"), withoutReadiness(events(ends, probe)));
    }

    @Test
    void closingInACallbackIsHeardOfAfterIt() throws Exception {
        Ends ends = ends();
        Probe probe =
                new Probe(ends.duplex()) {
                    @Override
                    void opened() {
                        duplex.close();
                        events.add("closing");
                    }
                };
        open(ends, probe);
        assertEquals(List.of("open", "closing", "closed"), withoutReadiness(events(ends, probe)));
    }

    @Test
    void nothingFollowsOnClosed() throws Exception {
        Ends ends = ends();
        Probe probe = open(ends, new Reader(ends.duplex()));
        ends.duplex().close();
        ends.settle();
        ends.send(bytes(3));
        ends.finish();
        ends.stall();
        ends.resume();
        ends.fail(new IOException("too late"));
        ends.settle();
        List<String> events = events(ends, probe);
        assertEquals(1, Collections.frequency(events, "closed"));
        assertEquals("closed", events.get(events.size() - 1));
    }

    @Test
    void thePeerSeesTheEndOfAClosedDuplex() throws Exception {
        Ends ends = ends();
        open(ends, new Writer(ends.duplex(), bytes(100), 100));
        ends.duplex().close();
        ends.settle();
        assertArrayEquals(bytes(100), ends.received());
        assertTrue(ends.sawEnd());
    }

    @Test
    void aStalledPeerDoesNotHinderClosing() throws Exception {
        Ends ends = ends();
        ends.stall();
        Probe probe = open(ends, new Writer(ends.duplex(), bytes(2 * mostBufferedBytes()), 4096));
        ends.duplex().close();
        ends.settle();
        assertEquals(List.of("open", "closed"), withoutReadiness(events(ends, probe)));
    }

    @Test
    void aFailureIsTheCauseOfOnClosed() throws Exception {
        Ends ends = ends();
        Probe probe = open(ends, new Reader(ends.duplex()));
        ends.fail(new IOException("cable cut"));
        ends.settle();
        ends.duplex().close();
        ends.settle();
        assertEquals(List.of("open", "closed"), withoutReadiness(events(ends, probe)));
        assertInstanceOf(IOException.class, probe.cause);
    }

    @Test
    void readingAndWritingThrowAfterAFailure() throws Exception {
        Ends ends = ends();
        open(ends, new Probe(ends.duplex()));
        ends.fail(new IOException("cable cut"));
        ends.settle();
        Duplex duplex = ends.duplex();
        assertThrows(IOException.class, () -> read(ends, ByteBuffer.allocate(8)));
        assertThrows(
                IOException.class,
                () -> onStrand(ends, () -> duplex.write(ByteBuffer.wrap(bytes(1)))));
    }

    @Test
    void nobodyReadsOrWritesOutsideOfTheStrand() throws Exception {
        Ends ends = ends();
        open(ends, new Probe(ends.duplex()));
        Duplex duplex = ends.duplex();
        ByteBuffer buffer = ByteBuffer.allocate(8);
        assertThrows(IllegalStateException.class, () -> duplex.read(buffer));
        assertThrows(IllegalStateException.class, () -> duplex.write(buffer));
        assertThrows(IllegalStateException.class, duplex::flush);
    }

    @Test
    void workersRunOutsideOfTheStrand() throws Exception {
        Ends ends = ends();
        open(ends, new Probe(ends.duplex()));
        Duplex duplex = ends.duplex();
        CompletableFuture<Boolean> inside = new CompletableFuture<>();
        onStrand(
                ends,
                () -> {
                    duplex.workers().execute(() -> inside.complete(duplex.strand().isCurrent()));
                    assertFalse(inside.isDone(), "application code ran inside the strand");
                    return true;
                });
        ends.settle();
        assertFalse(inside.get(10, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyByteIsReadOnceAndInOrder(long seed) throws Exception {
        Random random = new Random(seed);
        byte[] payload = bytes(100_000);
        Ends ends = ends();
        Reader reader = new Reader(ends.duplex());
        reader.random = new Random(seed);
        open(ends, reader);
        for (int from = 0; from < payload.length; ) {
            int to = Math.min(payload.length, from + 1 + random.nextInt(3000));
            ends.send(Arrays.copyOfRange(payload, from, to));
            from = to;
        }
        ends.finish();
        ends.settle();
        assertArrayEquals(payload, bytesOf(ends, reader));
        assertTrue(reader.atEnd);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyByteIsEchoedOnceAndInOrder(long seed) throws Exception {
        Random random = new Random(seed);
        byte[] payload = bytes(100_000);
        Ends ends = ends();
        open(ends, new Echo(ends.duplex(), seed));
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        for (int from = 0; from < payload.length; ) {
            if (random.nextBoolean()) {
                ends.stall();
            }
            int to = Math.min(payload.length, from + 1 + random.nextInt(3000));
            ends.send(Arrays.copyOfRange(payload, from, to));
            from = to;
            if (random.nextBoolean()) {
                ends.resume();
            }
            received.writeBytes(ends.received());
        }
        if (peerEndsBothDirections()) {
            ends.resume();
            received.writeBytes(ends.received());
        }
        ends.finish();
        ends.resume();
        ends.settle();
        received.writeBytes(ends.received());
        assertArrayEquals(payload, received.toByteArray());
        assertTrue(ends.sawEnd());
    }

    /** The same bytes every time, no two windows of them equal. */
    protected static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(4711).nextBytes(bytes);
        return bytes;
    }

    private static <P extends Probe> P open(Ends ends, P probe) throws Exception {
        ends.open(probe);
        ends.settle();
        events(ends, probe);
        return probe;
    }

    private static List<String> events(Ends ends, Probe probe) throws Exception {
        return onStrand(
                ends,
                () -> {
                    if (probe.failure != null) {
                        throw new AssertionError("a callback threw", probe.failure);
                    }
                    return List.copyOf(probe.events);
                });
    }

    private static List<String> withoutReadiness(List<String> events) {
        return events.stream().filter(e -> !e.equals("readable") && !e.equals("writable")).toList();
    }

    private static byte[] bytesOf(Ends ends, Reader reader) throws Exception {
        events(ends, reader);
        return onStrand(ends, reader.bytes::toByteArray);
    }

    private static int read(Ends ends, ByteBuffer dst) throws Exception {
        return onStrand(ends, () -> ends.duplex().read(dst));
    }

    private static <T> T onStrand(Ends ends, Callable<T> question) throws Exception {
        CompletableFuture<T> answer = new CompletableFuture<>();
        ends.duplex()
                .strand()
                .execute(
                        () -> {
                            try {
                                answer.complete(question.call());
                            } catch (Throwable e) {
                                answer.completeExceptionally(e);
                            }
                        });
        try {
            return answer.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    /** Notes what it is told, on the strand and one thing at a time. */
    private static class Probe implements Connection {

        final Duplex duplex;
        final List<String> events = new ArrayList<>();
        @Nullable Throwable failure;
        @Nullable IOException cause;
        private boolean inside;

        Probe(Duplex duplex) {
            this.duplex = duplex;
        }

        void opened() throws IOException {}

        void readable() throws IOException {}

        void writable() throws IOException {}

        @Override
        public void onOpen() {
            note("open", this::opened);
        }

        @Override
        public void onReadable() {
            note("readable", this::readable);
        }

        @Override
        public void onWritable() {
            note("writable", this::writable);
        }

        @Override
        public void onOverflow() {
            throw new AssertionError("nothing overflows here");
        }

        @Override
        public void onClosed(@Nullable IOException why) {
            note("closed", () -> cause = why);
        }

        @Override
        public void shutdown() {
            duplex.close();
        }

        private void note(String event, Reaction reaction) {
            try {
                duplex.strand().check();
                assertFalse(inside, "one callback inside another");
                inside = true;
                events.add(event);
                reaction.run();
            } catch (Throwable e) {
                failure = e;
            } finally {
                inside = false;
            }
        }
    }

    @FunctionalInterface
    private interface Reaction {
        void run() throws IOException;
    }

    /** Reads whatever there is, into buffers of random size. */
    private static class Reader extends Probe {

        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Random random = new Random(1);
        boolean paused;
        boolean atEnd;

        Reader(Duplex duplex) {
            super(duplex);
        }

        @Override
        void opened() throws IOException {
            readable();
        }

        @Override
        void readable() throws IOException {
            while (!paused && !atEnd) {
                ByteBuffer dst = ByteBuffer.allocate(1 + random.nextInt(500));
                int count = duplex.read(dst);
                if (count == 0) {
                    return;
                }
                assertEquals(Math.max(count, 0), dst.position());
                bytes.write(dst.array(), 0, dst.position());
                atEnd = count == -1;
                got(dst.flip());
            }
        }

        void resume() throws IOException {
            paused = false;
            readable();
        }

        void got(ByteBuffer piece) throws IOException {}
    }

    /** Writes its payload piece by piece, then flushes. */
    private static final class Writer extends Probe {

        final ByteBuffer payload;
        private final int pieceBytes;
        boolean overwrites;
        boolean flushed;

        Writer(Duplex duplex, byte[] payload, int pieceBytes) {
            super(duplex);
            this.payload = ByteBuffer.wrap(payload);
            this.pieceBytes = pieceBytes;
        }

        @Override
        void opened() throws IOException {
            writable();
        }

        @Override
        void writable() throws IOException {
            while (payload.hasRemaining()) {
                byte[] piece = new byte[Math.min(pieceBytes, payload.remaining())];
                payload.duplicate().get(piece);
                ByteBuffer src = ByteBuffer.wrap(piece);
                int count = duplex.write(src);
                assertEquals(count, src.position());
                if (count == 0) {
                    return;
                }
                payload.position(payload.position() + count);
                if (overwrites) {
                    Arrays.fill(piece, (byte) 0);
                }
            }
            flushed = duplex.flush();
        }
    }

    /** Writes what it reads, then closes. */
    private static final class Echo extends Reader {

        private ByteBuffer waiting = ByteBuffer.allocate(0);

        Echo(Duplex duplex, long seed) {
            super(duplex);
            random = new Random(seed);
        }

        @Override
        void got(ByteBuffer piece) throws IOException {
            waiting =
                    ByteBuffer.allocate(waiting.remaining() + piece.remaining())
                            .put(waiting)
                            .put(piece)
                            .flip();
            writable();
        }

        @Override
        void writable() throws IOException {
            while (waiting.hasRemaining()) {
                ByteBuffer part = waiting.duplicate();
                part.limit(part.position() + 1 + random.nextInt(part.remaining()));
                int count = duplex.write(part);
                if (count == 0) {
                    return;
                }
                waiting.position(waiting.position() + count);
            }
            if (duplex.flush() && atEnd) {
                duplex.close();
            }
        }
    }
}
