package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.protocol.ConnectionFactory;
import org.upgradefilter.takeover.LiveConnections;
import org.upgradefilter.takeover.Switched;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.takeover.WebApplication;

/**
 * A {@code WebConnection} that behaves as an {@link Engine} does at its worst, and its peer as a
 * test plays it.
 *
 * <p>Whatever is not allowed is thrown as an {@code AssertionError}, and kept for {@link #over}
 * too, since the code under test may swallow it.
 */
final class FakeWebConnection implements WebConnection {

    private static final int MAX_ERRORS = 100;

    final Engine engine;
    final FakeWorkers workers;
    final FakeInput in;
    final FakeOutput out;

    /** Guards what the fakes know; never held while anybody is called. */
    final Object lock = new Object();

    /** Null if callbacks come on the test's thread. */
    final @Nullable EngineThread thread;

    private final List<String> violations = Collections.synchronizedList(new ArrayList<>());

    // Guarded by the lock.
    private boolean pumping;
    private @Nullable Throwable failure;
    private boolean broken;
    private int errors;
    private int closes;
    private @Nullable IOException closeFailure;
    private boolean closesAnywhere;
    private boolean closesAfterError;
    private boolean gone;

    /** With callbacks on a thread of its own only where the oddity lies in that. */
    FakeWebConnection(Engine engine) {
        this(
                engine,
                new FakeWorkers(),
                engine.hasOwnThread() ? new EngineThread("engine " + engine) : null);
    }

    /** With callbacks on a thread of its own, and workers on {@code threads}. */
    FakeWebConnection(Engine engine, Executor threads) {
        this(engine, new FakeWorkers(threads), new EngineThread("engine " + engine));
    }

    private FakeWebConnection(Engine engine, FakeWorkers workers, @Nullable EngineThread thread) {
        this.engine = engine;
        this.workers = workers;
        this.thread = thread;
        in = new FakeInput(this, engine.peersEnd);
        out = new FakeOutput(this);
    }

    @Override
    public FakeInput getInputStream() {
        return in;
    }

    @Override
    public FakeOutput getOutputStream() {
        return out;
    }

    @Override
    public void close() throws IOException {
        synchronized (lock) {
            closes++;
            if (closes > 1) {
                throw violation("closed again");
            }
            if (!closesAnywhere
                    && !workers.isCurrent()
                    && !isOfPortableAdapter(Thread.currentThread())) {
                throw violation("closed on another thread than a worker");
            }
            if (closeFailure != null) {
                throw closeFailure;
            }
        }
    }

    private static boolean isOfPortableAdapter(Thread thread) {
        return thread.getName().startsWith("upgrade-filter-");
    }

    boolean isClosed() {
        synchronized (lock) {
            return closes > 0 || gone;
        }
    }

    boolean isBroken() {
        synchronized (lock) {
            return broken;
        }
    }

    /** Enough for every connection of a test. */
    static PauseBudget ampleBudget() {
        return new PauseBudget(10, 0);
    }

    /** Switches to one of {@code connections}, on the thread the engine would do it on. */
    void begin(ConnectionFactory connections, PauseBudget budget, ClassLoader loader) {
        Takeover takeover = takeover(connections, loader);
        onEngine(
                () -> {
                    try {
                        ServletDuplex.begin(
                                this, takeover, workers, engine.pause, oddities(), budget);
                    } catch (IOException | RuntimeException e) {
                        violation("begin() threw " + e);
                    }
                });
        wake();
    }

    /** To one of {@code connections}, whatever the request was. */
    static Takeover takeover(ConnectionFactory connections, ClassLoader loader) {
        return new Takeover(
                connections,
                new Switched("foo", "/", "192.0.2.1", Instant.EPOCH),
                new LiveConnections(),
                new ManualTimer(),
                new WebApplication(loader),
                () -> {});
    }

    /** Runs {@code task} where the engine calls back, and returns at once if that is elsewhere. */
    void onEngine(Runnable task) {
        if (thread == null) {
            task.run();
        } else {
            thread.execute(task);
        }
    }

    /** The peer sends. */
    void send(byte[] bytes) {
        in.arrive(bytes);
        wake();
    }

    /** The peer finishes sending. */
    void finish() {
        in.finish();
        wake();
    }

    /** The peer receives everything again. */
    void resume() {
        out.resume();
        wake();
    }

    /** The transport breaks, and the engine says so. */
    void fail(Throwable cause) {
        synchronized (lock) {
            failure = cause;
        }
        wake();
    }

    /** May be closed on any thread: there are no workers left. */
    void closesAnywhere() {
        synchronized (lock) {
            closesAnywhere = true;
        }
    }

    /** Closes by itself when an {@code onError} returns, as GlassFish does. */
    void closesAfterError() {
        closesAfterError = true;
    }

    private Set<Oddity> oddities() {
        return closesAfterError ? Set.of(Oddity.CLOSES_AFTER_ERROR) : Set.of();
    }

    /** An {@code onError} of the input has returned. */
    void errorWasTold() {
        synchronized (lock) {
            gone = closesAfterError;
        }
    }

    void failsToClose(IOException failure) {
        synchronized (lock) {
            closeFailure = failure;
        }
    }

    /** How often {@code onError} was called. */
    int errors() {
        synchronized (lock) {
            return errors;
        }
    }

    /** Something may have to be called back. */
    void wake() {
        onEngine(this::pump);
    }

    /** As {@link #wake}, from a stream that is called: not inside of the call. */
    void wakeLater() {
        if (thread != null) {
            thread.execute(this::pump);
        }
    }

    private void pump() {
        synchronized (lock) {
            if (pumping) {
                return;
            }
            pumping = true;
        }
        try {
            for (Runnable call = next(); call != null; call = next()) {
                call.run();
            }
        } finally {
            synchronized (lock) {
                pumping = false;
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (lock) {
            if (isClosed() || broken) {
                return null;
            }
            if (failure != null && in.isHeard()) {
                Throwable cause = failure;
                broken = true;
                return () -> reportFailure(cause);
            }
            Runnable writable = out.next();
            return writable != null ? writable : in.next();
        }
    }

    private void reportFailure(Throwable cause) {
        switch (engine) {
            case UNDERTOW -> {
                int before = errors();
                while (report(() -> out.onError(cause))) {
                    if (errors() - before > MAX_ERRORS) {
                        violation("the I/O thread spins in onError()");
                        return;
                    }
                }
            }
            case GRIZZLY, TOMCAT -> {
                report(() -> in.onError(cause));
                report(() -> out.onError(cause));
            }
            case LIBERTY -> report(() -> in.onError(cause));
        }
    }

    /** Calls an {@code onError}; false if it threw. */
    boolean report(Runnable call) {
        synchronized (lock) {
            errors++;
        }
        try {
            call.run();
            return true;
        } catch (RuntimeException e) {
            assertEquals(0, e.getStackTrace().length, "a stack trace for each of them is dear");
            return false;
        }
    }

    /** Returns when everything that was set off has happened. */
    void settle() {
        do {
            if (thread == null) {
                pump();
            } else {
                thread.await();
            }
        } while (workers.work() || (thread != null && !thread.isIdle()));
    }

    /** Notes what is not allowed. */
    AssertionError violation(String what) {
        AssertionError violation =
                new AssertionError(what + ", on " + Thread.currentThread().getName());
        violations.add(violation.getMessage());
        return violation;
    }

    /** The test is over: ends the thread and fails if anything was not allowed. */
    void over() {
        if (thread != null) {
            thread.interrupt();
        }
        assertEquals(List.of(), List.copyOf(violations));
    }
}
