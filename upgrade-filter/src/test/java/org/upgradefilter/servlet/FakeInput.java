package org.upgradefilter.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The input of a {@link FakeWebConnection}. Throws on everything its engine does not bear. */
final class FakeInput extends ServletInputStream {

    /** How often Tomcat calls back for the same bytes before this fake lets others get on. */
    private static final int MAX_REPEATS = 50;

    /** How an engine says that the peer has finished. */
    enum PeersEnd {
        ALL_DATA_READ,
        ERROR,
        ERROR_AND_ALL_DATA_READ,
        /** {@code onDataAvailable}, then {@code isReady()} is false and {@code isFinished()}. */
        IS_FINISHED,
        /** {@code onDataAvailable}, then {@code read()} gives -1. */
        MINUS_ONE
    }

    private final FakeWebConnection connection;
    private final PeersEnd usualEnd;

    /** Liberty's, which it holds while it calls back. */
    private final Object monitor = new Object();

    // Guarded by the connection's lock.
    private final Deque<byte[]> arrived = new ArrayDeque<>();
    private @Nullable ReadListener listener;
    private @Nullable PeersEnd peersEnd;
    private boolean waiting = true;
    private boolean finishing;
    private boolean endTold;
    private boolean callsAtOnce;
    private @Nullable Exception nextFailure;
    private @Nullable Runnable duringNextRead;
    private long taken;
    private int calls;
    private int repeats;

    /** Who was told that it may read, once. */
    private @Nullable Thread ready;

    /** Who is being called back. */
    private @Nullable Thread called;

    FakeInput(FakeWebConnection connection, PeersEnd usualEnd) {
        this.connection = connection;
        this.usualEnd = usualEnd;
    }

    /** Says that the peer has finished in another way than usual. */
    void endsBy(PeersEnd way) {
        peersEnd = way;
    }

    /** Calls back inside of {@code setReadListener} if there is anything to read. */
    void callsAtOnce() {
        callsAtOnce = true;
    }

    /** The next read fails. */
    void failsNextRead(Exception failure) {
        synchronized (connection.lock) {
            nextFailure = failure;
        }
        connection.wake();
    }

    /** Does something after the next read has taken its bytes and before it returns. */
    void duringNextRead(Runnable action) {
        synchronized (connection.lock) {
            duringNextRead = action;
        }
    }

    void arrive(byte[] bytes) {
        synchronized (connection.lock) {
            if (bytes.length > 0) {
                arrived.add(bytes.clone());
            }
        }
    }

    void finish() {
        synchronized (connection.lock) {
            finishing = true;
        }
    }

    /** How many bytes were read from it. */
    long taken() {
        synchronized (connection.lock) {
            return taken;
        }
    }

    /** How often {@code onDataAvailable} was called. */
    int calls() {
        synchronized (connection.lock) {
            return calls;
        }
    }

    /** How often it was called because something was left unread. */
    int repeats() {
        synchronized (connection.lock) {
            return repeats;
        }
    }

    boolean isHeard() {
        return listener != null;
    }

    @Override
    public void setReadListener(ReadListener heard) {
        synchronized (connection.lock) {
            if (listener != null) {
                throw connection.violation("a second ReadListener");
            }
            if (!connection.out.isHeard()) {
                throw connection.violation("the ReadListener before the WriteListener");
            }
            listener = Objects.requireNonNull(heard);
        }
        if (callsAtOnce && !arrived.isEmpty()) {
            waiting = false;
            onDataAvailable();
        }
    }

    @Override
    public boolean isReady() {
        synchronized (monitorOf()) {
            synchronized (connection.lock) {
                check("isReady()");
                if (connection.isBroken()) {
                    throw new IllegalStateException("the connection is broken");
                }
                boolean is = !arrived.isEmpty() || nextFailure != null || isMinusOneDue();
                ready = is ? Thread.currentThread() : null;
                waiting = !is;
                if (waiting) {
                    connection.wakeLater();
                }
                return is;
            }
        }
    }

    @Override
    public boolean isFinished() {
        synchronized (monitorOf()) {
            synchronized (connection.lock) {
                check("isFinished()");
                return finishing && arrived.isEmpty() && (endTold || way() == PeersEnd.IS_FINISHED);
            }
        }
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
        int count;
        Runnable action;
        synchronized (monitorOf()) {
            synchronized (connection.lock) {
                check("read()");
                if (ready != Thread.currentThread()) {
                    throw connection.violation("read without isReady() right before");
                }
                ready = null;
                throwFailure();
                count = take(b, off, len);
                action = duringNextRead;
                duringNextRead = null;
            }
        }
        if (action != null) {
            action.run();
        }
        return count;
    }

