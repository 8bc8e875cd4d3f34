package org.upgradefilter.it.http2;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An attack over one connection, until the server has had enough or all is sent. Every so often it
 * waits until all was taken, so that the number of frames is that the server has seen.
 */
final class Assault implements AutoCloseable {

    /** Of each attack. */
    static final int STEPS = 100_000;

    /** As many are on their way at most, where the attack lets itself be measured. */
    private static final int STEPS_UNMEASURED = 50;

    private static final String MEASURE = "measured";

    private static final int PATIENCE_MS = 30_000;

    private final Http2Attack attack;
    private final Http2Client client;
    private final Semaphore taken = new Semaphore(0);
    private final long begun = System.nanoTime();

    // Of the thread that sends.
    private final AtomicInteger sent = new AtomicInteger();

    // Of the thread that receives.
    private volatile Http2Frame goAway;
    private volatile int sentBefore;
    private volatile boolean closed;
    private volatile long ended;

    private Assault(Http2Attack attack, Http2Client client) {
        this.attack = attack;
        this.client = client;
    }

    static Assault on(URI server, Http2Attack attack) throws IOException {
        Http2Client client = Http2Client.upgraded(server, Http2Client.asking("GET", "/plain"));
        try {
            client.connection().patience(PATIENCE_MS);
            client.begin().answer(1);
            return new Assault(attack, client);
        } catch (IOException | Error e) {
            client.close();
            throw e;
        }
    }

    Http2Attack attack() {
        return attack;
    }

    /** Sends until the server has had enough, or all is sent. */
    Callable<Void> sending() {
        return () -> {
            send();
            return null;
        };
    }

    /** Receives until the server has closed. */
    Callable<Void> receiving() {
        return () -> {
            receive();
            return null;
        };
    }

    private void send() throws InterruptedException {
        try {
            send(attack.before());
            for (int i = 0; i < STEPS && goesOn(); i++) {
                Http2Frame[] step = attack.step(i);
                if (step.length == 0) {
                    return;
                }
                send(step);
                if (i % STEPS_UNMEASURED == 0) {
                    awaitTaken();
                }
            }
            client.connection().finishOutput();
        } catch (IOException closedByServer) {
            // As it should be; who receives sees how.
        }
    }

    private boolean goesOn() {
        return !closed && (attack.goesOn() || !attack.listens() || goAway == null);
    }

    private void awaitTaken() throws IOException, InterruptedException {
        if (attack.listens() && attack.mayPing() && goAway == null) {
            client.send(Http2Frame.ping(MEASURE));
            if (!taken.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                throw new IOException("a PING is not answered");
            }
        }
    }

    private void send(Http2Frame... frames) throws IOException {
        client.send(frames);
        sent.addAndGet(frames.length);
    }

    private void receive() throws IOException {
        try {
            while (true) {
                Http2Frame frame = client.frame();
                if (frame.type() == Http2Frame.GOAWAY) {
                    goAway = frame;
                    sentBefore = sent.get();
                    taken.release();
                } else if (isMeasure(frame)) {
                    taken.release();
                }
            }
        } catch (EOFException | SocketException end) {
            ended = System.nanoTime();
            closed = true;
            taken.release();
        }
    }

    private static boolean isMeasure(Http2Frame frame) {
        return frame.type() == Http2Frame.PING
                && new String(frame.payload(), StandardCharsets.US_ASCII).equals(MEASURE);
    }

    /** The GOAWAY, which may have been destroyed by the reset if we did not listen. */
    Http2Frame goAway() {
        return goAway;
    }

    /** How many frames were sent by the time of the GOAWAY; of all if there was none. */
    int framesUntilTold() {
        return goAway == null ? sent.get() : sentBefore;
    }

    /** How many requests the server had taken notice of when it had enough. */
    int requestsUntilTold() {
        return goAway == null ? 0 : goAway.lastStream() / 2;
    }

    /** From the beginning until the server has closed. */
    long milliseconds() {
        return TimeUnit.NANOSECONDS.toMillis(ended - begun);
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
