package org.upgradefilter.jetty.connector;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Connection;
import org.upgradefilter.takeover.Takeover;

/** What replaces Jetty's HTTP connection on the end point; passes its events on. */
public final class JettyConnection extends AbstractConnection
        implements org.eclipse.jetty.io.Connection.UpgradeTo {

    private final Connector connector;
    private final HttpConfiguration http;
    private final Takeover takeover;
    private final JettyDuplex duplex;

    private volatile @Nullable Connection connection;

    /**
     * @param replaced what the switch was asked for on
     */
    public JettyConnection(ConnectionMetaData replaced, Takeover takeover) {
        super(replaced.getConnection().getEndPoint(), replaced.getConnector().getExecutor());
        connector = replaced.getConnector();
        http = replaced.getHttpConfiguration();
        this.takeover = takeover;
        duplex = new JettyDuplex(this, connector.getExecutor(), takeover.application());
        // Who counts the connections of a connector has been told that HTTP's is closed.
        connector.getEventListeners().forEach(this::addEventListener);
    }

    Connector connector() {
        return connector;
    }

    /** How HTTP is spoken on this connector. */
    HttpConfiguration http() {
        return http;
    }

    /** Bytes that were taken for a request, and are read once more. Before it is opened. */
    public void replay(ByteBuffer bytes) {
        duplex.unread(bytes);
    }

    /** Bytes that came with the request; called before {@link #onOpen}, if at all. */
    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        duplex.unread(buffer);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        if (isStillAnswering()) {
            getEndPoint().close();
            return;
        }
        // 0: for ever. Every time limit is the connection's own.
        getEndPoint().setIdleTimeout(0);
        // On another thread, so that the request is over before the application is called: Jetty
        // recycles it only after this method (12.0, 12.1).
        getExecutor()
                .execute(
                        () ->
                                duplex.dispatch(
                                        () ->
                                                connection =
                                                        takeover.begin(duplex, duplex.signals())));
    }

    /**
     * True if the 101 waits for a peer that does not read. A connector that has sent it by itself
     * does not wait for it (12.0, 12.1), and nobody can ask when it is through.
     */
    private boolean isStillAnswering() {
        try {
            getEndPoint().write(Callback.NOOP, BufferUtil.EMPTY_BUFFER);
            return false;
        } catch (WritePendingException e) {
            return true;
        }
    }

    @Override
    public void onFillable() {
        duplex.dispatchReadable();
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        duplex.end(asIOException(cause));
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
        super.onClose(cause);
        duplex.end(
                cause == null
                        ? new EOFException("the container closed the connection")
                        : asIOException(cause));
    }

    /** Only when the server stops gracefully: Jetty shortens the idle timeout then (12.0, 12.1). */
    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        shutdown();
        return false;
    }

    /** Called by the connector when it stops, just before it closes every end point. */
    @Override
    public void close() {
        if (!shutdown()) {
            super.close();
        }
    }

    private boolean shutdown() {
        Connection opened = connection;
        if (opened == null) {
            return false;
        }
        opened.shutdown();
        return true;
    }

    static IOException asIOException(Throwable cause) {
        return cause instanceof IOException io ? io : new IOException(cause);
    }
}
