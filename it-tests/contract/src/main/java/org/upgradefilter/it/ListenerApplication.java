package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.websocket.WebSocketProtocol;
import org.upgradefilter.websocket.WebSocketTimeouts;

/** Endpoints whose listeners are made by the test. */
final class ListenerApplication implements Application {

    /** The path with the usual time limits. */
    static final String PATIENT = "/patient";

    /** The path that gives a silent peer up after {@link #IDLE_TIMEOUT}. */
    static final String IMPATIENT = "/impatient";

    static final Duration IDLE_TIMEOUT = Duration.ofMillis(400);

    private final UpcomingListeners listeners = new UpcomingListeners();
    private final String adapter;

    /**
     * @param adapter what the filter is told of its adapter
     */
    ListenerApplication(String adapter) {
        this.adapter = adapter;
    }

    UpcomingListeners listeners() {
        return listeners;
    }

    @Override
    public void configure(ServletContext context) {
        WebSocketProtocol.Builder impatient =
                WebSocketProtocol.builder(listeners)
                        .timeouts(
                                WebSocketTimeouts.defaults()
                                        .withIdle(IDLE_TIMEOUT)
                                        .withClose(Duration.ofMillis(400)));
        UpgradeFilter filter =
                UpgradeFilter.builder()
                        .adapter(adapter)
                        .require(
                                PATIENT,
                                WebSocketProtocol.builder(listeners)
                                        .subprotocols(List.of("chat.v1"))
                                        .build())
                        .require(IMPATIENT, impatient.build())
                        .shutdownTimeout(Duration.ofSeconds(2))
                        .build();
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", filter);
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("plain", new PlainServlet()).addMapping("/*");
    }
}
