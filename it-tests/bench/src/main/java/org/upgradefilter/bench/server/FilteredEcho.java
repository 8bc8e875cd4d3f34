package org.upgradefilter.bench.server;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.concurrent.CompletionStage;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.websocket.MessageListener;
import org.upgradefilter.websocket.WebSocketProtocol;

/** Our part of the web application: whole messages, as the container's own endpoint gets them. */
final class FilteredEcho {

    private FilteredEcho() {}

    static void addTo(ServletContext context) {
        UpgradeFilter filter =
                UpgradeFilter.builder()
                        .require("/echo", WebSocketProtocol.of(handshake -> new Echo()))
                        .require("/bare", new BareProtocol())
                        .build();
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", filter);
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
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
