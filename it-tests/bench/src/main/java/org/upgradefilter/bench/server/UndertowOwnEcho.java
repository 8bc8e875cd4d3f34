package org.upgradefilter.bench.server;

import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.extensions.PerMessageDeflateHandshake;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import java.nio.ByteBuffer;
import org.xnio.Pooled;

/** The echo of Undertow's own WebSocket: whole messages, on its I/O threads. */
@SuppressWarnings("deprecation") // Pooled is, and yet what a message consists of (2.3)
final class UndertowOwnEcho extends AbstractReceiveListener {

    /**
     * With compression. Each connection has a handshake of its own, for once a client has asked for
     * no context takeover it does without for all later ones (2.3.26).
     */
    static HttpHandler handler() {
        return exchange ->
                Handlers.websocket(UndertowOwnEcho::onConnect)
                        .addExtension(new PerMessageDeflateHandshake())
                        .handleRequest(exchange);
    }

    private static void onConnect(WebSocketHttpExchange exchange, WebSocketChannel channel) {
        channel.getReceiveSetter().set(new UndertowOwnEcho());
        channel.resumeReceives();
    }

    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
        WebSockets.sendText(message.getData(), channel, null);
    }

    @Override
    protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
        Pooled<ByteBuffer[]> payload = message.getData();
        WebSockets.sendBinary(payload.getResource(), channel, new Release(payload));
    }

    private record Release(Pooled<ByteBuffer[]> payload) implements WebSocketCallback<Void> {

        @Override
        public void complete(WebSocketChannel channel, Void nothing) {
            payload.free();
        }

        @Override
        public void onError(WebSocketChannel channel, Void nothing, Throwable failure) {
            payload.free();
        }
    }
}
