package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.net.http.WebSocket;
import java.util.EnumSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.websocket.Compression;
import org.upgradefilter.websocket.CompressionMemory;
import org.upgradefilter.websocket.MessageListener;
import org.upgradefilter.websocket.WebSocketLimits;
import org.upgradefilter.websocket.WebSocketProtocol;

/**
 * An echo at {@code /auto}, {@code /no-takeover}, {@code /takeover}, {@code /off} and {@code
 * /without-memory}, and one of whole messages at {@code /whole}.
 */
final class CompressionApplication implements Application {

    /** The largest message that is taken. */
    static final int MAX_MESSAGE_BYTES = 16 << 20;

    private final String adapter;

    CompressionApplication(String adapter) {
        this.adapter = adapter;
    }

    @Override
    public void configure(ServletContext context) {
        UpgradeFilter filter =
                UpgradeFilter.builder()
                        .adapter(adapter)
                        .require("/auto", echo(Compression.AUTO).build())
                        .require("/no-takeover", echo(Compression.NO_TAKEOVER).build())
                        .require("/takeover", echo(Compression.TAKEOVER).build())
                        .require("/whole", compressing(Whole::new, Compression.AUTO).build())
                        .require("/off", echo(Compression.OFF).build())
                        .require(
                                "/without-memory",
                                echo(Compression.AUTO)
                                        .compressionMemory(new CompressionMemory(0))
                                        .build())
                        .build();
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", filter);
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("plain", new PlainServlet()).addMapping("/*");
    }

    private static WebSocketProtocol.Builder echo(Compression compression) {
        return compressing(Echo::new, compression);
    }

    private static WebSocketProtocol.Builder compressing(
            Supplier<WebSocket.Listener> listeners, Compression compression) {
        return WebSocketProtocol.builder(handshake -> listeners.get())
                .limits(WebSocketLimits.defaults().withMaxMessageBytes(MAX_MESSAGE_BYTES))
                .compression(compression);
    }

    private static final class Whole extends MessageListener {

        @Override
        protected CompletionStage<?> onTextMessage(WebSocket socket, String message) {
            return socket.sendText(message, true);
        }
    }
}