    @Override
    public int read() {
        throw connection.violation("read byte by byte");
    }

    private int take(byte[] b, int off, int len) {
        if (arrived.isEmpty()) {
            endTold = true;
            return -1;
        }
        int count = 0;
        while (count < len && !arrived.isEmpty()) {
            byte[] first = arrived.remove();
            int piece = Math.min(len - count, first.length);
            System.arraycopy(first, 0, b, off + count, piece);
            count += piece;
            if (piece < first.length) {
                arrived.addFirst(Arrays.copyOfRange(first, piece, first.length));
            }
        }
        taken += count;
        return count;
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

    private void check(String call) {
        if (listener == null) {
            throw connection.violation(call + " before a ReadListener is set");
        }
        if (connection.isClosed()) {
            throw connection.violation(call + " after close()");
        }
        Thread here = Thread.currentThread();
        boolean allowed =
                switch (connection.engine) {
                    case GRIZZLY -> true;
                    case UNDERTOW -> here == connection.thread;
                    case TOMCAT, LIBERTY -> here == called;
                };
        if (!allowed) {
            throw connection.violation(call + " on a thread that was not called back");
        }
    }

    /** One that nobody else has, where nothing is held. */
    private Object monitorOf() {
        return connection.engine == Engine.LIBERTY ? monitor : new Object();
    }

    private PeersEnd way() {
        return peersEnd == null ? usualEnd : peersEnd;
    }

    private boolean isMinusOneDue() {
        return finishing && !endTold && way() == PeersEnd.MINUS_ONE;
    }

    /** What is to be called, under the connection's lock; null if nothing. */
    @Nullable Runnable next() {
        if (listener == null || !waiting) {
            return null;
        }
        if (!arrived.isEmpty() || nextFailure != null) {
            waiting = false;
            return this::onDataAvailable;
        }
        if (!finishing || endTold) {
            return null;
        }
        PeersEnd way = way();
        if (way == PeersEnd.MINUS_ONE) {
            waiting = false;
        } else {
            endTold = true;
        }
        return way == PeersEnd.IS_FINISHED || way == PeersEnd.MINUS_ONE
                ? this::onDataAvailable
                : () -> call(() -> tellEnd(way));
    }

    /**
     * Says that the peer has finished, on this thread and holding nothing; even if it was said
     * before, or too early.
     */
    void tellEnd(PeersEnd way) {
        switch (way) {
            case ALL_DATA_READ -> onAllDataRead();
            case ERROR -> {
                heard().onError(new EOFException());
                connection.errorWasTold();
            }
            case ERROR_AND_ALL_DATA_READ -> {
                heard().onError(new EOFException());
                connection.out.onError(new EOFException());
                onAllDataRead();
            }
            case IS_FINISHED, MINUS_ONE ->
                    throw new IllegalArgumentException(way + " has no callback of its own");
        }
    }

    private void onAllDataRead() {
        try {
            heard().onAllDataRead();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void onError(Throwable cause) {
        call(() -> heard().onError(cause));
        connection.errorWasTold();
    }

    private void onDataAvailable() {
        synchronized (connection.lock) {
            calls++;
        }
        call(
                () -> {
                    try {
                        heard().onDataAvailable();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
        synchronized (connection.lock) {
            // What came after isReady() was false was not left unread.
            if (waiting || arrived.isEmpty() || connection.isClosed()) {
                return;
            }
            if (connection.engine == Engine.TOMCAT) {
                repeats++;
                waiting = repeats % MAX_REPEATS != 0;
            } else if (connection.engine == Engine.LIBERTY) {
                arrived.clear();
            }
        }
    }

    /** Calls back; the input may be read meanwhile. */
    void call(Runnable callback) {
        synchronized (monitorOf()) {
            setCalled(Thread.currentThread());
            try {
                callback.run();
            } finally {
                setCalled(null);
            }
        }
    }

    private void setCalled(@Nullable Thread thread) {
        synchronized (connection.lock) {
            called = thread;
        }
    }

    private ReadListener heard() {
        return Objects.requireNonNull(listener);
    }
}
