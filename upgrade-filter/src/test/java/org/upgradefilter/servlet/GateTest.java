package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.AddressRange;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.policy.Access;
import org.upgradefilter.policy.Conditions;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.UpgradeProtocol;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.websocket.TestEndpoints;
import org.upgradefilter.websocket.WebSocketProtocol;

/** How judgements are carried out, counted and shown. */
@Timeout(60)
class GateTest {

    private static final ProtocolToken FOO = new ProtocolToken("foo", null);

    private final List<Takeover> takeovers = new ArrayList<>();
    private final TestContext context = new TestContext(new Adapter());
    private final List<ServletRequest> chained = new ArrayList<>();
    private final List<UpgradeFilter> started = new ArrayList<>();
    private TestResponse response = new TestResponse();
    private boolean broken;

    private final class Adapter implements ContainerAdapter {

        @Override
        public String container() {
            return "a test";
        }

        @Override
        public void switchTo(
                HttpServletRequest request, HttpServletResponse answer, Takeover decided)
                throws ServletException {
            if (broken) {
                throw new ServletException("the container refuses");
            }
            takeovers.add(decided);
        }

        @Override
        public void close() {}
    }

    /** Accepts GET, or passes it on. */
    private record Foo(boolean passesOn) implements UpgradeProtocol {

        @Override
        public ProtocolToken token() {
            return FOO;
        }

        @Override
        public Set<String> methods() {
            return Set.of("GET");
        }

        @Override
        public Handshake handshake(RequestHead head, ProtocolToken offered) {
            return passesOn
                    ? new Handshake.PassedOn()
                    : new Handshake.Accepted(
                            List.of(FOO), List.of(), (duplex, timer) -> new TestConnection());
        }
    }

    @AfterEach
    void stop() {
        started.forEach(UpgradeFilter::destroy);
    }

    private UpgradeFilter start(UpgradeFilter filter, Map<String, String> initParams)
            throws ServletException {
        filter.init(context.config(initParams));
        started.add(filter);
        return filter;
    }

    private UpgradeFilter start(UpgradeFilter.Builder builder) throws ServletException {
        return start(builder.shutdownTimeout(Duration.ZERO).build(), Map.of());
    }

    private static UpgradeFilter.Builder allowing() {
        return UpgradeFilter.builder().allow("/chat", new Foo(false));
    }

    private UpgradeFilterMXBean state() {
        return UpgradeFilter.state(context.as(ServletContext.class), "gate").orElseThrow();
    }

    /** Filters on a response of its own, and says with what status; 0 if it is untouched. */
    private int status(UpgradeFilter filter, TestRequest request)
            throws IOException, ServletException {
        response = new TestResponse();
        filter.doFilter(
                request.servlet(), response.servlet(), (passed, answer) -> chained.add(passed));
        return response.status();
    }

    private void passes(UpgradeFilter filter, TestRequest request)
            throws IOException, ServletException {
        chained.clear();
        assertEquals(0, status(filter, request));
        assertTrue(response.isUntouched());
        assertEquals(List.of(request.servlet()), chained);
    }

    private static TestRequest offering(String protocols) {
        return TestRequest.of("/chat").offering(protocols);
    }

    private static TestRequest from(String address) {
        TestRequest request = offering("foo");
        request.remoteAddress = address;
        return request;
    }

    private TestDuplex begin(Takeover takeover) {
        TestDuplex duplex = new TestDuplex();
        takeover.begin(duplex, duplex.signals());
        assertEquals(List.of(), duplex.failures());
        return duplex;
    }

    /** As {@code rule | protocol | outcome = total}. */
    private Set<String> counts() {
        Set<String> counts = new TreeSet<>();
        for (UpgradeFilterMXBean.Count count : state().getCounts()) {
            counts.add(
                    String.join(" | ", count.getRule(), count.getProtocol(), count.getOutcome())
                            + " = "
                            + count.getTotal());
        }
        return counts;
    }

