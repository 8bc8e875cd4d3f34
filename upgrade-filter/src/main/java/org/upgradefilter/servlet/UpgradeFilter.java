package org.upgradefilter.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.AddressRange;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.negotiation.Installed;
import org.upgradefilter.negotiation.Manner;
import org.upgradefilter.negotiation.Negotiator;
import org.upgradefilter.policy.Access;
import org.upgradefilter.policy.Conditions;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.UpgradeProtocol;
import org.upgradefilter.stack.AnnotatedEndpoints;
import org.upgradefilter.stack.ConnectionLimits;
import org.upgradefilter.stack.H2cUpgrade;
import org.upgradefilter.stack.Options;
import org.upgradefilter.stack.RuleLines;
import org.upgradefilter.stack.WebSocketSettings;
import org.upgradefilter.websocket.UpgradeEndpoint;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketProtocol;

/**
 * The gate: judges every HTTP/1.1 request that offers an upgrade, or must offer one, and passes it
 * on, refuses it, or switches its connection (RFC 9110 §7.8).
 *
 * <p>Either declared in {@code web.xml} and configured by its init-params, or made by {@link
 * #builder} and given to {@code ServletContext.addFilter}. Map it to {@code /*} for dispatcher type
 * {@code REQUEST}, behind the filters that authenticate and with {@code async-supported}. Classes
 * with {@link UpgradeEndpoint} need neither: a container that scans for annotations gives them to
 * the filter that is declared, behind the rules of its init-params; if there is none, one called
 * {@code upgradeFilter} is mapped to {@code /*} (see {@link UpgradeFilterInitializer}). The JAR
 * itself declares {@code upgradeFilter}, so that {@code web.xml} may give it init-params and a
 * mapping alone; mapped to nothing and without init-params, it does nothing.
 *
 * <p>Init-params:
 *
 * <table>
 * <caption>Init-params</caption>
 * <tr><th>name</th><th>value</th><th>default</th></tr>
 * <tr><td>{@code rules}</td><td>one a line: path, verdict, protocols, settings</td>
 *     <td>none, and so no upgrade</td></tr>
 * <tr><td>{@code otherwise}</td><td>offers no rule names: {@code pass} or {@code deny}</td>
 *     <td>{@code pass}</td></tr>
 * <tr><td>{@code honorServerOrder}</td><td>whether the rules' order beats the client's</td>
 *     <td>{@code false}</td></tr>
 * <tr><td>{@code enforce}</td><td>{@code false}: judge, count and log only</td>
 *     <td>{@code true}</td></tr>
 * <tr><td>{@code hideIgnored}</td><td>whether the chain does not see ignored offers</td>
 *     <td>{@code false}</td></tr>
 * <tr><td>{@code maxConnections}</td><td>upgraded connections; beyond: 503</td>
 *     <td>100000</td></tr>
 * <tr><td>{@code maxConnectionsPerAddress}</td><td>likewise; 0 for no limit</td><td>0</td></tr>
 * <tr><td>{@code trustedProxies}</td><td>addresses (CIDR) of proxies that are believed</td>
 *     <td>none</td></tr>
 * <tr><td>{@code forwardedBy}</td><td>their fields: {@code x-forwarded} or {@code forwarded}</td>
 *     <td>{@code x-forwarded}</td></tr>
 * <tr><td>{@code maxMessageBytes}</td><td>largest WebSocket message</td><td>1048576</td></tr>
 * <tr><td>{@code maxOverheadFrames}</td><td>Pings, Pongs and tiny fragments at once</td>
 *     <td>1000</td></tr>
 * <tr><td>{@code idleTimeoutMs}</td><td>silence of a WebSocket peer</td><td>300000</td></tr>
 * <tr><td>{@code pingIntervalMs}</td><td>silence before a Ping; 0 for none</td>
 *     <td>half of {@code idleTimeoutMs}</td></tr>
 * <tr><td>{@code sendTimeoutMs}</td><td>how long it may take nothing that is sent</td>
 *     <td>60000</td></tr>
 * <tr><td>{@code closeTimeoutMs}</td><td>wait for the answer to a Close</td><td>5000</td></tr>
 * <tr><td>{@code messageTimeoutMs}</td><td>from a message's first byte to its last; 0 for
 *     ever</td><td>300000</td></tr>
 * <tr><td>{@code compression}</td><td>{@code off}, {@code auto}, {@code no-takeover} or {@code
 *     takeover}, as {@link org.upgradefilter.websocket.Compression} tells</td>
 *     <td>{@code off}</td></tr>
 * <tr><td>{@code maxCompressionBytes}</td><td>what compression may take in all</td>
 *     <td>671088640, shared by all filters of the application</td></tr>
 * <tr><td>{@code shutdownTimeoutMs}</td><td>wait for good-byes when the application
 *     stops</td><td>10000</td></tr>
 * <tr><td>{@code keyStore}</td><td>keys and certificates for TLS, by absolute path or {@code
 *     /WEB-INF/...}</td><td>none, and so no TLS</td></tr>
 * <tr><td>{@code keyStorePassword}</td><td>that of the store and its keys; or {@code
 *     keyStorePasswordFile}</td><td>needed</td></tr>
 * <tr><td>{@code trustStore}</td><td>who may have signed clients' certificates; likewise with
 *     {@code trustStorePassword} or {@code trustStorePasswordFile}</td><td>nobody</td></tr>
 * <tr><td>{@code clientAuth}</td><td>whether clients are asked for a certificate: {@code none},
 *     {@code want}, {@code need}</td><td>{@code none}</td></tr>
 * <tr><td>{@code alpn}</td><td>{@code http/1.1}, {@code h2} or both, to take clients that offer it
 *     by ALPN</td><td>nobody who offers anything</td></tr>
 * <tr><td>{@code hostCheck}</td><td>which hosts are answered 421 inside TLS: {@code known}, {@code
 *     strict}</td><td>{@code known}</td></tr>
 * <tr><td>{@code tlsHandshakeTimeoutMs}</td><td>from the 101 to the end of the
 *     handshake</td><td>10000</td></tr>
 * <tr><td>{@code httpIdleTimeoutMs}</td><td>wait for a request after a switch to TLS or {@code
 *     h2c}, from the end of the last response</td><td>60000</td></tr>
 * <tr><td>{@code httpHeadTimeoutMs}</td><td>from the first byte of its head to the
 *     last</td><td>10000</td></tr>
 * <tr><td>{@code httpContentTimeoutMs}</td><td>wait for content that is asked
 *     for</td><td>30000</td></tr>
 * <tr><td>{@code httpSendTimeoutMs}</td><td>how long the client may take nothing of a
 *     response</td><td>60000</td></tr>
 * <tr><td>{@code http2MaxConcurrentStreams}</td><td>how many requests of a connection may be under
 *     way in HTTP/2</td><td>100</td></tr>
 * <tr><td>{@code http2MaxFieldsBytes}</td><td>size of a head there, each field with 32 bytes
 *     added</td><td>16384</td></tr>
 * <tr><td>{@code http2MaxOverheadFrames}</td><td>frames that bring nothing there: resets, pings,
 *     settings, tiny ones</td><td>200</td></tr>
 * <tr><td>{@code maxUpgradeContentBytes}</td><td>content of a request that asks for {@code h2c};
 *     with more the offer is ignored</td><td>65536</td></tr>
 * <tr><td>{@code adapter}</td><td>forces how connections are taken over: {@code servlet} (by the
 *     letter of the Servlet API), or the container's name</td><td>{@code auto}</td></tr>
 * </table>
 *
 * <p>An unknown init-param or a bad value fails {@link #init}; and so does a rule that could never
 * decide, because an earlier one does or because no request for it comes to the filter.
 */
