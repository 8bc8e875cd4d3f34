package org.upgradefilter.tomcat.coyote;

import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import org.apache.coyote.UpgradeToken;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.coyote.http11.upgrade.UpgradeProcessorInternal;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.takeover.Takeover;

/**
 * What Tomcat calls after the 101: by implementing its internal sub-interface of {@code
 * HttpUpgradeHandler}, we are given the socket instead of servlet streams (Tomcat 10.1 and 11).
 *
 * <p>Tomcat calls {@link #setSocketWrapper} and {@link #init} once, then {@link #upgradeDispatch}
 * for every event, one at a time, on a worker thread that holds the socket's lock.
 */
public final class TomcatUpgradeHandler implements InternalHttpUpgradeHandler {

    private @Nullable Takeover takeover;
    private @Nullable SocketWrapperBase<?> socket;
    private @Nullable TomcatDuplex duplex;

    /** For Tomcat, which makes the handler by reflection. */
    public TomcatUpgradeHandler() {}

    public void take(Takeover taken) {
        takeover = taken;
    }

    /** What Tomcat has for a connection of {@code token}'s handler, which begins. */
    public static UpgradeProcessorInternal begun(SocketWrapperBase<?> socket, UpgradeToken token) {
        UpgradeProcessorInternal processor = new UpgradeProcessorInternal(socket, token, null);
        token.getHttpUpgradeHandler().init(processor);
        return processor;
    }

    @Override
    public void setSocketWrapper(SocketWrapperBase<?> wrapper) {
        socket = wrapper;
    }

    @Override
    public void init(WebConnection connection) {
        duplex =
                TomcatDuplex.begin(
                        Objects.requireNonNull(socket), Objects.requireNonNull(takeover));
        takeover = null;
    }

    @Override
    public SocketState upgradeDispatch(SocketEvent event) {
        TomcatDuplex opened = duplex;
        if (opened == null) {
            // Nothing was given that could use the socket.
            return SocketState.CLOSED;
        }
        switch (event) {
            case OPEN_READ -> opened.dispatchReadable();
            case OPEN_WRITE -> opened.dispatchWritable();
            case DISCONNECT, STOP ->
                    opened.end(new EOFException("the container closed the socket"));
            case ERROR, CONNECT_FAIL -> {
                IOException error = error();
                if (error instanceof EOFException) {
                    // The peer has finished; NIO2 tells it that way when it was waiting (10.1, 11).
                    opened.dispatchReadable();
                } else {
                    opened.end(error);
                }
            }
            case TIMEOUT -> {
                // Ours are the only time limits; Tomcat's are switched off.
            }
        }
        // SUSPENDED: Tomcat polls for nothing by itself, so that not reading is back-pressure. The
        // duplex registers its interest when it has read all there was (Tomcat 10.1, 11).
        return opened.isClosed() ? SocketState.CLOSED : SocketState.SUSPENDED;
    }

    private IOException error() {
        IOException error = Objects.requireNonNull(socket).getError();
        return error == null ? new IOException("the socket failed") : error;
    }

    @Override
    public void destroy() {
        if (duplex != null) {
            duplex.end(new EOFException("the container closed the connection"));
        }
    }

    @Override
    public void setSslSupport(SSLSupport sslSupport) {
        // Nothing after the switch asks for it.
    }

    @Override
    public void timeoutAsync(long now) {
        // Only for handlers that wait in Tomcat's own queue, which SUSPENDED ones do not.
    }

    @Override
    public void pause() {
        // Called when the connector is about to stop; the filter's destroy() follows and says
        // good-bye.
    }
}
