package org.upgradefilter.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.io.TimerThread;
import org.upgradefilter.negotiation.Installed;
import org.upgradefilter.negotiation.Negotiator;
import org.upgradefilter.negotiation.Outcome;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;
import org.upgradefilter.protocol.UpgradeProtocol;

/**
 * The gate: judges every HTTP/1.1 request that offers an upgrade, or must offer one, and passes it
 * on, refuses it, or switches its connection (RFC 9110 §7.8).
 *
 * <p>Either declared in {@code web.xml} and configured by its init-params, or made by {@link
 * #builder} and given to {@code ServletContext.addFilter}. Map it to {@code /*} for dispatcher type
 * {@code REQUEST}, behind the filters that authenticate and with {@code async-supported}.
 * Init-params:
 *
 * <table>
 * <caption>Init-params</caption>
 * <tr><th>name</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code rules}</td><td>see {@link org.upgradefilter.stack.RuleLines}</td>
 *     <td>none, and so no upgrade</td></tr>
 * <tr><td>{@code maxMessageBytes}</td><td>largest WebSocket message</td><td>1048576</td></tr>
 * <tr><td>{@code idleTimeoutMs}</td><td>silence of a WebSocket peer</td><td>300000</td></tr>
 * <tr><td>{@code closeTimeoutMs}</td><td>wait for the answer to a Close</td><td>5000</td></tr>
 * <tr><td>{@code shutdownTimeoutMs}</td><td>wait for good-byes when the application
 *     stops</td><td>10000</td></tr>
 * <tr><td>{@code adapter}</td><td>forces how connections are taken over: {@code servlet} (by the
 *     letter of the Servlet API), or the container's name</td><td>{@code auto}</td></tr>
 * </table>
 *
 * <p>An unknown init-param or a bad value fails {@link #init}.
 */
public final class UpgradeFilter implements Filter {

    private static final System.Logger LOG = System.getLogger(UpgradeFilter.class.getName());

    /** Null if the filter is configured by init-params, which {@link #init} reads. */
    private final @Nullable FilterSettings settings;

    /** Null before {@link #init}, which the container calls before any request. */
    private @Nullable Started started;

    /** For the container, which then calls {@link #init} with init-params. */
    public UpgradeFilter() {
        this.settings = null;
    }

