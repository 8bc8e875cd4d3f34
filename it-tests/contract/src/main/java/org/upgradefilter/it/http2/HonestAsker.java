package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;

/** Asks every few milliseconds, mostly over HTTP/2, and looks how long it waits. */
final class HonestAsker implements AutoCloseable {

    private static final int PAUSE_MS = 5;

    /** Then it begins anew. */
    private static final int LAST_STREAM = 99;

    private static final int PATIENCE_S = 30;

    private final URI server;
    private final String path;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final Future<?> asking;
    private Http2Client upgraded;
    private int stream;

    private volatile int answers;
    private volatile long worstNanos;

    private HonestAsker(URI server, String path) {
        this.server = server;
        this.path = path;
        asking = thread.scheduleWithFixedDelay(this::ask, 0, PAUSE_MS, TimeUnit.MILLISECONDS);
    }

    static HonestAsker of(URI server, String path) {
        return new HonestAsker(server, path);
    }

    private void ask() {
        try {
            long begun = System.nanoTime();
            if (upgraded == null) {
                askOnce();
                stream = 1;
                upgraded = Http2Client.upgraded(server, Http2Client.asking("GET", path)).begin();
            } else {
                stream += 2;
                upgraded.request(stream, "GET", path);
            }
            assertEquals(200, upgraded.answer(stream).status());
            if (stream > LAST_STREAM) {
                upgraded.close();
                upgraded = null;
            }
            answered(begun);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void askOnce() throws IOException {
        try (RawConnection connection = RawConnection.to(server)) {
            assertEquals(200, connection.exchange(RawRequest.get(path)).status());
        }
    }

    /** Only the thread that asks counts. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void answered(long begun) {
        answers++;
        worstNanos = Math.max(worstNanos, System.nanoTime() - begun);
    }

    int answers() {
        return answers;
    }

    /** How long it has waited for an answer at most. */
    long worstMilliseconds() {
        return TimeUnit.NANOSECONDS.toMillis(worstNanos);
    }

    /**
     * Asks no more.
     *
     * @throws ExecutionException if it was not answered
     */
    HonestAsker stop() throws Exception {
        asking.cancel(false);
        thread.submit(
                        () -> {
                            if (upgraded != null) {
                                upgraded.close();
                            }
                            return null;
                        })
                .get(PATIENCE_S, TimeUnit.SECONDS);
        if (!asking.isCancelled()) {
            asking.get();
        }
        return this;
    }

    @Override
    public String toString() {
        return "%d answers, %d ms for one at most".formatted(answers(), worstMilliseconds());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
