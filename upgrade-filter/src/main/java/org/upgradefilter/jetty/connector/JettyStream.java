package org.upgradefilter.jetty.connector;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Encryption;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;

/**
 * An {@link Exchange} as the stream of a channel of Jetty's.
 *
 * <p>Methods of {@link ExchangeListener} are called on the strand; those of {@link HttpStream} by
 * Jetty, on any thread.
 */
final class JettyStream implements HttpStream, ExchangeListener {

    private static final System.Logger LOG = System.getLogger(JettyStream.class.getName());

    /** How far the request has come, and whether it was cut off. */
    private enum Phase {
        WAITING,
        BEGUN,
        HANDED_ON,
        ABORTED,
        /** The channel may be another request's. */
        LEFT
    }

    private final JettyHandler handler;
    private final Exchange exchange;
    private final String id;
    private final StreamContent content;
    private final StreamResponse response;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.WAITING);
    private final AtomicBoolean left = new AtomicBoolean();

    // Written before the phase that tells of it.
    private JettyChannels.@Nullable Channel channel;
    private @Nullable IOException aborted;

    private volatile long idleTimeoutMs;

    /** Who has the application handle the request, as long as it does. */
    private volatile @Nullable Thread within;

    JettyStream(JettyHandler handler, Exchange exchange, long number) {
        this.handler = handler;
        this.exchange = exchange;
        id = exchange.name().isEmpty() ? Long.toString(number) : exchange.name();
        content = new StreamContent(exchange, this::tellOfContent);
        response =
                new StreamResponse(
                        exchange, handler.strand(), task -> handler.outside(exchange, task));
    }

    Exchange exchange() {
        return exchange;
    }

    private HttpChannel channel() {
        return Objects.requireNonNull(channel).http();
    }

    /** Has the application handle the request. Off the strand. */
    void begin() {
        if (!phase.compareAndSet(Phase.WAITING, Phase.BEGUN)) {
            // Cut off while it waited: the application never hears of it.
            exchange.leave();
            handler.left(this);
            return;
        }
        Runnable handling = handOn();
        if (!phase.compareAndSet(Phase.BEGUN, Phase.HANDED_ON)) {
            handling = channel().onFailure(Objects.requireNonNull(aborted));
        }
        within = Thread.currentThread();
        try {
            run(handling);
        } catch (RuntimeException failure) {
            // Of Jetty's, which catches what an application throws.
            LOG.log(System.Logger.Level.WARNING, "a request could not be handled", failure);
            failed(failure);
        } finally {
            within = null;
        }
    }

    /** No worker will have the application handle the request. */
    void reject(RejectedExecutionException stopped) {
        phase.set(Phase.ABORTED);
        exchange.refuse(stopped);
        exchange.leave();
        handler.left(this);
    }

    /** Gives the request to a channel, and what to run then. */
    private @Nullable Runnable handOn() {
        JettyChannels.Channel taken = handler.channels().take();
        channel = taken;
        HttpChannel through = taken.http();
        through.setHttpStream(this);
        through.initialize();
        taken.facts().adapt(exchange.request());
        try {
            Runnable handling =
                    through.onRequest(JettyMessages.request(exchange.request(), taken.facts()));
            attribute(through.getRequest());
            return handling;
        } catch (RuntimeException objection) {
            return through.onFailure(objection);
        }
    }

    private void attribute(Request request) {
        request.setAttribute(Exchange.class.getName(), exchange);
        Encryption encryption = exchange.request().encryption();
        if (encryption != null) {
            request.setAttribute(
                    EndPoint.SslSessionData.ATTRIBUTE, new JettyEncryption(encryption));
        }
    }

    private static void run(@Nullable Runnable task) {
        if (task != null) {
            task.run();
        }
    }

    @Override
    public void onReadable() {
        content.onReadable();
    }

    private void tellOfContent() {
        Runnable task = channel().onContentAvailable();
        if (task != null) {
            handler.outside(exchange, task);
        }
    }

    @Override
    public void onWritable() {
        response.advance();
    }

    @Override
    public void onAborted(IOException cause) {
        IOException quiet = JettyMessages.quiet(cause);
        aborted = quiet;
        if (phase.getAndSet(Phase.ABORTED) == Phase.HANDED_ON) {
            // First of all what waits to be sent, whose callback wants the channel.
            Runnable failing = response.attempt();
            handler.outside(exchange, () -> fail(failing, quiet));
        }
    }

    private void fail(@Nullable Runnable failing, IOException cause) {
        try {
            run(failing);
        } catch (IllegalStateException late) {
            if (!left.get()) {
                throw late;
            }
            // Jetty has ended the request since, and knows of no write any more (12.0, 12.1).
            LOG.log(System.Logger.Level.DEBUG, "a write failed after its request", late);
        }
        run(channel().onFailure(cause));
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public Content.@Nullable Chunk read() {
        return content.read();
    }

    @Override
    public void demand() {
        content.demand();
    }

    /** What is not read is dropped by the engine, which knows if the connection bears it. */
    @Override
    public @Nullable Throwable consumeAvailable() {
        content.drop();
        return null;
    }

    @Override
    public void prepareResponse(HttpFields.Mutable headers) {
        // What concerns the connection is the engine's.
    }

    @Override
    public void send(
            MetaData.Request request,
            MetaData.@Nullable Response head,
            boolean last,
            @Nullable ByteBuffer bytes,
            Callback callback) {
        response.send(head, last, bytes, callback);
    }

    /** Since 12.1, which calls it with a lock held; so all is done when the result is run. */
    @SuppressWarnings({"unused", "MissingOverride"})
    public Runnable cancelSend(Throwable cause, Callback waiting) {
        return () -> response.cancel(cause, waiting);
    }

    @Override
    public boolean isCommitted() {
        return response.isBegun();
    }

    /** Kept for who asks: every time limit is the engine's. */
    @Override
    public long getIdleTimeout() {
        return idleTimeoutMs;
    }

    @Override
    public void setIdleTimeout(long milliseconds) {
        idleTimeoutMs = milliseconds;
    }

    @Override
    public void succeeded() {
        leave(null);
    }

    @Override
    public void failed(Throwable cause) {
        leave(cause);
    }

    /**
     * @param cause null if Jetty knows of nothing against the response
     */
    private void leave(@Nullable Throwable cause) {
        if (!left.compareAndSet(false, true)) {
            return;
        }
        if (!response.hasEnded()) {
            exchange.abort(
                    cause == null
                            ? new IllegalStateException("the response was not ended")
                            : cause);
        }
        content.release();
        JettyChannels.Channel through = Objects.requireNonNull(channel);
        through.http().recycle();
        boolean wasAborted = phase.getAndSet(Phase.LEFT) == Phase.ABORTED;
        if (cause == null && !wasAborted && within == Thread.currentThread()) {
            // Who is told of an abort may still be on his way into the channel; and who goes on
            // with a request that is asynchronous need not know that its time is up: what he writes
            // then would be in the response of the next one. What has failed a request is told of
            // the next one as well (12.0, 12.1).
            handler.channels().give(through);
        }
        exchange.leave();
        handler.left(this);
    }
}