    private UpgradeFilter(FilterSettings settings) {
        this.settings = settings;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts the filter.
     *
     * @throws ServletException if the configuration is not valid, or there is no adapter for this
     *     container; the message says what would be right
     */
    @Override
    public void init(FilterConfig config) throws ServletException {
        ServletContext context = config.getServletContext();
        FilterSettings effective = settings;
        try {
            if (effective == null) {
                effective = FilterSettings.read(config);
            } else if (config.getInitParameterNames().hasMoreElements()) {
                throw new IllegalArgumentException(
                        "init-params are not read by a filter that was built; use the builder, or"
                                + " declare the filter by class");
            }
            ContainerAdapter adapter = Containers.adapter(context, effective.adapter());
            started = new Started(config.getFilterName(), context, effective, adapter);
        } catch (IllegalArgumentException e) {
            throw new ServletException(
                    "filter \"" + config.getFilterName() + "\": " + e.getMessage(), e);
        }
        LOG.log(
                System.Logger.Level.INFO,
                "filter \"{0}\" judges upgrades by {1} rules, on {2}",
                config.getFilterName(),
                effective.negotiator().policy().rules().size(),
                started.adapter.container());
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Started gate = started;
        if (gate != null
                && request instanceof HttpServletRequest httpRequest
                && response instanceof HttpServletResponse httpResponse
                && gate.concerns(httpRequest)
                && gate.answered(httpRequest, httpResponse)) {
            return;
        }
        chain.doFilter(request, response);
    }

    /**
     * Says good-bye to every upgraded connection, waits for it as long as {@code
     * shutdownTimeoutMs}, and closes what is left.
     */
    @Override
    public void destroy() {
        if (started != null) {
            started.stop();
            started = null;
        }
    }

    /** The web application's class loader; embedded Jetty says it has none (12.0, 12.1). */
    static ClassLoader loaderOf(ServletContext context) {
        ClassLoader loader = context.getClassLoader();
        return loader == null ? UpgradeFilter.class.getClassLoader() : loader;
    }

    /** What there is between {@link #init} and {@link #destroy}. */
    private static final class Started {

        private final Negotiator negotiator;
        private final ContainerAdapter adapter;
        private final Duration shutdownTimeout;
        private final ClassLoader loader;
        private final LiveConnections live = new LiveConnections();
        private final TimerThread timer;

        Started(
                String name,
                ServletContext context,
                FilterSettings settings,
                ContainerAdapter adapter) {
            negotiator = settings.negotiator();
            this.adapter = adapter;
            shutdownTimeout = settings.shutdownTimeout();
            loader = loaderOf(context);
            timer =
                    new TimerThread(
                            "upgrade-filter-timer " + context.getContextPath() + "/" + name);
        }

        /** False for nearly every request, and cheap. */
        boolean concerns(HttpServletRequest request) {
            return request.getDispatcherType() == DispatcherType.REQUEST
                    && (request.getHeader("Upgrade") != null
                            || negotiator.requiresAnything(
                                    request.getMethod(), RequestHeads.path(request)));
        }

        /** Judges a request; false if it passes. */
        boolean answered(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            if (response.isCommitted()) {
                return false;
            }
            Outcome outcome = negotiator.judge(RequestHeads.of(request));
            if (outcome instanceof Outcome.Refuse refuse) {
                RefusalWriter.write(refuse.refusal(), request, response);
                return true;
            }
            if (outcome instanceof Outcome.Switch decided) {
                switchTo(decided.accepted(), request, response);
                return true;
            }
            return false;
        }

        private void switchTo(
                Handshake.Accepted accepted,
                HttpServletRequest request,
                HttpServletResponse response)
                throws IOException, ServletException {
            if (live.isEnding()) {
                Refusal ending =
                        new Refusal(
                                503, List.of(), "The application is stopping; try again later.");
                RefusalWriter.write(ending, request, response);
                return;
            }
            response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
            response.setHeader(
                    "Upgrade",
                    accepted.inEffect().stream()
                            .map(ProtocolToken::toString)
                            .collect(Collectors.joining(", ")));
            response.setHeader("Connection", "Upgrade");
            for (Field field : accepted.fields()) {
                response.addHeader(field.name(), field.value());
            }
            try {
                adapter.switchTo(
                        request,
                        response,
                        new Takeover(accepted.connections(), live, timer, loader));
            } catch (IOException | ServletException | RuntimeException e) {
                if (!response.isCommitted()) {
                    // Whatever answers this is no 101.
                    response.reset();
                }
                throw e;
            }
        }

        void stop() {
            int cutOff = live.shutdown(shutdownTimeout);
            timer.close();
            adapter.close();
            if (cutOff > 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} upgraded connections did not end in time and were closed",
                        cutOff);
            }
        }
    }

    /**
     * Makes a filter whose rules are Java. Rules decide in the order they are added.
     *
     * <pre>{@code
     * UpgradeFilter filter = UpgradeFilter.builder()
     *         .require("/chat", WebSocketProtocol.of(new ChatEndpoint()))
     *         .ignore("/*", "h2c", "TLS")
     *         .build();
     * context.addFilter("upgrade", filter)
     *         .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
     * }</pre>
     *
     * <p>Errors are {@link IllegalArgumentException}s. Not for more than one thread.
     */
    public static final class Builder {

        private final List<Installed> rules = new ArrayList<>();
        private Duration shutdownTimeout = FilterSettings.DEFAULT_SHUTDOWN_TIMEOUT;
        private String adapter = Containers.AUTO;

        private Builder() {}

        /** Requests for {@code path} may be upgraded to {@code protocol}. */
        public Builder allow(String path, UpgradeProtocol protocol) {
            return rule(rule(path, List.of(protocol.token()), Verdict.ALLOW), protocol);
        }

        /** Requests for {@code path} must be upgraded to {@code protocol}. */
        public Builder require(String path, UpgradeProtocol protocol) {
            return rule(rule(path, List.of(protocol.token()), Verdict.REQUIRE), protocol);
        }

        /** Offers of {@code protocols} on {@code path} are treated as absent. */
        public Builder ignore(String path, String... protocols) {
            return rule(rule(path, tokens(protocols), Verdict.IGNORE));
        }

        /** Requests for {@code path} that offer one of {@code protocols} are answered 403. */
        public Builder deny(String path, String... protocols) {
            return rule(rule(path, tokens(protocols), Verdict.DENY));
        }

        /**
         * Any rule.
         *
         * @param protocols one for each token of a rule that allows or requires
         */
        public Builder rule(Rule rule, UpgradeProtocol... protocols) {
            rules.add(new Installed(rule, List.of(protocols)));
            return this;
        }

        /**
         * How long {@link UpgradeFilter#destroy} waits for the peers.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder shutdownTimeout(Duration timeout) {
            if (timeout.isNegative()) {
                throw new IllegalArgumentException("a timeout must not be negative: " + timeout);
            }
            shutdownTimeout = timeout;
            return this;
        }

        /**
         * Forces an adapter, as the init-param {@code adapter} does. One that cannot work where the
         * filter is started fails its start-up.
         */
        public Builder adapter(String name) {
            adapter = name;
            return this;
        }

        /**
         * Makes the filter.
         *
         * @throws IllegalArgumentException if two rules decide the same offer
         */
        public UpgradeFilter build() {
            return new UpgradeFilter(
                    new FilterSettings(new Negotiator(rules), shutdownTimeout, adapter));
        }

        private static Rule rule(String path, List<ProtocolToken> tokens, Verdict verdict) {
            return new Rule(PathPattern.of(path), Set.of(), tokens, verdict);
        }

        private static List<ProtocolToken> tokens(String... protocols) {
            return Arrays.stream(protocols)
                    .map(
                            protocol ->
                                    ProtocolToken.parse(protocol)
                                            .orElseThrow(
                                                    () ->
                                                            new IllegalArgumentException(
                                                                    "not a protocol: " + protocol)))
                    .toList();
        }
    }
}
