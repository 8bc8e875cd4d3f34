package org.upgradefilter.http2;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Timer;

/** The server's end of one HTTP/2 connection (RFC 9113). */
public final class Http2Connection implements Connection {

    /**
     * @param duplex what is spoken over; the client's preface is awaited first
     * @param timer for every time limit of the connection
     * @param handler answers the requests
     */
    public Http2Connection(
            Duplex duplex, Timer timer, Http2Settings settings, HttpHandler handler) {
        throw new UnsupportedOperationException();
    }

    /**
     * A connection that was upgraded to: stream 1 is answered before any other, the client's
     * preface follows.
     */
    public Http2Connection(
            Duplex duplex,
            Timer timer,
            Http2Settings settings,
            HttpHandler handler,
            FirstStream first) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onOpen() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onReadable() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onWritable() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onOverflow() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        throw new UnsupportedOperationException();
    }
}
