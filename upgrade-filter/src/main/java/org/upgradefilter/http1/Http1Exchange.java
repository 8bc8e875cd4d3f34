package org.upgradefilter.http1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.exchange.RequestCheck;
import org.upgradefilter.http.Field;
import org.upgradefilter.io.Attempt;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Outbox;
import org.upgradefilter.io.Strand;

/**
 * One request and its answer, as whoever answers it sees them: the door by which other threads come
 * in.
 *
 * <p>What moves bytes is done on the caller's thread if the strand is free; if it is not, the
 * caller is told that nothing can be moved now, and is called back when the strand is. Methods
 * without Javadoc of their own: any thread. The others are confined to the strand.
 */
final class Http1Exchange implements Exchange {

    private static final ExchangeListener NOBODY =
            new ExchangeListener() {
                @Override
                public void onReadable() {}

                @Override
                public void onWritable() {}

                @Override
                public void onAborted(IOException cause) {}
            };

    private static final StringBuilder CONTINUE = ResponseWriter.statusLine(100).append("\r\n");

    private final Http1Connection connection;
    private final HttpRequest request;
    private final Duplex duplex;
    private final Strand strand;
    private final Outbox outbound;
    private final RequestContent content;
    private final ResponseWriter response;
    private final Runnable tellReadable = this::tellReadable;
    private final Runnable tellWritable = this::tellWritable;

    // Of whoever answers.
    private volatile boolean begun;
    private volatile boolean switches;
    private volatile boolean ended;

    /** Why nothing can be moved any more; null as long as it can. Written on the strand. */
    private volatile @Nullable IOException failure;

    // Confined to the strand.
    private ExchangeListener listener = NOBODY;
    private @Nullable Function<Duplex, Connection> successors;
    private boolean expectsContinue;
    private boolean waitsForRoom;

    /** True when the response has ended or was cut off: nothing more is heard of the exchange. */
    private boolean over;

    Http1Exchange(
            Http1Connection connection,
            HttpRequest request,
            Duplex duplex,
            Outbox outbound,
            RequestContent content) {
        this.connection = connection;
        this.request = request;
        this.duplex = duplex;
        this.outbound = outbound;
        this.content = content;
        strand = duplex.strand();
        response = new ResponseWriter(outbound, request, this::mayPersist);
    }