    @Nested
    class ObservingOnly {

        @Test
        void changesNothingButCounts() throws Exception {
            UpgradeFilter filter =
                    start(
                            UpgradeFilter.builder()
                                    .allow("/chat", new Foo(false))
                                    .deny("/*", "bar")
                                    .ignore("/*", "h2c")
                                    .require("/must", new Foo(false))
                                    .denyOtherwise()
                                    .maxConnections(1)
                                    .hideIgnored()
                                    .observeOnly());
            passes(filter, offering("foo"));
            passes(filter, offering("h2c, bar"));
            passes(filter, offering("h2c"));
            passes(filter, offering("x"));
            passes(filter, TestRequest.of("/must"));
            assertEquals(List.of(), takeovers);
            assertEquals(0, state().getConnectionCount());
            assertEquals(
                    Set.of(
                            "/chat allow foo | foo | switched = 1",
                            "/* ignore h2c | h2c | ignored = 2",
                            "/* deny bar | bar | denied = 1",
                            "none | other | denied = 1",
                            "/must require foo | foo | required = 1"),
                    counts());
        }

        @Test
        void isAskedForByInitParam() throws Exception {
            UpgradeFilter filter =
                    start(new UpgradeFilter(), Map.of("rules", "/* deny foo", "enforce", "false"));
            passes(filter, offering("foo"));
            assertEquals(Set.of("/* deny foo | foo | denied = 1"), counts());
        }

        @Test
        void isNotTheDefault() throws Exception {
            for (Map<String, String> enforce :
                    List.of(Map.<String, String>of(), Map.of("enforce", "true"))) {
                Map<String, String> params = new HashMap<>(enforce);
                params.put("rules", "/* deny foo");
                assertEquals(403, status(start(new UpgradeFilter(), params), offering("foo")));
            }
        }
    }

    /** A judgement that is not carried out calls nobody. */
    @Test
    void preparesOnlyWhatIsCarriedOut() throws Exception {
        List<String> prepared = new ArrayList<>();
        WebSocketProtocol protocol =
                WebSocketProtocol.of(
                        handshake -> {
                            prepared.add(handshake.request().path());
                            return new WebSocket.Listener() {};
                        });
        passes(start(UpgradeFilter.builder().allow("/chat", protocol).observeOnly()), webSocket());
        UpgradeFilter full =
                start(UpgradeFilter.builder().allow("/chat", protocol).maxConnections(1));
        assertEquals(List.of(), prepared);
        assertEquals(101, status(full, webSocket()));
        begin(takeovers.get(0));
        assertEquals(503, status(full, webSocket()));
        assertEquals(List.of("/chat"), prepared);
    }

    @Test
    void countsAsSwitchedOnlyWhatIs() throws Exception {
        UpgradeFilter filter = start(allowing().maxConnectionsPerAddress(1));
        assertEquals(101, status(filter, offering("foo")));
        begin(takeovers.get(0));
        assertEquals(503, status(filter, offering("foo")));
        broken = true;
        assertThrows(ServletException.class, () -> status(filter, from("198.51.100.1")));
        assertEquals(
                Set.of(
                        "/chat allow foo | foo | switched = 1",
                        "/chat allow foo | foo | refused = 2"),
                counts());
    }

    private static TestRequest webSocket() {
        return offering("websocket")
                .header("Sec-WebSocket-Version", "13")
                .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    }

    @Nested
    class IgnoredOffers {

        @Test
        void areHiddenIfAskedFor() throws Exception {
            UpgradeFilter filter = start(UpgradeFilter.builder().ignore("/*", "h2c").hideIgnored());
            assertEquals(0, status(filter, offering("x, h2c")));
            HttpServletRequest seen = (HttpServletRequest) chained.get(0);
            assertEquals("x", seen.getHeader("Upgrade"));
            assertEquals("Upgrade", seen.getHeader("Connection"));
            assertEquals(0, status(filter, offering("h2c")));
            assertNull(((HttpServletRequest) chained.get(1)).getHeader("Upgrade"));
        }

