package org.upgradefilter.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemoryDuplexTest extends DuplexContract {

    @Override
    protected Ends ends() {
        return new ScriptedEnds(new ScriptedPeer(16));
    }

    @Override
    protected int mostBufferedBytes() {
        return 16;
    }

    @Nested
    class Unbuffered extends DuplexContract {

        @Override
        protected Ends ends() {
            return new ScriptedEnds(new ScriptedPeer());
        }

        @Override
        protected int mostBufferedBytes() {
            return 1;
        }
    }

    @Nested
    class AtRandom extends DuplexContract {

        @Override
        protected Ends ends() {
            ScriptedPeer peer = new ScriptedPeer(1000);
            peer.duplex().random(42);
            return new ScriptedEnds(peer);
        }

        @Override
        protected int mostBufferedBytes() {
            return 1000;
        }
    }

    @Nested
    class Paired extends DuplexContract {

        @Override
        protected Ends ends() {
            return new PairedEnds(MemoryDuplex.pair(100));
        }

        @Override
        protected int mostBufferedBytes() {
            return 200;
        }
    }

    @Nested
    class PairedAtRandom extends DuplexContract {

        @Override
        protected Ends ends() {
            MemoryDuplex.Pair pair = MemoryDuplex.pair(100);
            pair.left().random(1);
            pair.right().random(2);
            return new PairedEnds(pair);
        }

        @Override
        protected int mostBufferedBytes() {
            return 200;
        }
    }

    private final ScriptedPeer peer = new ScriptedPeer();
    private final MemoryDuplex duplex = peer.duplex();

    @Test
    void nothingArrivesBeforeItIsFlushed() {
        duplex.run(() -> assertEquals(3, duplex.write(ByteBuffer.wrap(new byte[3]))));
        peer.expectsNothing();
        duplex.run(() -> assertTrue(duplex.flush()));
        peer.expectsHex("00 00 00");
    }

    @Test
    void writeTakesWhatThePeerHasRoomFor() {
        peer.room(2);
        ByteBuffer src = ByteBuffer.wrap(new byte[] {1, 2, 3});
        duplex.run(() -> assertEquals(2, duplex.write(src)));
        duplex.run(() -> assertEquals(0, duplex.write(src)));
        peer.expectsHex("01 02");
        peer.room(1);
        duplex.run(() -> assertEquals(1, duplex.write(src)));
        duplex.run(() -> assertTrue(duplex.flush()));
        peer.expectsHex("03");
    }

    @Test
    void whatIsBufferedIsSentWhenThereIsRoom() {
        ScriptedPeer slow = new ScriptedPeer(2);
        slow.room(1);
        MemoryDuplex buffered = slow.duplex();
        buffered.run(() -> assertEquals(3, buffered.write(ByteBuffer.wrap(new byte[5]))));
        buffered.run(() -> assertFalse(buffered.flush()));
        slow.expectsHex("00");
        slow.room(1);
        slow.expectsHex("00");
        slow.unlimitedRoom();
        slow.expectsHex("00");
        buffered.run(() -> assertTrue(buffered.flush()));
    }

    @Test
    void whatTheConnectionHasNotReadIsCounted() {
        peer.sends(new byte[10]);
        duplex.run(() -> assertEquals(4, duplex.read(ByteBuffer.allocate(4))));
        assertEquals(6, peer.unread());
    }

    @Test
    void aClosedDuplexIsNotUsed() {
        duplex.close();
        assertTrue(duplex.isClosed());
        duplex.run(
                () -> {
                    assertThrows(IOException.class, () -> duplex.read(ByteBuffer.allocate(1)));
                    assertThrows(IOException.class, () -> duplex.write(ByteBuffer.allocate(1)));
                    assertThrows(IOException.class, duplex::flush);
                });
        assertTrue(peer.sawEnd());
    }

    @Test
    void writingToAClosedEndFailsThisOne() {
        MemoryDuplex.Pair pair = MemoryDuplex.pair(8);
        Sponge sponge = pair.left().connect(Sponge::new);
        pair.right().connect(Sponge::new);
        pair.right().close();
        assertEquals(List.of("open", "readable", "end"), sponge.events);
        pair.left()
                .run(
                        () ->
                                assertThrows(
                                        IOException.class,
                                        () -> pair.left().write(ByteBuffer.allocate(1))));
        assertEquals("closed", sponge.events.get(3));
    }

    @Test
    void whatTheStrandThrowsFailsTheTest() {
        assertThrows(
                AssertionError.class,
                () ->
                        duplex.run(
                                () -> {
                                    throw new IOException("oops");
                                }));
        duplex.run(() -> {});
    }

    @Test
    void applicationCodeCanBeHeld() {
        List<String> done = new ArrayList<>();
        duplex.holdWorkers();
        duplex.workers().execute(() -> done.add("a"));
        duplex.workers().execute(() -> done.add("b"));
        assertEquals(List.of(), done);
        duplex.releaseWorkers();
        assertEquals(List.of("a", "b"), done);
        duplex.workers().execute(() -> done.add("c"));
        assertEquals(List.of("a", "b", "c"), done);
    }

    /** The conversation is longer than any stack would be deep. */
    @Test
    void aLongConversationNeedsNoStack() {
        MemoryDuplex.Pair pair = MemoryDuplex.pair(1);
        Sponge sponge = pair.right().connect(Sponge::new);
        byte[] payload = bytes(100_000);
        ByteBuffer src = ByteBuffer.wrap(payload);
        pair.left()
                .connect(
                        left ->
                                new Sponge(left) {
                                    @Override
                                    public void onOpen() {
                                        onWritable();
                                    }

                                    @Override
                                    public void onWritable() {
                                        try {
                                            int taken = 1;
                                            while (src.hasRemaining() && taken > 0) {
                                                taken = left.write(src);
                                            }
                                            left.flush();
                                        } catch (IOException e) {
                                            throw new AssertionError(e);
                                        }
                                    }
                                });
        assertArrayEquals(payload, sponge.bytes.toByteArray());
    }

    private static final class ScriptedEnds implements Ends {

        private final ScriptedPeer peer;

        ScriptedEnds(ScriptedPeer peer) {
            this.peer = peer;
        }

        @Override
        public Duplex duplex() {
            return peer.duplex();
        }

        @Override
        public void open(Connection connection) {
            peer.duplex().open(connection);
        }

        @Override
        public void send(byte[] bytes) {
            peer.sends(bytes);
        }

        @Override
        public void finish() {
            peer.finishes();
        }

        @Override
        public void stall() {
            peer.room(0);
        }

        @Override
        public void resume() {
            peer.unlimitedRoom();
        }

        @Override
        public byte[] received() {
            return peer.received();
        }

        @Override
        public boolean sawEnd() {
            return peer.sawEnd();
        }

        @Override
        public void fail(IOException cause) {
            peer.breaks(cause);
        }
    }

    private static final class PairedEnds implements Ends {

        private final MemoryDuplex duplex;
        private final MemoryDuplex peer;
        private final Sponge sponge;

        PairedEnds(MemoryDuplex.Pair pair) {
            duplex = pair.left();
            peer = pair.right();
            sponge = peer.connect(Sponge::new);
        }

        @Override
        public Duplex duplex() {
            return duplex;
        }

        @Override
        public void open(Connection connection) {
            duplex.open(connection);
        }

        @Override
        public void send(byte[] bytes) {
            sponge.outgoing.writeBytes(bytes);
            peer.run(sponge::push);
        }

        @Override
        public void finish() {
            sponge.finishing = true;
            peer.run(sponge::push);
        }

        @Override
        public void stall() {
            sponge.stalled = true;
        }

        @Override
        public void resume() {
            sponge.stalled = false;
            peer.run(sponge::onReadable);
        }

        @Override
        public byte[] received() {
            byte[] bytes = sponge.bytes.toByteArray();
            sponge.bytes.reset();
            return bytes;
        }

        @Override
        public boolean sawEnd() {
            return sponge.events.contains("end");
        }

        @Override
        public void fail(IOException cause) {
            duplex.fail(cause);
        }
    }

    /** Takes everything in, unless it has stalled, and sends what it is given. */
    private static class Sponge implements Connection {

        final List<String> events = new ArrayList<>();
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();
        boolean stalled;
        boolean finishing;
        private final Duplex duplex;

        Sponge(Duplex duplex) {
            this.duplex = duplex;
        }

        @Override
        public void onOpen() {
            events.add("open");
            take();
        }

        @Override
        public void onReadable() {
            events.add("readable");
            take();
        }

        private void take() {
            try {
                int count = 1;
                while (!stalled && count > 0) {
                    ByteBuffer dst = ByteBuffer.allocate(64);
                    count = duplex.read(dst);
                    bytes.write(dst.array(), 0, dst.position());
                    if (count < 0 && !events.contains("end")) {
                        events.add("end");
                    }
                }
            } catch (IOException e) {
                events.add(e.toString());
            }
        }

        @Override
        public void onWritable() {
            push();
        }

        void push() {
            try {
                ByteBuffer src = ByteBuffer.wrap(outgoing.toByteArray());
                int taken = 1;
                while (src.hasRemaining() && taken > 0) {
                    taken = duplex.write(src);
                }
                outgoing.reset();
                outgoing.write(src.array(), src.position(), src.remaining());
                boolean flushed = duplex.flush();
                if (flushed && finishing && outgoing.size() == 0) {
                    finishing = false;
                    ((MemoryDuplex) duplex).finish();
                }
            } catch (IOException e) {
                events.add(e.toString());
            }
        }

        @Override
        public void onOverflow() {
            throw new AssertionError("nothing overflows here");
        }

        @Override
        public void onClosed(@Nullable IOException cause) {
            events.add("closed");
        }

        @Override
        public void shutdown() {
            duplex.close();
        }
    }
}
