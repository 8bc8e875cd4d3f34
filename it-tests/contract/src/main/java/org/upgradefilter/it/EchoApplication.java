package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.websocket.WebSocketLimits;
import org.upgradefilter.websocket.WebSocketProtocol;

/** What the sample has at {@code /echo}, without the rest of it. */
final class EchoApplication implements Application {

    /** The largest message that is taken. */
    static final int MAX_MESSAGE_BYTES = 16 << 20;

    private final String adapter;

    /**
     * @param adapter what the filter is told of its adapter
     */
    EchoApplication(String adapter) {
        this.adapter = adapter;
    }

    @Override
    public void configure(ServletContext context) {
        WebSocketProtocol echo =
                WebSocketProtocol.builder(handshake -> new Echo())
                        .limits(WebSocketLimits.defaults().withMaxMessageBytes(MAX_MESSAGE_BYTES))
                        .build();
        UpgradeFilter filter =
                UpgradeFilter.builder().adapter(adapter).require("/echo", echo).build();
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", filter);
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("plain", new PlainServlet()).addMapping("/*");
    }
}