        @Test
        void areHiddenByInitParam() throws Exception {
            UpgradeFilter filter =
                    start(
                            new UpgradeFilter(),
                            Map.of("rules", "/* ignore h2c", "hideIgnored", "true"));
            TestRequest request = offering("h2c");
            assertEquals(0, status(filter, request));
            assertNotSame(request.servlet(), chained.get(0));
        }

        @Test
        void areVisibleByDefault() throws Exception {
            passes(start(UpgradeFilter.builder().ignore("/*", "h2c")), offering("h2c"));
        }

        @Test
        void areAllThatIsHidden() throws Exception {
            UpgradeFilter filter = start(UpgradeFilter.builder().ignore("/*", "h2c").hideIgnored());
            passes(filter, offering("x"));
            passes(filter, TestRequest.of("/chat").header("Upgrade", "h2c"));
        }
    }

    @Nested
    class Limits {

        @Test
        void ofAllConnections() throws Exception {
            UpgradeFilter filter = start(allowing().maxConnections(2));
            assertEquals(101, status(filter, from("192.0.2.1")));
            begin(takeovers.get(0));
            assertEquals(101, status(filter, from("192.0.2.2")));
            TestDuplex second = begin(takeovers.get(1));
            assertEquals(503, status(filter, from("192.0.2.3")));
            assertEquals(List.of(), response.values("Upgrade"));
            assertTrue(response.body().contains("too many"));
            assertEquals(2, takeovers.size());
            second.close();
            assertEquals(101, status(filter, from("192.0.2.3")));
            assertEquals(List.of(), chained);
        }

        @Test
        void ofThoseFromOneAddress() throws Exception {
            UpgradeFilter filter = start(allowing().maxConnectionsPerAddress(1));
            assertEquals(101, status(filter, from("192.0.2.1")));
            TestDuplex first = begin(takeovers.get(0));
            assertEquals(503, status(filter, from("192.0.2.1")));
            assertEquals(101, status(filter, from("192.0.2.2")));
            begin(takeovers.get(1));
            first.close();
            assertEquals(101, status(filter, from("192.0.2.1")));
            begin(takeovers.get(2));
            assertEquals(503, status(filter, from("192.0.2.1")));
            assertEquals(503, status(filter, from("192.0.2.2")));
        }

        @Test
        void areByTheAddressTheProxyTells() throws Exception {
            UpgradeFilter filter =
                    start(
                            allowing()
                                    .maxConnectionsPerAddress(1)
                                    .trustedProxies(
                                            List.of(AddressRange.parse("10.0.0.1").orElseThrow())));
            assertEquals(
                    101, status(filter, from("10.0.0.1").header("X-Forwarded-For", "192.0.2.1")));
            begin(takeovers.get(0));
            assertEquals(
                    503, status(filter, from("10.0.0.1").header("X-Forwarded-For", "192.0.2.1")));
            assertEquals(
                    101, status(filter, from("10.0.0.1").header("X-Forwarded-For", "192.0.2.2")));
        }

        @Test
        void byInitParam() throws Exception {
            UpgradeFilter filter =
                    start(
                            new UpgradeFilter(),
                            Map.of(
                                    "rules",
                                    "/chat allow websocket endpoint="
                                            + TestEndpoints.Silent.class.getName(),
                                    "maxConnections",
                                    "1",
                                    "maxConnectionsPerAddress",
                                    "0",
                                    "shutdownTimeoutMs",
                                    "1"));
            assertEquals(101, status(filter, webSocket()));
            begin(takeovers.get(0));
            assertEquals(503, status(filter, webSocket()));
        }

