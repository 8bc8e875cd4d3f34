package org.upgradefilter.bench.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Blocker;

/** Echoes frames on the worker that Jetty sends with input: what its end point gives at most. */
final class JettyDirect extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        Request core = ServletContextRequest.getServletContextRequest(request);
        ConnectionMetaData connection = core.getConnectionMetaData();
        WebSocketAnswer.write(request, response);
        core.setAttribute(
                HttpStream.UPGRADE_CONNECTION_ATTRIBUTE,
                new Loop(
                        connection.getConnection().getEndPoint(),
                        connection.getConnector().getExecutor()));
    }

    /** Fills without waiting and, as a peer that reads is supposed, writes with waiting. */
    private static final class Loop extends AbstractConnection implements Connection.UpgradeTo {

        private final FrameTurner turner = new FrameTurner();
        private final ByteBuffer buffer = FrameTurner.buffer();
        private final ByteBuffer room = buffer.slice();

        Loop(EndPoint endPoint, Executor executor) {
            super(endPoint, executor);
        }

        @Override
        public void onUpgradeTo(ByteBuffer bytes) {
            // The client of this benchmark sends nothing before the 101.
            if (bytes.hasRemaining()) {
                throw new IllegalStateException("bytes came with the handshake");
            }
        }

        @Override
        public void onOpen() {
            super.onOpen();
            getEndPoint().setIdleTimeout(0);
            fillInterested();
        }

        @Override
        public void onFillable() {
            try {
                while (true) {
                    // Jetty fills an empty buffer from its beginning, whatever its position.
                    int read = getEndPoint().fill(room.position(0).limit(0));
                    if (read < 0) {
                        close();
                        return;
                    }
                    if (read == 0) {
                        fillInterested();
                        return;
                    }
                    FrameTurner.clear(buffer);
                    turner.turn(buffer.position(FrameTurner.HEADROOM + read));
                    write();
                }
            } catch (IOException e) {
                close(); // the peer is gone
            }
        }

        private void write() throws IOException {
            if (!getEndPoint().flush(buffer)) {
                try (Blocker.Callback written = Blocker.callback()) {
                    getEndPoint().write(written, buffer);
                    written.block();
                }
            }
        }
    }
}
