package org.upgradefilter.it.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.upgradefilter.it.ChannelHandshake;

/** Honest clients, all on one thread, each with one message under way at a time. */
final class HonestClients implements AutoCloseable {

    /** For what is under way when they have been told to finish, and for the good-byes. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final long LEAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MORE_PAUSE_NANOS = (int) TimeUnit.MILLISECONDS.toNanos(100);
    private static final long POLL_MILLIS = 3;

    private final Selector selector;
    private final List<HonestClient> clients = new ArrayList<>();
    private final Waits waits = new Waits();
    private final Random random = new Random(1);

    /** On the heap, as the reader of frames wants it. */
    private final ByteBuffer in = ByteBuffer.allocate(64 << 10);

    private HonestClients() throws IOException {
        selector = Selector.open();
    }

    /** Opens them. */
    static HonestClients open(URI server, int count) throws IOException {
        HonestClients opened = new HonestClients();
        try {
            for (int i = 0; i < count; i++) {
                opened.clients.add(
                        new HonestClient(
                                i,
                                ChannelHandshake.open(server, SoakApplication.ECHO),
                                opened.selector,
                                sentAt -> opened.waits.add(sentAt, System.nanoTime())));
            }
            return opened;
        } catch (IOException | RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Lets them talk for a while, and then say good-bye, after all has come back.
     *
     * @throws IOException if one was cut off, or waited for too long
     * @throws AssertionError if one was sent what it should not be
     */
    void talk(Duration duration) throws IOException {
        long start = System.nanoTime();
        clients.forEach(client -> client.dueAt(start + pauseNanos()));
        while (System.nanoTime() - start < duration.toNanos()) {
            for (HonestClient client : clients) {
                if (client.isDue(System.nanoTime())) {
                    client.sendNext();
                }
            }
            select();
        }
        await(client -> !client.isUnderway());
        for (HonestClient client : clients) {
            client.sayClose();
        }
        await(HonestClient::hasEnded);
    }

    private long pauseNanos() {
        return LEAST_PAUSE_NANOS + random.nextInt(MORE_PAUSE_NANOS);
    }

    private void await(Predicate<HonestClient> done) throws IOException {
        long start = System.nanoTime();
        for (HonestClient client : clients) {
            while (!done.test(client)) {
                select();
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IOException(client + " waits for too long");
                }
            }
        }
    }

    private void select() throws IOException {
        try {
            selector.select(this::proceed, POLL_MILLIS);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void proceed(SelectionKey key) {
        HonestClient client = (HonestClient) key.attachment();
        try {
            if (key.isWritable()) {
                client.write();
            }
            if (key.isReadable()) {
                boolean waited = client.isUnderway();
                client.read(in);
                if (waited && !client.isUnderway()) {
                    client.dueAt(System.nanoTime() + pauseNanos());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(client.toString(), e);
        }
    }

    /** How many messages have come back to all of them. */
    long echoed() {
        return clients.stream().mapToLong(HonestClient::echoed).sum();
    }

    /** How long they have waited. */
    Waits waits() {
        return waits;
    }

    @Override
    public void close() throws IOException {
        for (HonestClient client : clients) {
            client.close();
        }
        selector.close();
    }
}
