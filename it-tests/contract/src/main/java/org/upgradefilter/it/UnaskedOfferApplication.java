package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Random;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.websocket.WebSocketProtocol;

/** One filter for each {@link Rules}, on paths of its own, between two witnesses. */
final class UnaskedOfferApplication implements Application {

    private static final int ANSWER_BYTES = 1 << 20;

    private static final int PIECE_BYTES = 1 << 14;

    private final String adapter;

    /**
     * @param adapter what the filters are told of their adapter
     */
    UnaskedOfferApplication(String adapter) {
        this.adapter = adapter;
    }

    /** What is answered to {@code /large} and to {@code /stream}. */
    static byte[] answer() {
        byte[] answer = new byte[ANSWER_BYTES];
        new Random(ANSWER_BYTES).nextBytes(answer);
        return answer;
    }

    /** What a filter has to say of the offers, none of which is that one is taken. */
    enum Rules {
        NONE,
        IGNORED,
        HIDDEN,
        WEBSOCKET_ONLY,
        NOT_ENFORCED;

        String path() {
            return "/" + name();
        }

        private UpgradeFilter.Builder apply(UpgradeFilter.Builder builder) {
            String all = path() + "/*";
            return switch (this) {
                case NONE -> builder;
                case IGNORED -> builder.ignore(all, "h2c", "TLS");
                case HIDDEN -> builder.ignore(all, "h2c", "TLS").hideIgnored();
                case WEBSOCKET_ONLY ->
                        builder.allow(all, WebSocketProtocol.of(asked -> new Echo()));
                case NOT_ENFORCED ->
                        builder.deny(all, "h2c", "TLS")
                                .require(all, WebSocketProtocol.of(asked -> new Echo()))
                                .observeOnly();
            };
        }
    }

    @Override
    public void configure(ServletContext context) {
        add(context, "before", new Witness("before"), "/*");
        for (Rules rules : Rules.values()) {
            UpgradeFilter filter = rules.apply(UpgradeFilter.builder().adapter(adapter)).build();
            add(context, "upgrade " + rules, filter, rules.path() + "/*");
        }
        add(context, "behind", new Witness("behind"), "/*");
        context.addServlet("exchange", new ExchangeServlet()).addMapping("/*");
    }

    private static void add(ServletContext context, String name, Filter filter, String paths) {
        FilterRegistration.Dynamic added = context.addFilter(name, filter);
        added.setAsyncSupported(true);
        added.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, paths);
    }

    /** Reads all there is and answers as the end of the path says. */
    @SuppressWarnings("serial")
    private static final class ExchangeServlet extends HttpServlet {

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            byte[] content = request.getInputStream().readAllBytes();
            response.setHeader("ETag", "\"exchange\"");
            response.setHeader("Content-Received", PlainServlet.said(request.getMethod(), content));
            response.setContentType("application/octet-stream");
            byte[] answer = answer();
            if (request.getPathInfo().endsWith("/stream")) {
                OutputStream out = response.getOutputStream();
                for (int sent = 0; sent < answer.length; sent += PIECE_BYTES) {
                    out.write(answer, sent, PIECE_BYTES);
                    response.flushBuffer();
                }
            } else if (request.getPathInfo().endsWith("/large")) {
                response.setContentLength(answer.length);
                response.getOutputStream().write(answer);
            } else if (request.getPathInfo().endsWith("/none")) {
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            } else {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
            }
        }
    }
}