        @Test
        void doNotCountWhatIsPassedOn() throws Exception {
            UpgradeFilter filter =
                    start(
                            UpgradeFilter.builder()
                                    .allow("/chat", new Foo(true))
                                    .maxConnections(1)
                                    .maxConnectionsPerAddress(1));
            passes(filter, offering("foo"));
            passes(filter, offering("foo"));
            assertEquals(Set.of("/chat allow foo | foo | passed_on = 2"), counts());
        }
    }

    @Test
    void asksTheContainerForRoles() throws Exception {
        Rule rule =
                new Rule(
                        PathPattern.of("/chat"),
                        Conditions.NONE,
                        List.of(FOO),
                        Verdict.ALLOW,
                        new Access.InRole(Set.of("admin")));
        UpgradeFilter filter = start(UpgradeFilter.builder().rule(rule, new Foo(false)));
        TestRequest request = offering("foo");
        assertEquals(401, status(filter, request));
        assertEquals(List.of("Bearer"), response.values("WWW-Authenticate"));
        request.principal = () -> "somebody";
        assertEquals(403, status(filter, request));
        request.roles = Set.of("admin");
        assertEquals(101, status(filter, request));
    }

    /** Denials are not a matter of preference: the first the client offers decides either way. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void deniesInTheClientsOrder(String serversOrder) throws Exception {
        UpgradeFilter filter =
                start(
                        new UpgradeFilter(),
                        Map.of(
                                "rules",
                                "/* deny foo status=404\n/* deny bar status=410",
                                "honorServerOrder",
                                serversOrder));
        assertEquals(410, status(filter, offering("bar, foo")));
    }

    @Test
    void deniesOtherwiseByInitParam() throws Exception {
        UpgradeFilter filter = start(new UpgradeFilter(), Map.of("rules", "", "otherwise", "deny"));
        assertEquals(403, status(filter, offering("x")));
        passes(filter, TestRequest.of("/chat"));
    }

    @ParameterizedTest
    @CsvSource({
        "x-forwarded, X-Forwarded-For, 192.0.2.1, 403",
        "x-forwarded, Forwarded, for=192.0.2.1, 0",
        "forwarded, Forwarded, for=192.0.2.1, 403",
        "forwarded, X-Forwarded-For, 192.0.2.1, 0",
    })
    void believesProxiesByInitParam(String kind, String name, String value, int expected)
            throws Exception {
        UpgradeFilter filter =
                start(
                        new UpgradeFilter(),
                        Map.of(
                                "rules",
                                "/* deny foo from=192.0.2.0/24",
                                "trustedProxies",
                                "10.0.0.0/8, ::1",
                                "forwardedBy",
                                kind));
        assertEquals(expected, status(filter, from("10.0.0.1").header(name, value)));
        assertEquals(0, status(filter, from("198.51.100.1").header(name, value)));
    }

    @Nested
    class Counters {

        @Test
        void areByRuleProtocolAndOutcome() throws Exception {
            UpgradeFilter filter =
                    start(allowing().deny("/*", "bar").ignore("/*", "h2c", "TLS/1.2"));
            status(filter, offering("foo"));
            status(filter, offering("FOO/7"));
            status(filter, offering("tls/1.2, x"));
            status(filter, offering("h2c, bar, foo"));
            status(filter, offering("foo").method("POST"));
            assertEquals(
                    Set.of(
                            "/chat allow foo | foo | switched = 2",
                            "/chat allow foo | foo | declined = 1",
                            "/* deny bar | bar | denied = 1",
                            "/* ignore h2c,TLS/1.2 | TLS/1.2 | ignored = 1",
                            "/* ignore h2c,TLS/1.2 | h2c | ignored = 1",
                            "none | other | unruled = 1"),
                    counts());
        }

        /** The client chooses names, versions and their case: no end of them. */
        @Test
        void areBoundedWhateverClientsOffer() throws Exception {
            UpgradeFilter filter = start(allowing().ignore("/*", "h2c"));
            for (int i = 0; i < 1000; i++) {
                status(filter, offering("x" + i + ", y/" + i + ", h2c/" + i + ", foo/" + i));
                status(filter, offering("H2c, hFoo" + i).method("M" + i));
                status(filter, offering(i % 2 == 0 ? "FOO" : "fOO"));
            }
            assertEquals(
                    Set.of(
                            "none | other | unruled = 3000",
                            "/* ignore h2c | h2c | ignored = 2000",
                            "/chat allow foo | foo | switched = 2000"),
                    counts());
        }

