package org.upgradefilter.http2;

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
import org.upgradefilter.http.Field;
import org.upgradefilter.io.Attempt;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Strand;

/**
 * One request and its answer on a stream (RFC 9113 §5.1): the door by which other threads come in.
 *
 * <p>What moves bytes is done on the caller's thread if the strand is free. If it is not, what is
 * written is copied, as long as it is little, so that who answers briefly never waits; else the
 * caller is told that nothing can be moved now, and is called back when the strand is free. Methods
 * without Javadoc of their own: any thread. The others are confined to the strand.
 */
final class Http2Stream implements Exchange {

    private static final System.Logger LOG = System.getLogger(Http2Connection.class.getName());

    private static final int NOT_IMPLEMENTED = 501;

    /** What is copied at once for a caller who would have to wait. */
    private static final int MAX_COPIED_BYTES = 16 * 1024;

    /** As many copies may wait for the strand, so that a caller is not woken for each. */
    private static final int MAX_COPIES = 4;

    /** Hears of an exchange that nobody is interested in. */
    static final ExchangeListener NOBODY =
            new ExchangeListener() {
                @Override
                public void onReadable() {}

                @Override
                public void onWritable() {}

                @Override
                public void onAborted(IOException cause) {}
            };

    private final int id;
    private final HttpRequest request;
    private final boolean tunnels;
    private final Streams streams;
    private final HttpHandler handler;
    private final Duplex duplex;
    private final Strand strand;
    private final Received received;
    private final Sending sending;
    private final Runnable awaitContent = this::awaitContent;
    private final Runnable awaitRoom = this::awaitRoom;

    // Of whoever answers.
    private volatile boolean begun;
    private volatile boolean switches;
    private volatile boolean ended;

    /** How often something was written. */
    private volatile int writes;

    /** How many of {@link #writes} are known to have left; -1 for not even the head. */
    private volatile int leftWrites = -1;

    /** How often something was copied. */
    private volatile int copied;

    /** How many copies were sent. Written on the strand. */
    private volatile int copiesSent;

    /** True while there is no room for what was copied. Written on the strand. */
    private volatile boolean crowded;

    /** Why nothing can be moved any more; null as long as it can. Written on the strand. */
    private volatile @Nullable IOException failure;

    // Confined to the strand.
    private ExchangeListener listener = NOBODY;
    private @Nullable Function<Duplex, Connection> successors;
    private boolean expectsContinue;

    /** True when the response has ended or was cut off: nothing more is heard of the exchange. */
    private boolean over;

    /** True when the last frame was written. */
    private boolean sent;

    private boolean left;

    /**
     * @param tunnels true if the stream itself may be handed over
     * @param window how much the peer takes at first, in bytes
     * @param handler what answers
     */
    Http2Stream(
            int id,
            HttpRequest request,
            boolean tunnels,
            Streams streams,
            int window,
            HttpHandler handler) {
        this.id = id;
        this.request = request;
        this.tunnels = tunnels;
        this.streams = streams;
        this.handler = handler;
        duplex = streams.duplex();
        strand = duplex.strand();
        received = streams.newContent(this);
        sending = new Sending(id, isHead(request), window, streams.wire(), new Answer());
        expectsContinue = request.contentLength() != 0 && expectsContinue(request);
    }

    private static boolean isHead(HttpRequest request) {
        return request.method().equals("HEAD");
    }

    // RFC 9110 §10.1.1
    private static boolean expectsContinue(HttpRequest request) {
        return "100-continue".equalsIgnoreCase(request.first("expect"));
    }

    int id() {
        return id;
    }

    /** What is to come, in bytes; negative if that is not known, as of what a tunnel carries. */
    long contentLength() {
        return tunnels ? -1 : request.contentLength();
    }

    Received received() {
        return received;
    }

    Sending sending() {
        return sending;
    }

    /** Has the request answered. */
    void begin() {
        strand.check();
        try {
            ExchangeListener hears = handler.handle(this);
            if (!over) {
                listener = hears;
            }
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "a request could not be handed on", failure);
            abort(failure);
            leave();
        }
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

