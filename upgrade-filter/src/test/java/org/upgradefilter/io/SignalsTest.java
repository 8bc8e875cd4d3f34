package org.upgradefilter.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SignalsTest {

    private static void nothing() {}

    private final List<Throwable> failures = new ArrayList<>();
    private final Strand strand = new Strand(failures::add);
    private final Signals signals = new Signals(strand);
    private final List<String> log = new ArrayList<>();
    private final Connection connection = new Logging();
    private @Nullable IOException cause;

    @Test
    void openComesFirst() {
        signals.open(connection);
        signals.readable();
        signals.writable();
        assertEquals(List.of("open", "readable", "writable"), log);
    }

    @Test
    void eventsBeforeOpenAreDropped() {
        signals.readable();
        signals.writable();
        signals.open(connection);
        assertEquals(List.of("open"), log);
    }

    @Test
    void eventsAfterClosedAreDropped() {
        signals.open(connection);
        signals.closed(null, SignalsTest::nothing);
        signals.readable();
        signals.writable();
        assertEquals(List.of("open", "closed"), log);
    }

    @Test
    void goodByeIsSaidByWhatIsOpen() {
        signals.shutdown();
        signals.open(connection);
        signals.shutdown();
        signals.closed(null, SignalsTest::nothing);
        signals.shutdown();
        assertEquals(List.of("open", "shutdown", "closed"), log);
    }

    @Test
    void closedComesOnce() {
        signals.open(connection);
        signals.closed(null, SignalsTest::nothing);
        signals.closed(new IOException("too late"), SignalsTest::nothing);
        assertEquals(List.of("open", "closed"), log);
        assertEquals(null, cause);
    }

    @Test
    void theConnectionHearsTheCause() {
        IOException why = new IOException("cable cut");
        signals.open(connection);
        signals.closed(why, SignalsTest::nothing);
        assertSame(why, cause);
    }

    @Test
    void theTransportIsGivenBackBeforeTheConnectionHears() {
        signals.open(connection);
        signals.closed(null, () -> log.add("released, inside: " + strand.isCurrent()));
        assertEquals(List.of("open", "released, inside: true", "closed"), log);
    }

    @Test
    void theTransportIsGivenBackOnce() {
        signals.closed(null, () -> log.add("released"));
        signals.closed(null, () -> log.add("released again"));
        assertEquals(List.of("released"), log);
    }

    @Test
    void theConnectionHearsEvenIfGivingBackThrows() {
        signals.open(connection);
        signals.closed(
                null,
                () -> {
                    throw new IllegalStateException("container");
                });
        assertEquals(List.of("open", "closed"), log);
        assertEquals(1, failures.size());
    }

    @Test
    void whoOpensAfterTheEndHearsOfTheEndOnly() {
        IOException why = new IOException("cable cut");
        signals.closed(why, SignalsTest::nothing);
        signals.open(connection);
        signals.readable();
        assertEquals(List.of("closed"), log);
        assertSame(why, cause);
    }

    @Test
    void closingInsideAnEventIsHeardOfAfterIt() {
        signals.open(
                new Logging() {
                    @Override
                    public void onReadable() {
                        signals.closed(null, () -> log.add("released"));
                        signals.writable();
                        log.add("readable");
                    }
                });
        signals.readable();
        assertEquals(List.of("open", "readable", "released", "closed"), log);
    }

    @Test
    void hasEndedFollowsClosed() {
        strand.execute(() -> log.add("ended: " + signals.hasEnded()));
        signals.closed(null, () -> log.add("released, ended: " + signals.hasEnded()));
        strand.execute(() -> log.add("ended: " + signals.hasEnded()));
        assertEquals(List.of("ended: false", "released, ended: true", "ended: true"), log);
    }

    @Test
    void hasEndedIsConfinedToTheStrand() {
        assertThrows(IllegalStateException.class, signals::hasEnded);
    }

    @Test
    void anEventThatThrowsDoesNotStopTheNext() {
        signals.open(
                new Logging() {
                    @Override
                    public void onReadable() {
                        throw new IllegalArgumentException();
                    }
                });
        signals.readable();
        signals.writable();
        assertEquals(List.of("open", "writable"), log);
        assertEquals(1, failures.size());
    }

    private class Logging implements Connection {

        @Override
        public void onOpen() {
            note("open");
        }

        @Override
        public void onReadable() {
            note("readable");
        }

        @Override
        public void onWritable() {
            note("writable");
        }

        @Override
        public void onOverflow() {
            note("overflow");
        }

        @Override
        public void onClosed(@Nullable IOException why) {
            note("closed");
            cause = why;
        }

        @Override
        public void shutdown() {
            note("shutdown");
        }

        private void note(String event) {
            strand.check();
            log.add(event);
        }
    }
}
