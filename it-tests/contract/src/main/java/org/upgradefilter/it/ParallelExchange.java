package org.upgradefilter.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;

/** A request whose client is the test, and which tells how its answer gets on. Any thread. */
final class ParallelExchange implements Exchange {

    private final Duplex duplex;
    private final HttpRequest request;
    private final int id;

    /** Confined to the strand. */
    private ExchangeListener listener;

    // Guarded by this.
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private ByteBuffer content = ByteBuffer.allocate(0);
    private boolean complete;
    private long room;
    private IOException failure;
    private int status;
    private boolean ended;
    private boolean cutOff;
    private int left;

    ParallelExchange(Duplex duplex, HttpRequest request, int id, long room) {
        this.duplex = duplex;
        this.request = request;
        this.id = id;
        this.room = room;
        complete = request.contentLength() == 0;
    }

    void begin(HttpHandler handler) {
        listener = handler.handle(this);
    }

    /** The client sends content. */
    void supply(String text) {
        synchronized (this) {
            byte[] more = text.getBytes(StandardCharsets.US_ASCII);
            content =
                    ByteBuffer.allocate(content.remaining() + more.length)
                            .put(content)
                            .put(more)
                            .flip();
        }
        duplex.strand().execute(() -> listener.onReadable());
    }

    /** The client loses its interest. */
    void cancel() {
        IOException cancelled = new IOException("the client has cancelled the request");
        duplex.strand()
                .execute(
                        () -> {
                            synchronized (this) {
                                if (ended || cutOff) {
                                    return;
                                }
                                failure = cancelled;
                            }
                            listener.onAborted(cancelled);
                        });
    }

    /** Waits until so much of the answer has come. */
    void awaitText(String text) {
        await(() -> text().contains(text), text);
    }

    /** Waits until there is as much of the answer as the client takes. */
    void awaitNoRoom() {
        await(() -> room == 0, "no room");
    }

    /** Waits for the end of the answer, and gives it. */
    String awaitEnd() {
        await(this::hasEnded, "the end");
        return text();
    }

    /** Waits until the application has left it. */
    void awaitLeft() {
        await(this::hasLeft, "nobody");
        synchronized (this) {
            if (left != 1) {
                throw new AssertionError("left " + left + " times");
            }
        }
    }

    private synchronized void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        try {
            while (!condition.getAsBoolean()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(
                            request.target() + " has " + text() + " and not " + what);
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    synchronized boolean hasLeft() {
        return left > 0;
    }

    synchronized String text() {
        return answer.toString(StandardCharsets.UTF_8);
    }

    synchronized int status() {
        return status;
    }

    /** True if the answer is complete. */
    synchronized boolean hasEnded() {
        return ended;
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public String name() {
        return Integer.toString(id);
    }

    @Override
    public boolean isAlone() {
        return false;
    }

    @Override
    public Executor workers() {
        return duplex.nextTurns();
    }

    @Override
    public synchronized int read(ByteBuffer dst) throws IOException {
        requireGoingOn();
        if (!content.hasRemaining()) {
            return complete ? -1 : 0;
        }
        int count = Math.min(content.remaining(), dst.remaining());
        dst.put(content.slice(content.position(), count));
        content.position(content.position() + count);
        return count;
    }

    @Override
    public List<Field> trailers() {
        return List.of();
    }

    @Override
    public void inform(int interim, List<Field> fields) {
        throw new IllegalStateException("nobody asks for " + interim);
    }

    @Override
    public synchronized void respond(int given, List<Field> fields) {
        if (status != 0) {
            throw new IllegalStateException("the response has begun");
        }
        status = given;
    }

    @Override
    public synchronized int write(ByteBuffer src) throws IOException {
        requireGoingOn();
        int count = (int) Math.min(room, src.remaining());
        byte[] taken = new byte[count];
        src.get(taken);
        answer.writeBytes(taken);
        room -= count;
        notifyAll();
        return count;
    }

    @Override
    public synchronized boolean flush() throws IOException {
        requireGoingOn();
        return true;
    }

    @Override
    public synchronized void end(List<Field> trailers) {
        ended = failure == null && !cutOff;
        notifyAll();
    }

    @Override
    public synchronized void abort(Throwable cause) {
        cutOff = true;
    }

    @Override
    public synchronized void leave() {
        left++;
        notifyAll();
    }

    @Override
    public void handOver(Function<Duplex, Connection> connections) {
        throw new IllegalStateException("nobody asks for a switch");
    }

    private void requireGoingOn() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (ended || cutOff) {
            throw new IOException("the exchange is over");
        }
    }
}