    /** Never the thread that is here for the connection: others than this stream need it. */
    @Override
    public Executor workers() {
        return duplex.nextTurns();
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        if (!dst.hasRemaining()) {
            throw new IllegalArgumentException("no room to read into");
        }
        if (tunnels) {
            return -1; // What comes is for whoever the stream is handed to.
        }
        requireGoingOn();
        int count = received.read(dst);
        if (count > 0) {
            post(() -> streams.read(this, count));
        } else if (count == 0) {
            post(awaitContent);
        }
        return count;
    }

    private void awaitContent() {
        if (over) {
            return;
        }
        if (!received.await()) {
            listener.onReadable();
        } else if (expectsContinue && !received.isBegun()) {
            expectsContinue = false;
            sending.inform(100, List.of());
        }
    }

    @Override
    public List<Field> trailers() {
        return received.trailers();
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
        post(
                () -> {
                    if (!over) {
                        sending.inform(status, kept);
                    }
                });
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
                    && !RequestHeads.isLength(field.value())) {
                throw new IllegalArgumentException("no Content-Length: " + field.value());
            }
        }
        begun = true;
        // To a CONNECT, any 2xx would say that the stream is a tunnel now (RFC 9110 §9.3.6).
        int told = tunnels && status >= 200 && status < 300 ? NOT_IMPLEMENTED : status;
        post(
                () -> {
                    if (!over) {
                        sending.begin(told, kept);
                    }
                });
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One at a time writes.
    public int write(ByteBuffer src) throws IOException {
        requireBegun();
        requireGoingOn();
        writes++;
        int count =
                Attempt.takeIfFree(
                        strand,
                        () -> {
                            requireGoingOn();
                            return sending.write(src);
                        });
        return count < 0 ? copy(src) : count;
    }

    /** Others are on the strand: leaves them a copy, unless there are enough of them. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // One at a time writes.
    private int copy(ByteBuffer src) {
        if (crowded || copied - copiesSent >= MAX_COPIES) {
            strand.execute(awaitRoom);
            return 0;
        }
        copied++;
        int count = Math.min(src.remaining(), MAX_COPIED_BYTES);
        byte[] bytes = new byte[count];
        src.get(bytes);
        strand.execute(() -> send(ByteBuffer.wrap(bytes)));
        return count;
    }

    private void send(ByteBuffer content) {
        if (over) {
            return;
        }
        try {
            sending.keep(content);
            crowded = sending.isKeeping();
        } catch (IOException e) {
            // Who has written it may wait for room.
            fail(e);
            streams.reset(this, ErrorCode.INTERNAL_ERROR);
        }
    }

    private void awaitRoom() {
        if (!over && !sending.awaitKept()) {
            listener.onWritable();
        }
    }

    @Override
    public boolean flush() throws IOException {
        requireBegun();
        requireGoingOn();
        int asked = writes;
        if (leftWrites == asked) {
            return true;
        }
        int flushed =
                Attempt.takeIfFree(
                        strand,
                        () -> {
                            requireGoingOn();
                            return sending.flush() ? 1 : 0;
                        });
        if (flushed < 0) {
            strand.execute(() -> flushLater(asked));
        }
        return flushed == 1;
    }

    private void flushLater(int asked) {
        if (!over && sending.flush()) {
            // Since then, more may have been written.
            leftWrites = asked;
            listener.onWritable();
        }
    }

    @Override
    public void end(List<Field> trailers) {
        requireBegun();
        if (ended) {
            return;
        }
        ended = true;
        List<Field> kept = List.copyOf(trailers);
        post(() -> complete(kept));
    }

    private void complete(List<Field> trailers) {
        if (over) {
            return;
        }
        Function<Duplex, Connection> next = successors;
        if (next != null && sending.status() == 101) {
            over = true;
            becomeTunnel(next);
        } else if (sending.end(trailers)) {
            over = true;
            dropContent();
        } else {
            abort(new IOException("less content than Content-Length has said"));
        }
    }

    private void becomeTunnel(Function<Duplex, Connection> next) {
        sending.flush();
        StreamDuplex tunnel = new StreamDuplex(this, duplex, streams);
        listener = tunnel;
        received.takeYourTime();
        tunnel.open(next);
        if (streams.isStopping()) {
            shutdown();
        }
    }

    /** The connection will end; a request is answered before, what is no request is told. */
    void shutdown() {
        if (listener instanceof StreamDuplex tunnel) {
            tunnel.shutdown();
        }
    }

    /** What nobody will read is dropped for a while, so that the peer may come to its end. */
    void dropContent() {
        streams.consumed(this, received.drop());
        listener = NOBODY;
        streams.closeIfDone(this);
        streams.awaitEnd(this);
    }

    @Override
    public void abort(Throwable cause) {
        cutOff(cause, ErrorCode.INTERNAL_ERROR);
    }

    @Override
    public void refuse(Throwable cause) {
        cutOff(cause, begun ? ErrorCode.INTERNAL_ERROR : ErrorCode.REFUSED_STREAM);
    }

    private void cutOff(Throwable cause, ErrorCode code) {
        post(
                () -> {
                    if (!over) {
                        silence(new IOException("the exchange was cut off", cause));
                        streams.reset(this, code);
                    }
                });
    }

    @Override
    public void leave() {
        post(
                () -> {
                    if (!left) {
                        left = true;
                        streams.left();
                    }
                });
    }

    @Override
    public void handOver(Function<Duplex, Connection> connections) {
        if (begun) {
            throw new IllegalStateException("the response has begun");
        }
        if (!tunnels) {
            throw new IllegalStateException("only a CONNECT of RFC 8441 gives its stream away");
        }
        switches = true;
        post(() -> successors = connections);
    }

    /** True if another protocol is spoken on the stream. */
    boolean isHandedOver() {
        return listener instanceof StreamDuplex;
    }

    /** True when the last frame was written. */
    boolean isSent() {
        return sent;
    }

    /** Cuts the exchange off, and tells whoever answers; nothing if it is over. */
    void fail(IOException cause) {
        strand.check();
        ExchangeListener told = listener;
        boolean tells = !over || told instanceof StreamDuplex;
        silence(cause);
        if (tells) {
            // Not from inside a call of theirs.
            strand.execute(() -> told.onAborted(cause));
        }
    }

    /** Cuts the exchange off and tells nobody. */
    void silence(IOException cause) {
        strand.check();
        over = true;
        failure = cause;
        listener = NOBODY;
        sending.stop();
        streams.consumed(received.drop());
    }

    /** Content, or its end, has come. */
    void onReceived() {
        strand.check();
        if (received.isWaiting()) {
            received.notWaiting();
            listener.onReadable();
        }
        if (received.isComplete()) {
            streams.closeIfDone(this);
        }
    }

    private void requireBegun() {
        if (!begun) {
            throw new IllegalStateException("the response has not begun");
        }
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

    private void post(Runnable task) {
        if (strand.isCurrent()) {
            task.run();
        } else {
            strand.execute(task);
        }
    }

    /** What becomes of the response. */
    private final class Answer implements Sending.Owner {

        @Override
        public void onRoom() {
            listener.onWritable();
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // On the strand only.
        public void onKeptSent() {
            copiesSent++;
            crowded = sending.isKeeping();
        }

        @Override
        public void onSent() {
            sent = true;
            streams.closeIfDone(Http2Stream.this);
            if (received.isDropping()) {
                streams.awaitEnd(Http2Stream.this);
            }
        }

        @Override
        public void onStalled() {
            onFailed("the peer has opened no window for too long");
            streams.stalled();
        }

        @Override
        public void onFailed(String reason) {
            fail(new IOException(reason));
            streams.reset(Http2Stream.this, ErrorCode.CANCEL);
        }
    }
}
