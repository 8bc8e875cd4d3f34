package org.upgradefilter.tls;

import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Strand;
import org.upgradefilter.io.Timer;
import org.upgradefilter.io.Timer.Timeout;

/**
 * TLS over a {@link Duplex}, server side (RFC 2817 §3.3): shakes hands, then opens what is spoken
 * inside and carries the transport's events to it.
 *
 * <p>A handshake that fails, or takes too long, ends the connection after the alert. Bytes that are
 * no ClientHello end it without one: nobody is there who could read it.
 */
public final class TlsConnection implements Connection {

    private static final System.Logger LOG = System.getLogger(TlsConnection.class.getName());

    /** How long close_notify, and what was written before it, may take to leave. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Duplex lower;
    private final Timer timer;
    private final Duration handshakeTimeout;
    private final Inside inside;
    private final SSLEngine engine;
    private final RecordLayer records;
    private final TlsDuplex tls;

    // Confined to the strand.
    private Timeout deadline = Timeout.NONE;
    private @Nullable Connection inner;
    private boolean ending;

    /**
     * @param lower where TLS is spoken from now on; the peer's first byte is a ClientHello's
     * @param host of the request that asked for the switch, as its {@code Host} says, with or
     *     without a port: it chooses the certificate if the client names no other host; empty if
     *     there is none
     * @param inside called when the handshake is through
     */
    public TlsConnection(
            Duplex lower, Timer timer, TlsSettings settings, String host, Inside inside) {
        this.lower = lower;
        this.timer = timer;
        this.inside = inside;
        handshakeTimeout = settings.handshakeTimeout();
        engine = settings.newEngine(host);
        records = new RecordLayer(lower, engine, this::handshake);
        tls = new TlsDuplex(lower, records, this::end, this::breakOff);
    }

    @Override
    public void onOpen() {
        strand().check();
        deadline = timer.schedule(handshakeTimeout, () -> strand().execute(this::onDeadline));
        handshake();
    }

    @Override
    public void onReadable() {
        strand().check();
        if (inner == null) {
            handshake();
        } else {
            tls.signals().readable();
        }
    }

    @Override
    public void onWritable() {
        strand().check();
        if (ending) {
            sayGoodbye();
            return;
        }
        flushOwed();
        if (ending) {
            return;
        }
        if (inner == null) {
            handshake();
        } else {
            tls.onWritable();
        }
    }

    private void handshake() {
        if (ending || inner != null) {
            return;
        }
        try {
            if (!records.handshake()) {
                return;
            }
        } catch (IOException e) {
            end(e);
            return;
        }
        deadline.cancel();
        String agreed = engine.getApplicationProtocol();
        inner = inside.open(tls, engine.getSession(), agreed == null ? "" : agreed);
        tls.signals().open(inner);
        // Behind what is said inside at once, which takes the end of the handshake along.
        strand().execute(this::flushOwed);
    }

    private void flushOwed() {
        if (ending) {
            return;
        }
        try {
            records.flushOwed();
        } catch (IOException e) {
            end(e);
        }
    }

    private void onDeadline() {
        if (inner == null) {
            end(new SSLHandshakeException("no handshake within " + handshakeTimeout));
        }
    }

    /**
     * Ends both directions; what is inside hears of it at once, and the peer when there is room.
     */
    private void end(@Nullable IOException cause) {
        strand().check();
        if (ending) {
            return;
        }
        ending = true;
        LOG.log(System.Logger.Level.DEBUG, "TLS ends", cause);
        deadline.cancel();
        deadline = timer.schedule(CLOSE_TIMEOUT, lower::close);
        tls.end(cause);
        sayGoodbye();
    }

    /** Ends both directions, and lets the peer see that it was not meant to be the end. */
    private void breakOff(@Nullable IOException cause) {
        strand().check();
        if (ending) {
            return;
        }
        ending = true;
        deadline.cancel();
        tls.end(cause);
        lower.abort();
    }

    private void sayGoodbye() {
        try {
            if (!records.sayGoodbye()) {
                return;
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the peer could not be told of the end", e);
        }
        lower.close();
    }

    /** Bytes of the stream of records are lost; until there nothing changes. */
    @Override
    public void onOverflow() {
        strand().check();
        if (inner == null) {
            end(new SSLHandshakeException("more was received than could be kept"));
        } else {
            tls.signals().overflow();
        }
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        strand().check();
        ending = true;
        deadline.cancel();
        tls.end(cause);
        records.endWriting();
    }

    @Override
    public void shutdown() {
        strand().execute(
                        () -> {
                            if (inner == null) {
                                end(null);
                            } else {
                                inner.shutdown();
                            }
                        });
    }

    /** True if a buffer of the pool is in use for it. */
    boolean holdsBuffer() {
        strand().check();
        return records.holdsBuffer();
    }

    private Strand strand() {
        return lower.strand();
    }
}
