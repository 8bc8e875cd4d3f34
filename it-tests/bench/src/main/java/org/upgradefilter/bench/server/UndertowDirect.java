package org.upgradefilter.bench.server;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** Echoes frames on Undertow's I/O thread: what its channel gives at most. */
final class UndertowDirect implements HttpHandler {

    private static final HttpString ACCEPT = new HttpString(WebSocketAnswer.ACCEPT);

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        String key = exchange.getRequestHeaders().getFirst(WebSocketAnswer.KEY);
        exchange.getResponseHeaders()
                .put(Headers.UPGRADE, "websocket")
                .put(ACCEPT, WebSocketAnswer.accept(key));
        exchange.upgradeChannel((connection, request) -> new Loop(connection).start());
        exchange.endExchange();
    }

    private static final class Loop {

        private final StreamConnection connection;
        private final ConduitStreamSourceChannel source;
        private final ConduitStreamSinkChannel sink;
        private final FrameTurner turner = new FrameTurner();
        private final ByteBuffer buffer = FrameTurner.buffer().limit(FrameTurner.HEADROOM);

        Loop(StreamConnection connection) {
            this.connection = connection;
            source = connection.getSourceChannel();
            sink = connection.getSinkChannel();
        }

        void start() {
            source.setReadListener(channel -> proceed());
            sink.setWriteListener(channel -> proceed());
            source.resumeReads();
            proceed();
        }

        private void proceed() {
            try {
                while (writeOut()) {
                    int read = source.read(FrameTurner.clear(buffer));
                    turner.turn(buffer);
                    if (read < 0) {
                        IoUtils.safeClose(connection);
                    }
                    if (read <= 0) {
                        return;
                    }
                }
            } catch (IOException e) {
                IoUtils.safeClose(connection); // the peer is gone
            }
        }

        private boolean writeOut() throws IOException {
            while (buffer.hasRemaining()) {
                if (sink.write(buffer) == 0) {
                    source.suspendReads();
                    sink.resumeWrites();
                    return false;
                }
            }
            if (sink.isWriteResumed()) {
                sink.suspendWrites();
                source.resumeReads();
            }
            return true;
        }
    }
}
