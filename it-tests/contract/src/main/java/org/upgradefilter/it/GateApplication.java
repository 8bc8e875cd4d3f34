package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.WebSocket;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.UpgradeProtocol;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.servlet.Upgrades;
import org.upgradefilter.websocket.AllowedOrigins;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketHandshake;
import org.upgradefilter.websocket.WebSocketProtocol;

/** A rule of every kind, behind a {@link Gatekeeper}; behind them, {@link PlainServlet}. */
final class GateApplication implements Application {

    private static final WebSocketEndpoint ECHO = handshake -> new Echo();

    private final String adapter;

    /**
     * @param adapter what the filter is told of its adapter
     */
    GateApplication(String adapter) {
        this.adapter = adapter;
    }

    @Override
    public void configure(ServletContext context) {
        add(context.addFilter("gatekeeper", new Gatekeeper()));
        add(context.addFilter("upgrade", filter()));
        add(context.addServlet("plain", new PlainServlet()), "/*");
        add(context.addServlet("feed", new FeedServlet()), "/feed/*");
        add(context.addServlet("dispatch", new DispatchServlet()), "/dispatch/*");
    }

    /** For every dispatcher type, though the filter is meant for one: nothing may come of it. */
    private static void add(FilterRegistration.Dynamic filter) {
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
    }

    private static void add(ServletRegistration.Dynamic servlet, String mapping) {
        servlet.setAsyncSupported(true);
        servlet.addMapping(mapping);
    }

    private UpgradeFilter filter() {
        WebSocketProtocol echo = WebSocketProtocol.of(ECHO);
        return UpgradeFilter.builder()
                .adapter(adapter)
                .require("/echo", echo)
                .allow("/open", echo)
                .ignore("/ignored", "websocket")
                .deny("/denied", "websocket")
                .rule(rule("/hidden", Set.of(), new Verdict.Deny(404)))
                .deny("/no-tls", "TLS")
                .allow("/no-tls", echo)
                .rule(rule("/closed/*", Set.of(), Verdict.IGNORE))
                .require("/closed/door", echo)
                .rule(rule("/posts", Set.of("POST"), Verdict.REQUIRE), echo)
                .require("*.ws", echo)
                .allow("/names", named().build())
                .require("/chat", named().subprotocolRequired(true).build())
                .allow("/listed", from(AllowedOrigins.only(List.of(partner()))))
                .allow("/partner", from(AllowedOrigins.sameAnd(List.of(partner()))))
                .allow("/anybody", from(AllowedOrigins.any()))
                .allow("/failing", WebSocketProtocol.of(GateApplication::fail))
                .allow("/feed/*", WebSocketProtocol.passingOn().build())
                .rule(
                        new Rule(
                                PathPattern.of("/private/*"),
                                Set.of(),
                                List.of(Reluctant.TLS),
                                new Verdict.Require(new Origin("https", "secure.example", 443))),
                        new Reluctant())
                .allow("/who", WebSocketProtocol.of(Introduction::new))
                .build();
    }

    private static Rule rule(String path, Set<String> methods, Verdict verdict) {
        return new Rule(PathPattern.of(path), methods, List.of(WebSocketProtocol.TOKEN), verdict);
    }

    private static WebSocketProtocol.Builder named() {
        return WebSocketProtocol.builder(ECHO).subprotocols(List.of("chat.v2", "chat.v1"));
    }

    private static WebSocketProtocol from(AllowedOrigins origins) {
        return WebSocketProtocol.builder(ECHO).origins(origins).build();
    }

    private static Origin partner() {
        return new Origin("https", "partner.example", 443);
    }

    private static WebSocket.Listener fail(WebSocketHandshake handshake) {
        throw new IllegalArgumentException("this endpoint always fails");
    }

    /** Tells the peer what the handshake said of it. */
    private record Introduction(WebSocketHandshake handshake) implements WebSocket.Listener {

        @Override
        @SuppressWarnings("FutureReturnValueIgnored")
        public void onOpen(WebSocket socket) {
            String said =
                    String.join(
                            " ",
                            String.valueOf(
                                    handshake.request().principal() == null
                                            ? null
                                            : handshake.request().principal().getName()),
                            handshake.request().path(),
                            handshake.request().query(),
                            handshake.request().fields().first("X-Extra"),
                            handshake.request().remoteAddress());
            socket.sendText(said, true).thenRun(() -> socket.request(1));
        }
    }

    /** Asks for the switch itself, but not for {@code /feed/page}. */
    @SuppressWarnings("serial")
    private static final class FeedServlet extends HttpServlet {

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            boolean wanted = !request.getPathInfo().equals("/page");
            WebSocketProtocol feed = WebSocketProtocol.of(ECHO);
            if (!wanted || Upgrades.switchTo(feed, request, response) == Upgrades.Answer.DECLINED) {
                response.getWriter().write("a page");
            }
        }
    }

    /** TLS that is never ready. */
    private static final class Reluctant implements UpgradeProtocol {

        static final ProtocolToken TLS = new ProtocolToken("TLS", null);

        @Override
        public ProtocolToken token() {
            return TLS;
        }

        @Override
        public Set<String> methods() {
            return Set.of("GET", "OPTIONS");
        }

        @Override
        public Handshake handshake(RequestHead head, ProtocolToken offered) {
            return new Handshake.Declined("never ready");
        }
    }

    /** Dispatches to {@code /echo} within the server, as its path says. */
    @SuppressWarnings("serial")
    private static final class DispatchServlet extends HttpServlet {

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            switch (request.getPathInfo()) {
                case "/forward" -> request.getRequestDispatcher("/echo").forward(request, response);
                case "/include" -> request.getRequestDispatcher("/echo").include(request, response);
                case "/error" -> response.sendError(Container.STATUS_WITH_PAGE);
                case "/async" -> request.startAsync().dispatch("/echo");
                default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        }
    }
}