        @Test
        void countNothingForPlainRequests() throws Exception {
            UpgradeFilter filter = start(allowing());
            passes(filter, TestRequest.of("/chat"));
            passes(filter, TestRequest.of("/chat").header("Upgrade", "foo"));
            assertEquals(Set.of(), counts());
        }
    }

    @Nested
    class State {

        @Test
        void isGoneWithTheFilter() throws Exception {
            UpgradeFilter filter = start(UpgradeFilter.builder().allow("/*", new Foo(false)));
            assertEquals(0, state().getConnectionCount());
            filter.destroy();
            assertTrue(UpgradeFilter.state(context.as(ServletContext.class), "gate").isEmpty());
        }

        @Test
        void listsLiveConnectionsOldestFirst() throws Exception {
            UpgradeFilter filter = start(UpgradeFilter.builder().allow("/*", new Foo(false)));
            Instant before = Instant.now();
            status(filter, from("192.0.2.1"));
            TestRequest other = TestRequest.of("/other").offering("foo");
            other.remoteAddress = "2001:db8::1";
            status(filter, other);
            assertEquals(0, state().getConnectionCount());
            TestDuplex first = begin(takeovers.get(0));
            begin(takeovers.get(1));
            assertEquals(2, state().getConnectionCount());
            List<UpgradeFilterMXBean.Live> live = state().getConnections();
            assertEquals(2, live.size());
            assertEquals("/chat", live.get(0).getPath());
            assertEquals("192.0.2.1", live.get(0).getRemoteAddress());
            assertEquals("foo", live.get(0).getProtocol());
            assertFalse(Instant.parse(live.get(0).getSince()).isBefore(before));
            assertEquals("/other", live.get(1).getPath());
            assertEquals("2001:db8::1", live.get(1).getRemoteAddress());
            first.close();
            assertEquals(1, state().getConnectionCount());
            assertEquals("/other", state().getConnections().get(0).getPath());
        }

        @Test
        void listsRulesInOrder() throws Exception {
            start(allowing().deny("/*", "bar", "TLS/1.2").ignore("*.ws", "h2c"));
            assertEquals(
                    List.of("/chat allow foo", "/* deny bar,TLS/1.2", "*.ws ignore h2c"),
                    state().getRules());
        }

        @Test
        void isThereWhileTheFilterIsOpen() throws Exception {
            ServletContext servlet = context.as(ServletContext.class);
            assertEquals(Optional.empty(), UpgradeFilter.state(servlet, "gate"));
            UpgradeFilter filter = start(allowing());
            assertTrue(UpgradeFilter.state(servlet, "gate").isPresent());
            assertEquals(Optional.empty(), UpgradeFilter.state(servlet, "other"));
            assertSame(
                    state(),
                    servlet.getAttribute("org.upgradefilter.servlet.UpgradeFilterMXBean.gate"));
            filter.destroy();
            assertEquals(Optional.empty(), UpgradeFilter.state(servlet, "gate"));
        }

        @Test
        void isNotThereIfTheFilterDidNotStart() {
            Map<String, String> bad = Map.of("rules", "x");
            assertThrows(
                    ServletException.class, () -> new UpgradeFilter().init(context.config(bad)));
            assertEquals(
                    Optional.empty(),
                    UpgradeFilter.state(context.as(ServletContext.class), "gate"));
        }
    }

    @Nested
    class Jmx {

        private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

        /** What a container may call itself and the application. */
        private static ObjectName name(String host, String path) throws Exception {
            return new ObjectName(
                    "org.upgradefilter:type=UpgradeFilter,host="
                            + ObjectName.quote(host)
                            + ",context="
                            + ObjectName.quote(path)
                            + ",name=\"gate\"");
        }

        private void host(String host) {
            context.on("getVirtualServerName", none -> host);
        }

        @ParameterizedTest
        @ValueSource(strings = {"jmx", "a,b=c", "*", "q\"uote?", "line\nend", ""})
        void knowsItWhileItIsOpen(String host) throws Exception {
            host(host);
            UpgradeFilter filter = start(allowing());
            assertTrue(server.isRegistered(name(host, "/app")));
            filter.destroy();
            assertFalse(server.isRegistered(name(host, "/app")));
            filter.destroy();
        }

        @Test
        void showsWhatTheStateShows() throws Exception {
            host("shows");
            UpgradeFilter filter = start(allowing());
            status(filter, offering("foo, x"));
            begin(takeovers.get(0));
            ObjectName name = name("shows", "/app");
            assertEquals(1, server.getAttribute(name, "ConnectionCount"));
            CompositeData live = ((CompositeData[]) server.getAttribute(name, "Connections"))[0];
            assertEquals("/chat", live.get("path"));
            assertEquals("192.0.2.1", live.get("remoteAddress"));
            assertEquals("foo", live.get("protocol"));
            assertEquals(state().getConnections().get(0).getSince(), live.get("since"));
            CompositeData[] counts = (CompositeData[]) server.getAttribute(name, "Counts");
            assertEquals(2, counts.length);
            assertEquals(1L, counts[0].get("total"));
            assertTrue(counts[0].containsKey("rule"));
            assertTrue(counts[0].containsKey("protocol"));
            assertTrue(counts[0].containsKey("outcome"));
            assertEquals("/chat allow foo", ((String[]) server.getAttribute(name, "Rules"))[0]);
        }

        /** Embedded containers may run one application twice. */
        @Test
        void keepsTheFirstOfTwoOfOneName() throws Exception {
            host("twice");
            start(allowing());
            TestContext twin = new TestContext(new Adapter());
            twin.on("getVirtualServerName", none -> "twice");
            UpgradeFilter second = allowing().build();
            second.init(twin.config(Map.of()));
            assertTrue(UpgradeFilter.state(twin.as(ServletContext.class), "gate").isPresent());
            second.destroy();
            assertTrue(server.isRegistered(name("twice", "/app")));
        }

        @Test
        void knowsItWhereTheServerHasNoName() throws Exception {
            for (Strict.Answer nameless :
                    List.<Strict.Answer>of(
                            none -> null,
                            none -> {
                                throw new UnsupportedOperationException();
                            })) {
                context.on("getVirtualServerName", nameless);
                UpgradeFilter filter = start(allowing());
                assertTrue(server.isRegistered(name("", "/app")));
                filter.destroy();
            }
        }

        @Test
        void mayHaveForgottenItBefore() throws Exception {
            host("forgotten");
            UpgradeFilter filter = start(allowing());
            server.unregisterMBean(name("forgotten", "/app"));
            filter.destroy();
        }
    }

    @Nested
    class BadInitParams {

        private void fail(String message, String name, @Nullable String value) {
            Map<String, String> params = new HashMap<>();
            params.put(name, value == null ? "" : value);
            ServletException e =
                    assertThrows(
                            ServletException.class,
                            () -> new UpgradeFilter().init(context.config(params)));
            assertEquals("filter \"gate\": " + message, e.getMessage());
        }

        @ParameterizedTest
        @ValueSource(strings = {"enforce", "hideIgnored", "honorServerOrder"})
        void thatAreNoFlag(String name) {
            for (String value : List.of("yes", "TRUE", "", "0")) {
                fail(name + "=" + value + " is not valid: use true or false", name, value);
            }
        }

        @ParameterizedTest
        @CsvSource({
            "maxConnections, 0, a whole number of at least 1",
            "maxConnections, -1, a whole number of at least 1",
            "maxConnections, many, a whole number of at least 1",
            "maxConnections, 2147483648, at most 2147483647",
            "maxConnectionsPerAddress, -1, a whole number of at least 0",
            "maxConnectionsPerAddress, 1.5, a whole number of at least 0",
            "maxConnectionsPerAddress, 4294967296, at most 2147483647",
            "otherwise, ignore, pass or deny",
            "otherwise, DENY, pass or deny",
            "forwardedBy, via, x-forwarded or forwarded",
        })
        void thatAreNoneOfTheWords(String name, String value, String cure) {
            fail(name + "=" + value + " is not valid: use " + cure, name, value);
        }

        @Test
        void thatNobodyIsTrustedToWrite() {
            fail(
                    "forwardedBy=forwarded is not valid: use it together with trustedProxies=",
                    "forwardedBy",
                    "forwarded");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "localhost     | localhost",
                    "10.0.0.1/8    | 10.0.0.1/8",
                    "10.0.0.0/8,   | ''",
                    ",             | ''",
                    "''            | ''",
                    "10.0.0.0/8 ::1 | 10.0.0.0/8 ::1",
                })
        void thatAreNoAddresses(String value, String wrong) {
            fail(
                    "trustedProxies="
                            + wrong
                            + " is not valid: use addresses or blocks of them with nothing behind"
                            + " the prefix, as in"
                            + " 10.0.0.0/8,::1",
                    "trustedProxies",
                    value);
        }
    }

    @Nested
    class TheBuilder {

        @ParameterizedTest
        @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
        void takesNoLimitThatIsNotPositive(int most) {
            UpgradeFilter.Builder builder = UpgradeFilter.builder();
            assertEquals(
                    "maxConnections must be positive: " + most,
                    assertThrows(IllegalArgumentException.class, () -> builder.maxConnections(most))
                            .getMessage());
            assertEquals(
                    "maxConnectionsPerAddress must be positive: " + most,
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> builder.maxConnectionsPerAddress(most))
                            .getMessage());
        }

        @Test
        void keepsEverySettingWhateverTheirOrder() throws Exception {
            UpgradeFilter filter =
                    start(
                            allowing()
                                    .maxConnectionsPerAddress(1)
                                    .hideIgnored()
                                    .trustedProxies(
                                            List.of(AddressRange.parse("10.0.0.1").orElseThrow()))
                                    .maxConnections(5)
                                    .ignore("/*", "h2c")
                                    .honorServerOrder());
            assertEquals(
                    101, status(filter, from("10.0.0.1").header("X-Forwarded-For", "192.0.2.1")));
            begin(takeovers.get(0));
            assertEquals("192.0.2.1", state().getConnections().get(0).getRemoteAddress());
            assertEquals(503, status(filter, from("192.0.2.1")));
            assertEquals(0, status(filter, offering("h2c")));
            assertNull(((HttpServletRequest) chained.get(0)).getHeader("Upgrade"));
        }

        @Test
        void believesRfc7239() throws Exception {
            UpgradeFilter filter =
                    start(
                            allowing()
                                    .maxConnectionsPerAddress(1)
                                    .trustedProxiesByRfc7239(
                                            List.of(AddressRange.parse("10.0.0.1").orElseThrow())));
            assertEquals(
                    101, status(filter, from("10.0.0.1").header("Forwarded", "for=192.0.2.1")));
            begin(takeovers.get(0));
            assertEquals(
                    503, status(filter, from("10.0.0.1").header("Forwarded", "for=192.0.2.1")));
            assertEquals(
                    101, status(filter, from("10.0.0.1").header("X-Forwarded-For", "192.0.2.1")));
        }

        @Test
        void judgesInItsManner() throws Exception {
            UpgradeFilter filter = start(allowing().honorServerOrder().denyOtherwise());
            assertEquals(403, status(filter, offering("foo, x")));
            assertEquals(101, status(filter, offering("foo")));
        }
    }
}