public sealed class UpgradeFilter implements Filter {

    private static final System.Logger LOG = System.getLogger(UpgradeFilter.class.getName());

    /** Null if the filter is configured by init-params, which {@link #init} reads. */
    private final @Nullable FilterSettings settings;

    /** Null before {@link #init}, which the container calls before any request. */
    private @Nullable Gate gate;

    private @Nullable Registration registration;

    /** For the container, which then calls {@link #init} with init-params. */
    public UpgradeFilter() {
        this.settings = null;
    }

    private UpgradeFilter(FilterSettings settings) {
        this.settings = settings;
    }

    /** Of another class, so that a registration tells how its filter is set up. */
    private static final class Built extends UpgradeFilter {

        Built(FilterSettings settings) {
            super(settings);
        }
    }

    /** Rules and settings in Java; nothing is set and no rule given yet. */
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
        boolean hasInitParams = config.getInitParameterNames().hasMoreElements();
        FilterRegistration declared = context.getFilterRegistration(config.getFilterName());
        // Null in containers that are none, such as those of tests.
        Mapping mapping = declared == null ? null : Mapping.of(declared);
        boolean mapped = mapping == null || !mapping.isEmpty();
        if (!mapped) {
            if (effective == null && !hasInitParams) {
                return; // Declared by the JAR's web-fragment.xml, and not used.
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "filter \"{0}\" is mapped to nothing, so it judges nothing; map it to /*",
                    config.getFilterName());
        }
        try {
            if (effective == null) {
                effective = FilterSettings.read(config);
            } else if (hasInitParams) {
                throw new IllegalArgumentException(
                        "init-params are not read by a filter that was built; use the builder, or"
                                + " declare the filter by class");
            }
            if (mapping != null && mapped) {
                mapping.requireToReach(effective.negotiator().policy().rules());
            }
            ContainerAdapter adapter = Containers.adapter(context, effective.adapter());
            effective =
                    effective.with(
                            WayBack.through(
                                    adapter, effective.negotiator(), config.getFilterName()));
            // Without a rule for them, a container's endpoints are none of our business.
            OwnEndpoints endpoints =
                    mapped && effective.negotiator().concerns(WebSocketProtocol.TOKEN)
                            ? Containers.ownEndpoints(context)
                            : OwnEndpoints.UNKNOWN;
            endpoints.putBehind(config.getFilterName());
            Gate opened = new Gate(config.getFilterName(), context, effective, adapter, endpoints);
            registration = Registration.of(opened, context, config.getFilterName());
            gate = opened;
            LOG.log(
                    // Without a rule nothing is ever upgraded, which nobody can have meant.
                    opened.getRules().isEmpty()
                            ? System.Logger.Level.WARNING
                            : System.Logger.Level.INFO,
                    "filter \"{0}\" judges upgrades by"
                            + " {1,choice,0#no rule|1#1 rule|1<{1} rules}, on {2}",
                    config.getFilterName(),
                    opened.getRules().size(),
                    opened.container());
        } catch (IllegalArgumentException e) {
            throw new ServletException(
                    "filter \"" + config.getFilterName() + "\": " + e.getMessage(), e);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Gate open = gate;
        if (open != null
                && request instanceof HttpServletRequest httpRequest
                && response instanceof HttpServletResponse httpResponse
                && open.concerns(httpRequest)) {
            open.judge(httpRequest, httpResponse, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    /**
     * Says good-bye to every upgraded connection, waits for it as long as {@code
     * shutdownTimeoutMs}, and closes what is left.
     */
    @Override
    public void destroy() {
        if (gate != null) {
            gate.stop();
            gate = null;
        }
        if (registration != null) {
            registration.close();
            registration = null;
        }
    }

    /**
     * What a filter of this web application is doing.
     *
     * @param name the filter's
     * @return empty if no such filter has started
     */
    public static Optional<UpgradeFilterMXBean> state(ServletContext context, String name) {
        return Optional.ofNullable(
                (UpgradeFilterMXBean) context.getAttribute(Registration.attribute(name)));
    }

    /** The web application's class loader; embedded Jetty says it has none (12.0, 12.1). */
    static ClassLoader loaderOf(ServletContext context) {
        ClassLoader loader = context.getClassLoader();
        return loader == null ? UpgradeFilter.class.getClassLoader() : loader;
    }

    /**
     * Makes a filter whose rules are Java. Rules decide in the order they are added.
     *
     * <pre>{@code
     * UpgradeFilter filter = UpgradeFilter.builder()
     *         .require("/chat", WebSocketProtocol.of(new ChatEndpoint()))
     *         .ignore("/*", "h2c", "TLS")
     *         .build();
     * FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", filter);
     * upgrade.setAsyncSupported(true);
     * upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
     * }</pre>
     *
     * <p>Errors are {@link IllegalArgumentException}s. Not for more than one thread.
     */
    public static final class Builder {

        private final List<Installed> rules = new ArrayList<>();
        private Duration shutdownTimeout = ConnectionLimits.DEFAULT.shutdownTimeout();
        private String adapter = Containers.AUTO;
        private Manner manner = Manner.DEFAULT;
        private GateSettings gate = GateSettings.DEFAULT;

        private Builder() {}

        /** Requests for {@code path} may be upgraded to {@code protocol}. */
        public Builder allow(String path, UpgradeProtocol protocol) {
            return rule(rule(path, List.of(protocol.token()), Verdict.ALLOW), protocol);
        }

        /**
         * Requests for {@code path} may be upgraded to {@code protocol}, if their client is at one
         * of these addresses.
         */
        public Builder allow(String path, UpgradeProtocol protocol, List<AddressRange> from) {
            Conditions conditions =
                    new Conditions(Set.of(), from, Set.of(), Conditions.Proxied.ALLOW);
            return rule(
                    new Rule(
                            PathPattern.of(path),
                            conditions,
                            List.of(protocol.token()),
                            Verdict.ALLOW,
                            Access.ANYBODY),
                    protocol);
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
         * The rules of a class with {@link UpgradeEndpoint}, one for each of its paths. For where
         * nobody looks for annotations: a filter that was built is given none by the container.
         */
        public Builder annotated(Class<? extends WebSocketEndpoint> endpoint) {
            WebSocketSettings common =
                    WebSocketSettings.read(endpoint.getClassLoader(), new Options(Map.of()));
            rules.addAll(new AnnotatedEndpoints(new RuleLines(common)).read(endpoint));
            return this;
        }

        /**
         * Any rule: where the client, the host or the user matters, and whatever else {@link
         * #allow}, {@link #require}, {@link #ignore} and {@link #deny} cannot say.
         *
         * @param protocols one for each token of a rule that allows or requires
         * @throws IllegalArgumentException if it permits {@link H2cUpgrade} and does not say from
         *     where
         */
        public Builder rule(Rule rule, UpgradeProtocol... protocols) {
            try {
                H2cUpgrade.requireSources(rule, List.of(protocols));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("\"" + rule + "\": " + e.getMessage(), e);
            }
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

        /** The order of the rules decides among permitted offers, and not the client's. */
        public Builder honorServerOrder() {
            manner = new Manner(Manner.Preference.SERVER, manner.otherwise());
            return this;
        }

        /** Requests with an offer that no rule names are answered 403. */
        public Builder denyOtherwise() {
            manner = new Manner(manner.preference(), Manner.Otherwise.DENY);
            return this;
        }

        /** Makes the filter judge, count and log, but change nothing. */
        public Builder observeOnly() {
            gate = gate.with(GateSettings.Enforcement.OBSERVED);
            return this;
        }

        /** Hides the fields of ignored offers from the rest of the chain. */
        public Builder hideIgnored() {
            gate = gate.with(GateSettings.Ignored.HIDDEN);
            return this;
        }

        /**
         * Where proxies are whose {@code X-Forwarded-For}, {@code -Proto} and {@code -Host} are
         * believed, and no other field.
         */
        public Builder trustedProxies(List<AddressRange> proxies) {
            gate = gate.with(new Forwarding(proxies, Forwarding.Kind.X_FORWARDED));
            return this;
        }

        /** Where proxies are whose {@code Forwarded} (RFC 7239) is believed, and no other field. */
        public Builder trustedProxiesByRfc7239(List<AddressRange> proxies) {
            gate = gate.with(new Forwarding(proxies, Forwarding.Kind.FORWARDED));
            return this;
        }

        /**
         * How many upgraded connections there may be; a handshake beyond is answered 503.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder maxConnections(int most) {
            gate = gate.withMaxConnections(positive("maxConnections", most));
            return this;
        }

        /**
         * How many of them may come from one address; unless set, any number.
         *
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder maxConnectionsPerAddress(int most) {
            gate = gate.withMaxConnectionsPerAddress(positive("maxConnectionsPerAddress", most));
            return this;
        }

        private static int positive(String limit, int most) {
            if (most < 1) {
                throw new IllegalArgumentException(limit + " must be positive: " + most);
            }
            return most;
        }

        /**
         * Makes the filter.
         *
         * @throws IllegalArgumentException if a rule could never decide, for an earlier one does
         */
        public UpgradeFilter build() {
            return new Built(
                    new FilterSettings(
                            new Negotiator(rules, manner), gate, shutdownTimeout, adapter));
        }

        private static Rule rule(String path, List<ProtocolToken> tokens, Verdict verdict) {
            return new Rule(PathPattern.of(path), Set.of(), tokens, verdict);
        }

        private static List<ProtocolToken> tokens(String... protocols) {
            return Arrays.stream(protocols).map(Builder::token).toList();
        }

        private static ProtocolToken token(String protocol) {
            return ProtocolToken.parse(protocol)
                    .orElseThrow(
                            () ->
                                    new IllegalArgumentException(
                                            "\""
                                                    + protocol
                                                    + "\" is not a protocol; write a name, or a name and"
                                                    + " a version as in TLS/1.2, each by itself"));
        }
    }
}
