package org.upgradefilter.it.soak;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.EnumSet;
import org.upgradefilter.it.Application;
import org.upgradefilter.it.Echo;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.servlet.UpgradeFilterMXBean;
import org.upgradefilter.websocket.Compression;
import org.upgradefilter.websocket.WebSocketLimits;
import org.upgradefilter.websocket.WebSocketProtocol;
import org.upgradefilter.websocket.WebSocketTimeouts;

/** An echo for honest clients and abusers alike. */
final class SoakApplication implements Application {

    /** Where everything comes back. */
    static final String ECHO = "/echo";

    /** Likewise, but less patient than usual, since a test has not minutes to wait. */
    static final String IMPATIENT_ECHO = "/impatient";

    /** Where everything is taken, and nothing said. */
    static final String EAR = "/ear";

    /** The largest message that is taken. */
    static final int MAX_MESSAGE_BYTES = 4 << 20;

    private static final WebSocketTimeouts IMPATIENT =
            WebSocketTimeouts.defaults()
                    .withIdle(Duration.ofSeconds(4))
                    .withSend(Duration.ofSeconds(3));

    private static final String NAME = "upgrade";

    private final String adapter;
    private ServletContext context;

    /**
     * @param adapter what the filter is told of its adapter
     */
    SoakApplication(String adapter) {
        this.adapter = adapter;
    }

    @Override
    public void configure(ServletContext started) {
        context = started;
        UpgradeFilter filter =
                UpgradeFilter.builder()
                        .adapter(adapter)
                        .require(ECHO, webSocket(new Echo()).build())
                        .require(IMPATIENT_ECHO, webSocket(new Echo()).timeouts(IMPATIENT).build())
                        .require(EAR, webSocket(new WebSocket.Listener() {}).build())
                        .build();
        FilterRegistration.Dynamic upgrade = context.addFilter(NAME, filter);
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        // Without any, there would be nothing to filter.
        context.addServlet("nothing", new HttpServlet() {}).addMapping("/*");
    }

    private static WebSocketProtocol.Builder webSocket(WebSocket.Listener listener) {
        return WebSocketProtocol.builder(handshake -> listener)
                .limits(WebSocketLimits.defaults().withMaxMessageBytes(MAX_MESSAGE_BYTES))
                .compression(Compression.AUTO);
    }

    /** What the filter says of itself. */
    UpgradeFilterMXBean state() {
        return UpgradeFilter.state(context, NAME).orElseThrow();
    }
}