    /**
     * Gives the request to {@code handler}, if nothing stands against it.
     *
     * @throws Http1Exception if something does, or the handler throws
     */
    void begin(RequestCheck check, HttpHandler handler) {
        strand.check();
        expectsContinue = Framing.expectsContinue(request);
        check.objectionTo(request)
                .ifPresent(
                        objection -> {
                            throw new Http1Exception(objection.status(), objection.reason());
                        });
        listener = handler.handle(this);
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public Executor workers() {
        return duplex.workers();
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (!dst.hasRemaining()) {
            throw new IllegalArgumentException("no room to read into");
        }
        return attempt(() -> receive(dst), tellReadable);
    }

    private int receive(ByteBuffer dst) throws IOException {
        try {
            int count = content.read(dst);
            if (count == 0 && expectsContinue && !content.isBegun() && !response.isBegun()) {
                sendContinue();
            }
            return count;
        } catch (Http1Exception violation) {
            connection.refuse(violation);
            throw new IOException(violation.reason(), violation);
        }
    }

    private void sendContinue() throws IOException {
        expectsContinue = false;
        ResponseWriter.put(outbound, CONTINUE);
        outbound.flush();
        connection.watchSending();
    }

    @Override
    public List<Field> trailers() {
        return content.trailers();
    }

    @Override
    public void inform(int status, List<Field> fields) {
        if (status < 102 || status > 199) {
            throw new IllegalArgumentException("an interim status is 102 to 199: " + status);
        }
        if (begun) {
            throw new IllegalStateException("the final response has begun");
        }
        List<Field> kept = List.copyOf(fields);
        post(() -> sendInterim(status, kept));
    }

    private void sendInterim(int status, List<Field> fields) {
        // A peer that takes nothing is not told of progress, or it would all be kept for it.
        if (over || outbound.isWaitingForRoom()) {
            return;
        }
        response.inform(status, fields);
        move(outbound::flush);
    }

    @Override
    public void respond(int status, List<Field> fields) {
        if (begun) {
            throw new IllegalStateException("the response has begun");
        }
        if (status == 101 ? !switches : status < 200 || status > 599) {
            throw new IllegalArgumentException("not the status of a final response: " + status);
        }
        List<Field> kept = List.copyOf(fields);
        for (Field field : kept) {
            if (field.name().equalsIgnoreCase("Content-Length")
                    && !Framing.isLength(field.value())) {
                throw new IllegalArgumentException("no Content-Length: " + field.value());
            }
        }
        begun = true;
        post(() -> begin(status, kept));
    }

    private void begin(int status, List<Field> fields) {
        if (over) {
            return;
        }
        if (status == 101 && expectsContinue && !content.isBegun()) {
            // RFC 9110 §7.8: the content is still to come, before anything of the new protocol.
            move(
                    () -> {
                        sendContinue();
                        return true;
                    });
        }
        response.begin(status, fields);
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        requireBegun();
        return attempt(() -> send(src), tellWritable);
    }

    private int send(ByteBuffer src) throws IOException {
        int count = response.write(src);
        waitsForRoom |= src.hasRemaining();
        connection.watchSending();
        return count;
    }

    @Override
    public boolean flush() throws IOException {
        requireBegun();
        return attempt(this::flushed, tellWritable) == 1;
    }

    private int flushed() throws IOException {
        boolean flushed = response.flush();
        waitsForRoom |= !flushed;
        connection.watchSending();
        return flushed ? 1 : 0;
    }

    @Override
    public void end(List<Field> trailers) {
        requireBegun();
        if (ended) {
            return;
        }
        ended = true;
        List<Field> kept = List.copyOf(trailers);
        if (strand.isCurrent()) {
            complete(kept);
            return;
        }
        connection.enterEnd();
        try {
            strand.execute(() -> complete(kept));
        } finally {
            connection.leaveEnd();
        }
    }

    private void complete(List<Field> trailers) {
        if (over) {
            return;
        }
        try {
            if (!response.end(trailers)) {
                connection.cutOff(new IOException("less content than Content-Length has said"));
                return;
            }
        } catch (IOException e) {
            // The duplex has closed itself, and onClosed() follows with the cause.
        }
        over = true;
        content.rest();
        connection.watchSending();
        connection.turn();
    }

    @Override
    public void abort(Throwable cause) {
        post(
                () -> {
                    if (!over) {
                        connection.cutOff(cause);
                    }
                });
    }

    @Override
    public void handOver(Function<Duplex, Connection> connections) {
        if (begun) {
            throw new IllegalStateException("the response has begun");
        }
        switches = true;
        post(() -> successors = connections);
    }

    /** What follows on the connection, if the response was a 101; null otherwise. */
    @Nullable Function<Duplex, Connection> successors() {
        return response.status() == 101 ? successors : null;
    }

    RequestContent content() {
        return content;
    }

    ResponseWriter response() {
        return response;
    }

    /** True if the response has ended, or was cut off. */
    boolean isOver() {
        return over;
    }

    /** Cuts the exchange off, and tells whoever answers; nothing if it is over. */
    void fail(IOException cause) {
        strand.check();
        if (over) {
            return;
        }
        silence(cause);
        // Not from inside a call of theirs.
        strand.execute(() -> listener.onAborted(cause));
    }

    /** Cuts the exchange off and tells nobody. */
    void silence(IOException cause) {
        strand.check();
        over = true;
        failure = cause;
        content.rest();
    }

    /** There may be more to read. */
    void onReadable() {
        strand.check();
        if (!over && content.isWaiting()) {
            content.rest();
            listener.onReadable();
        }
    }

    /**
     * There may be room to write.
     *
     * @throws IOException if the transport failed
     */
    void onWritable() throws IOException {
        strand.check();
        response.resume();
        if (!over && waitsForRoom) {
            waitsForRoom = false;
            listener.onWritable();
        }
    }

    private void tellReadable() {
        if (!over) {
            listener.onReadable();
        }
    }

    private void tellWritable() {
        if (!over) {
            listener.onWritable();
        }
    }

    /** True if another request may follow, as far as can be told when the response begins. */
    private boolean mayPersist() {
        // RFC 9110 §10.1.1: whether content will come that was not asked for, nobody knows.
        boolean isUncertain = expectsContinue && !content.isBegun();
        return connection.mayPersist(request)
                && !isUncertain
                && !(content.isUnasked() && connection.isTooMuchToDrop(content));
    }

    private void requireBegun() {
        if (!begun) {
            throw new IllegalStateException("the response has not begun");
        }
    }

    private void post(Runnable task) {
        if (strand.isCurrent()) {
            task.run();
        } else {
            strand.execute(task);
        }
    }

    private void move(Flushing step) {
        try {
            step.run();
            connection.watchSending();
        } catch (IOException e) {
            // The duplex has closed itself, and onClosed() follows with the cause.
        }
    }

    private int attempt(Attempt.Step step, Runnable retry) throws IOException {
        requireGoingOn();
        return Attempt.take(
                strand,
                () -> {
                    requireGoingOn();
                    return step.run();
                },
                retry);
    }

    private void requireGoingOn() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
        if (ended) {
            throw new IOException("the exchange has ended");
        }
    }

    /** What sends. */
    @FunctionalInterface
    private interface Flushing {
        boolean run() throws IOException;
    }
}
