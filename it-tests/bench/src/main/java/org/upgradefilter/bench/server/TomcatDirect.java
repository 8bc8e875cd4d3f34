package org.upgradefilter.bench.server;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** Echoes frames on the worker that Tomcat sends with input: what its socket gives at most. */
final class TomcatDirect extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        WebSocketAnswer.write(request, response);
        request.upgrade(Loop.class);
    }

    /** Reads without waiting and, as a peer that reads is supposed, writes with waiting. */
    public static final class Loop implements InternalHttpUpgradeHandler {

        private final FrameTurner turner = new FrameTurner();
        private final ByteBuffer buffer = FrameTurner.buffer();
        private @Nullable SocketWrapperBase<?> wrapper;

        /** For Tomcat, which makes it by reflection. */
        public Loop() {}

        @Override
        public void setSocketWrapper(SocketWrapperBase<?> given) {
            wrapper = given;
        }

        @Override
        public void init(WebConnection connection) {
            SocketWrapperBase<?> socket = Objects.requireNonNull(wrapper);
            socket.setReadTimeout(-1);
            socket.setWriteTimeout(-1);
        }

        @Override
        public SocketState upgradeDispatch(SocketEvent event) {
            SocketWrapperBase<?> socket = Objects.requireNonNull(wrapper);
            if (event == SocketEvent.OPEN_READ && isEchoed(socket)) {
                return SocketState.UPGRADED;
            }
            socket.close();
            return SocketState.CLOSED;
        }

        private boolean isEchoed(SocketWrapperBase<?> socket) {
            try {
                int read;
                while ((read = socket.read(false, FrameTurner.clear(buffer))) > 0) {
                    turner.turn(buffer);
                    socket.write(true, buffer);
                }
                socket.flush(true);
                // An end is told by -1 here, and by an EOFException there (10.1.62).
                return read == 0;
            } catch (EOFException e) {
                return false; // the peer has finished
            } catch (IOException e) {
                return false; // the peer is gone
            }
        }

        @Override
        public void destroy() {
            // Nothing is held.
        }

        @Override
        public void setSslSupport(SSLSupport sslSupport) {
            // There is no TLS here.
        }

        @Override
        public void timeoutAsync(long now) {
            // There is no time limit here.
        }

        @Override
        public void pause() {
            // The process ends with the server.
        }
    }
}
