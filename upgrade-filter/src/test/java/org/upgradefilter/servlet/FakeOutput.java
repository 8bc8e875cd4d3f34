package org.upgradefilter.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The output of a {@link FakeWebConnection}. Throws on everything its engine does not bear. */
final class FakeOutput extends ServletOutputStream {

    /** How much it keeps until it is flushed; says that it is ready up to here. */
    static final int ROOM = 32 * 1024;

    private final FakeWebConnection connection;

    // Guarded by the connection's lock.
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private @Nullable WriteListener listener;
    private boolean wasPossible;
    private boolean waiting;
    private boolean flushing;
    private boolean stuck;
    private boolean stalled;
    private @Nullable Exception nextFailure;
    private int largestWrite;
    private @Nullable Runnable duringNextFlush;
    private @Nullable Runnable afterNextRefusal;

    /** Who was told that it may write or flush, once. */
    private @Nullable Thread ready;

    FakeOutput(FakeWebConnection connection) {
        this.connection = connection;
    }

    /** The peer receives nothing from now on. */
    void stall() {
        synchronized (connection.lock) {
            stalled = true;
        }
    }

    void resume() {
        synchronized (connection.lock) {
            stalled = false;
            if (flushing || kept.size() >= ROOM) {
                send();
            }
        }
    }

    /** What the peer has received since the last call. */
    byte[] received() {
        synchronized (connection.lock) {
            byte[] bytes = received.toByteArray();
            received.reset();
            return bytes;
        }
    }

    int largestWrite() {
        synchronized (connection.lock) {
            return largestWrite;
        }
    }

    /** The next write fails. */
    void failsNextWrite(Exception failure) {
        synchronized (connection.lock) {
            nextFailure = failure;
        }
    }

    /** Does something inside of the next flush. */
    void duringNextFlush(Runnable action) {
        synchronized (connection.lock) {
            duringNextFlush = action;
        }
    }

    /** Does something when {@code isReady()} has become false, before that is said. */
    void afterNextRefusal(Runnable action) {
        synchronized (connection.lock) {
            afterNextRefusal = action;
        }
    }

    boolean isHeard() {
        return listener != null;
    }

    @Override
    public void setWriteListener(WriteListener heard) {
        synchronized (connection.lock) {
            if (listener != null) {
                throw connection.violation("a second WriteListener");
            }
            listener = Objects.requireNonNull(heard);
        }
    }

    @Override
    public boolean isReady() {
        boolean is = askReady();
        Runnable action = null;
        if (!is) {
            synchronized (connection.lock) {
                action = afterNextRefusal;
                afterNextRefusal = null;
            }
        }
        if (action != null) {
            action.run();
        }
        return is;
    }

    private boolean askReady() {
        synchronized (connection.lock) {
            if (listener == null) {
                throw connection.violation("isReady() before a WriteListener is set");
            }
            if (connection.isClosed()) {
                throw connection.violation("isReady() after close()");
            }
            if (connection.isBroken()) {
                throw new IllegalStateException("the connection is broken");
            }
            boolean is = isPossible();
            ready = is ? Thread.currentThread() : null;
            waiting |= !is;
            return is;
        }
    }

    private boolean isPossible() {
        return wasPossible && !stuck && !flushing && kept.size() < ROOM;
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
        synchronized (connection.lock) {
            check("write()");
            if (len == 0) {
                stuck = connection.engine == Engine.UNDERTOW;
                throw connection.violation("an empty write");
            }
            throwFailure();
            largestWrite = Math.max(largestWrite, len);
            if (connection.engine == Engine.UNDERTOW) {
                kept.write(b, 0, b.length);
            } else {
                kept.write(b, off, len);
            }
            if (kept.size() >= ROOM && !stalled) {
                send();
            }
        }
    }

    @Override
    public void write(int b) {
        throw connection.violation("written byte by byte");
    }

    @Override
    public void flush() throws IOException {
        Runnable action;
        synchronized (connection.lock) {
            action = duringNextFlush;
            duringNextFlush = null;
            check("flush()");
            throwFailure();
            if (stalled && kept.size() > 0) {
                flushing = true;
            } else {
                send();
            }
        }
        if (action != null) {
            action.run();
        }
    }

    private void check(String call) {
        if (!wasPossible) {
            throw connection.violation(call + " before the first onWritePossible()");
        }
        if (connection.isClosed()) {
            throw connection.violation(call + " after close()");
        }
        if (ready != Thread.currentThread()) {
            throw connection.violation(call + " without isReady() right before");
        }
        ready = null;
    }

    private void throwFailure() throws IOException {
        Exception failure = nextFailure;
        nextFailure = null;
        if (failure instanceof IOException io) {
            throw io;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
    }

    private void send() {
        received.writeBytes(kept.toByteArray());
        kept.reset();
        flushing = false;
    }

    /** What is to be called, under the connection's lock; null if nothing. */
    @Nullable Runnable next() {
        if (listener == null) {
            return null;
        }
        if (!wasPossible || (waiting && isPossible())) {
            wasPossible = true;
            waiting = false;
            return this::onWritePossible;
        }
        return null;
    }

    private void onWritePossible() {
        if (connection.engine == Engine.TOMCAT) {
            // Holding the same lock as for the input, which so may be read.
            connection.in.call(this::tell);
        } else {
            tell();
        }
    }

    private void tell() {
        try {
            Objects.requireNonNull(listener).onWritePossible();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void onError(Throwable cause) {
        Objects.requireNonNull(listener).onError(cause);
    }
}
