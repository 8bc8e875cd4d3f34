package org.upgradefilter.bench.server;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.concurrent.CompletionStage;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.websocket.Compression;
import org.upgradefilter.websocket.CompressionMemory;
import org.upgradefilter.websocket.MessageListener;
import org.upgradefilter.websocket.WebSocketProtocol;

/** Our part of the web application: whole messages, as the container's own endpoint gets them. */
final class FilteredEcho {

    /** More than the default, for 5,000 connections whose clients refer back. */
    private static final CompressionMemory MEMORY = new CompressionMemory(1 << 30);

    private FilteredEcho() {}

    static void addTo(ServletContext context) {
        UpgradeFilter filter =
                UpgradeFilter.builder()
                        .require("/echo", echo(Compression.OFF))
                        .require("/echo/auto", echo(Compression.AUTO))
                        .require("/echo/takeover", echo(Compression.TAKEOVER))
                        .require("/bare", new BareProtocol())
                        .build();
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", filter);
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    private static WebSocketProtocol echo(Compression compression) {
        return WebSocketProtocol.builder(handshake -> new Echo())
                .compression(compression)
                .compressionMemory(MEMORY)
                .build();
    }

    private static final class Echo extends MessageListener {

        @Override
        protected CompletionStage<?> onTextMessage(WebSocket socket, String message) {
            return socket.sendText(message, true);
        }

        @Override
        protected CompletionStage<?> onBinaryMessage(WebSocket socket, ByteBuffer message) {
            return socket.sendBinary(message, true);
        }
    }
}
