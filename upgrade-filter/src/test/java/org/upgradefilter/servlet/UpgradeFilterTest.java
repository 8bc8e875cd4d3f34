package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;
import org.upgradefilter.protocol.UpgradeProtocol;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.websocket.TestEndpoints;

@Timeout(60)
class UpgradeFilterTest {

    private static final String ENDPOINT = "endpoint=" + TestEndpoints.Silent.class.getName();

    private final Adapter adapter = new Adapter();
    private final TestContext context = new TestContext(adapter);
    private final TestConnection connection = new TestConnection();
    private final FooProtocol foo = new FooProtocol();
    private final TestResponse response = new TestResponse();
    private final List<Object> chained = new ArrayList<>();

    /** Keeps what it is given. */
    private static final class Adapter implements ContainerAdapter {

        final List<Object> switched = new ArrayList<>();
        @Nullable Takeover takeover;
        @Nullable Exception failure;
        boolean closed;

        Takeover takeover() {
            if (takeover == null) {
                throw new AssertionError("nothing was switched");
            }
            return takeover;
        }

        @Override
        public String container() {
            return "a test";
        }

        @Override
        public void switchTo(
                HttpServletRequest request, HttpServletResponse response, Takeover decided)
                throws IOException, ServletException {
            if (failure instanceof IOException e) {
                throw e;
            }
            if (failure instanceof ServletException e) {
                throw e;
            }
            switched.add(request);
            switched.add(response);
            takeover = decided;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Accepts GET, unless it is told otherwise. */
    private final class FooProtocol implements UpgradeProtocol {

        Handshake answer = accepted(List.of(token()));
        @Nullable RuntimeException fault;

        Handshake accepted(List<ProtocolToken> inEffect, Field... fields) {
            return new Handshake.Accepted(inEffect, List.of(fields), (duplex, timer) -> connection);
        }

        @Override
        public ProtocolToken token() {
            return new ProtocolToken("foo", null);
        }

        @Override
        public Set<String> methods() {
            return Set.of("GET");
        }

        @Override
        public Handshake handshake(RequestHead head, ProtocolToken offered) {
            if (fault != null) {
                throw fault;
            }
            return answer;
        }
    }

    private UpgradeFilter started(UpgradeFilter filter) throws ServletException {
        filter.init(context.config(Map.of()));
        return filter;
    }

    private UpgradeFilter allowing() throws ServletException {
        return started(UpgradeFilter.builder().allow("/chat", foo).build());
    }

    private UpgradeFilter requiring() throws ServletException {
        return started(UpgradeFilter.builder().require("/chat", foo).build());
    }

    private void filter(UpgradeFilter filter, TestRequest request)
            throws IOException, ServletException {
        filter(filter, request.servlet(), response.servlet());
    }

    private void filter(UpgradeFilter filter, ServletRequest request, ServletResponse answer)
            throws IOException, ServletException {
        filter.doFilter(
                request,
                answer,
                (passed, passedAnswer) -> {
                    chained.add(passed);
                    chained.add(passedAnswer);
                });
    }

    private void passes(UpgradeFilter filter, TestRequest request)
            throws IOException, ServletException {
        filter(filter, request);
        assertEquals(2, chained.size(), "the chain was not called once");
        assertSame(request.servlet(), chained.get(0));
        assertSame(response.servlet(), chained.get(1));
        assertTrue(response.isUntouched());
        assertEquals(List.of(), adapter.switched);
    }

    private void isAnswered(int status, UpgradeFilter filter, TestRequest request)
            throws IOException, ServletException {
        filter(filter, request);
        assertEquals(List.of(), chained);
        assertEquals(List.of(), adapter.switched);
        assertEquals(status, response.status());
    }

    private void isSwitched(UpgradeFilter filter, TestRequest request)
            throws IOException, ServletException {
        filter(filter, request);
        assertEquals(List.of(), chained);
        assertEquals(101, response.status());
        assertEquals(List.of(request.servlet(), response.servlet()), adapter.switched);
    }

    @Nested
    class Passing {

        @Test
        void withoutARuleEverythingDoes() throws Exception {
            UpgradeFilter none = started(UpgradeFilter.builder().build());
            passes(none, TestRequest.of("/chat").offering("websocket, h2c, foo"));
        }

        @Test
        void whatOffersNothingDoesUnasked() throws Exception {
            // Nothing else may be called, so nothing else can be changed.
            HttpServletRequest request =
                    new Strict()
                            .on("getDispatcherType", none -> DispatcherType.REQUEST)
                            .on("getHeader", name -> name[0].equals("Upgrade") ? null : "?")
                            .on("getMethod", none -> "GET")
                            .on("getServletPath", none -> "/other")
                            .on("getPathInfo", none -> null)
                            .as(HttpServletRequest.class);
            HttpServletResponse untouchable = new Strict().as(HttpServletResponse.class);
            for (UpgradeFilter filter : List.of(allowing(), requiring())) {
                chained.clear();
                filter(filter, request, untouchable);
                assertEquals(List.of(request, untouchable), chained);
            }
        }

        static Stream<TestRequest> offersNobodyTakes() {
            return Stream.of(
                    TestRequest.of("/chat"),
                    TestRequest.of("/chat").offering("bar"),
                    TestRequest.of("/other").offering("foo"),
                    TestRequest.of("/chat").header("Upgrade", "foo"),
                    TestRequest.of("/chat").offering("foo").protocol("HTTP/1.0"),
                    TestRequest.of("/chat").offering("foo").method("POST"),
                    TestRequest.of("/chat").offering("foo").method("CONNECT"),
                    TestRequest.of("/chat").offering("foo").header("Content-Length", "5"),
                    TestRequest.of("/chat").offering("").header("Upgrade", " , "),
                    TestRequest.of("/chat").header("Upgrade-Insecure-Requests", "1"));
        }

        @ParameterizedTest
        @MethodSource("offersNobodyTakes")
        void offersNobodyTakesLeaveTheExchangeUntouched(TestRequest request) throws Exception {
            passes(allowing(), request);
        }

        /** java.net.http.HttpClient sends this with every request. */
        @Test
        void ignoredOffersLeaveTheExchangeUntouched() throws Exception {
            UpgradeFilter ignoring =
                    started(UpgradeFilter.builder().ignore("/*", "h2c", "TLS").build());
            passes(
                    ignoring,
                    TestRequest.of("/chat")
                            .header("Connection", "Upgrade, HTTP2-Settings")
                            .header("Upgrade", "h2c, TLS/1.2")
                            .header("HTTP2-Settings", "AAEAAEAAAAIAAAAA"));
        }

        @Test
        void declinedOffersLeaveTheExchangeUntouched() throws Exception {
            foo.answer = new Handshake.Declined("not today");
            passes(allowing(), TestRequest.of("/chat").offering("foo"));
        }

        @ParameterizedTest
        @EnumSource(value = DispatcherType.class, mode = EnumSource.Mode.EXCLUDE, names = "REQUEST")
        void otherDispatchesDo(DispatcherType dispatcher) throws Exception {
            TestRequest request = TestRequest.of("/chat").offering("foo");
            request.dispatcher = dispatcher;
            passes(requiring(), request);
        }

        @Test
        void committedResponsesDo() throws Exception {
            response.committed = true;
            passes(requiring(), TestRequest.of("/chat"));
            chained.clear();
            passes(allowing(), TestRequest.of("/chat").offering("foo"));
        }

        @Test
        void beforeTheStartAndAfterTheEndEverythingDoes() throws Exception {
            UpgradeFilter filter = UpgradeFilter.builder().require("/chat", foo).build();
            passes(filter, TestRequest.of("/chat").offering("foo"));
            filter.destroy();
            started(filter);
            filter.destroy();
            chained.clear();
            passes(filter, TestRequest.of("/chat").offering("foo"));
            filter.destroy();
        }

        @Test
        void whatIsNotHttpDoes() throws Exception {
            ServletRequest request = new Strict().as(ServletRequest.class);
            ServletResponse answer = new Strict().as(ServletResponse.class);
            filter(requiring(), request, answer);
            assertEquals(List.of(request, answer), chained);
        }

        @Test
        void whatTheChainThrowsDoes() throws Exception {
            IOException fault = new IOException("fault");
            UpgradeFilter filter = allowing();
            assertSame(
                    fault,
                    assertThrows(
                            IOException.class,
                            () ->
                                    filter.doFilter(
                                            TestRequest.of("/chat").servlet(),
                                            response.servlet(),
                                            (request, answer) -> {
                                                throw fault;
                                            })));
        }
    }

    @Nested
    class Refusing {

        @Test
        void aRequirementNobodyMeetsIsAnswered426() throws Exception {
            isAnswered(426, requiring(), TestRequest.of("/chat"));
            assertEquals(List.of("foo"), response.values("Upgrade"));
            assertEquals(List.of("Upgrade"), response.values("Connection"));
            assertEquals(List.of("no-store"), response.values("Cache-Control"));
            assertEquals(response.bytes().length, response.contentLength());
            assertTrue(response.body().startsWith("426 Upgrade Required\n"));
        }

        @Test
        void headIsAnsweredWithoutABody() throws Exception {
            isAnswered(426, requiring(), TestRequest.of("/chat").method("HEAD"));
            assertEquals(0, response.bytes().length);
            assertTrue(response.contentLength() > 0);
        }

        @Test
        void anotherMethodIsAnswered405() throws Exception {
            isAnswered(405, requiring(), TestRequest.of("/chat").method("POST"));
            assertEquals(List.of("GET, HEAD"), response.values("Allow"));
            assertEquals(List.of(), response.values("Connection"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"HTTP/1.0", "HTTP/2.0"})
        void whereUpgradeMeansNothingItIsNotSent(String version) throws Exception {
            isAnswered(403, requiring(), TestRequest.of("/chat").protocol(version));
            assertEquals(List.of(), response.values("Upgrade"));
            assertEquals(List.of(), response.values("Connection"));
        }

        @Test
        void aDeniedOfferIsAnswered403() throws Exception {
            UpgradeFilter denying = started(UpgradeFilter.builder().deny("/*", "h2c").build());
            isAnswered(403, denying, TestRequest.of("/chat").offering("h2c"));
        }

        @Test
        void aRefusedHandshakeIsAnsweredAsTheProtocolSays() throws Exception {
            foo.answer =
                    new Handshake.Refused(
                            new Refusal(400, List.of(new Field("Foo", "bar")), "Malformed."));
            isAnswered(400, allowing(), TestRequest.of("/chat").offering("foo"));
            assertEquals(List.of("bar"), response.values("Foo"));
            assertEquals("400 Bad Request\n\nMalformed.\n", response.body());
        }

        @Test
        void thePathIsTheOneWithinTheApplication() throws Exception {
            TestRequest split = TestRequest.of("/cha");
            split.servletPath = "";
            split.pathInfo = "/chat";
            isAnswered(426, requiring(), split);
        }

        @Test
        void everyLineOfUpgradeIsRead() throws Exception {
            TestRequest request =
                    TestRequest.of("/chat")
                            .header("Connection", "keep-alive")
                            .header("Connection", "Upgrade")
                            .header("Upgrade", "h2c")
                            .header("Upgrade", "bar, foo");
            isSwitched(allowing(), request);
        }
    }

    @Nested
    class Switching {

        @Test
        void answers101WithUpgradeAndConnectionAndNothingElse() throws Exception {
            isSwitched(allowing(), TestRequest.of("/chat").offering("FOO"));
            assertEquals(List.of("Upgrade: foo", "Connection: Upgrade"), response.lines());
            assertEquals(-1, response.contentLength());
            assertEquals(0, response.bytes().length);
        }

        @Test
        void namesTheLowestLayerFirst() throws Exception {
            foo.answer =
                    foo.accepted(
                            List.of(
                                    new ProtocolToken("TLS", "1.2"),
                                    new ProtocolToken("HTTP", "1.1")));
            isSwitched(allowing(), TestRequest.of("/chat").offering("foo"));
            assertEquals(List.of("TLS/1.2, HTTP/1.1"), response.values("Upgrade"));
        }

        @Test
        void sendsTheFieldsOfTheProtocol() throws Exception {
            foo.answer =
                    foo.accepted(
                            List.of(foo.token()),
                            new Field("Foo-Accept", "yes"),
                            new Field("Foo-Line", "1"),
                            new Field("Foo-Line", "2"));
            isSwitched(allowing(), TestRequest.of("/chat").offering("foo"));
            assertEquals(
                    List.of(
                            "Upgrade: foo",
                            "Connection: Upgrade",
                            "Foo-Accept: yes",
                            "Foo-Line: 1",
                            "Foo-Line: 2"),
                    response.lines());
        }

        @Test
        void opensTheConnectionOfTheProtocol() throws Exception {
            isSwitched(allowing(), TestRequest.of("/chat").offering("foo"));
            assertEquals(List.of(), connection.told());
            TestDuplex duplex = new TestDuplex();
            adapter.takeover().begin(duplex, duplex.signals());
            duplex.signals().readable();
            duplex.close();
            assertEquals(List.of("open", "readable", "closed"), connection.told());
        }

        @Test
        void bringsTheClassLoaderOfTheApplication() throws Exception {
            isSwitched(allowing(), TestRequest.of("/chat").offering("foo"));
            assertSame(context.loader, adapter.takeover().application().loader());
        }

        @Test
        void throwsWhatTheContainerThrows() throws Exception {
            UpgradeFilter filter = allowing();
            for (Exception failure :
                    List.of(new IOException("gone"), new ServletException("refused"))) {
                adapter.failure = failure;
                TestRequest request = TestRequest.of("/chat").offering("foo");
                assertSame(
                        failure, assertThrows(failure.getClass(), () -> filter(filter, request)));
                assertEquals(List.of(), chained);
                assertTrue(response.isUntouched(), "it is no 101 any more");
            }
        }

        @Test
        void touchesNothingIfTheProtocolThrows() throws Exception {
            foo.fault = new IllegalStateException("fault");
            UpgradeFilter filter = allowing();
            assertSame(
                    foo.fault,
                    assertThrows(
                            IllegalStateException.class,
                            () -> filter(filter, TestRequest.of("/chat").offering("foo"))));
            assertTrue(response.isUntouched());
            assertEquals(List.of(), chained);
        }

        @Test
        void toAWebSocketByInitParams() throws Exception {
            isSwitched(
                    configured("rules", "/chat require websocket " + ENDPOINT),
                    webSocket(TestRequest.of("/chat")));
            assertEquals(
                    List.of(
                            "Upgrade: websocket",
                            "Connection: Upgrade",
                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="),
                    response.lines());
        }

        @Test
        void doesNotFailForATimeoutOfAges() throws Exception {
            UpgradeFilter patient =
                    configured(
                            "rules",
                            "/chat allow websocket " + ENDPOINT,
                            "idleTimeoutMs",
                            "9223372036854775807",
                            "closeTimeoutMs",
                            "9223372036854775807");
            isSwitched(patient, webSocket(TestRequest.of("/chat")));
            TestDuplex duplex = new TestDuplex();
            adapter.takeover().begin(duplex, duplex.signals()).shutdown();
            duplex.close();
            patient.destroy();
            assertEquals(List.of(), duplex.failures());
        }

        private TestRequest webSocket(TestRequest request) {
            return request.offering("websocket")
                    .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                    .header("Sec-WebSocket-Version", "13");
        }
    }

    @Nested
    class Stopping {

        private UpgradeFilter switched(Duration shutdownTimeout, TestDuplex duplex)
                throws Exception {
            UpgradeFilter filter =
                    started(
                            UpgradeFilter.builder()
                                    .require("/chat", foo)
                                    .shutdownTimeout(shutdownTimeout)
                                    .build());
            isSwitched(filter, TestRequest.of("/chat").offering("foo"));
            adapter.takeover().begin(duplex, duplex.signals());
            return filter;
        }

        @Test
        void saysGoodByeAndWaits() throws Exception {
            TestDuplex duplex = new TestDuplex();
            connection.onShutdown = duplex::close;
            switched(Duration.ofSeconds(30), duplex).destroy();
            assertEquals(List.of("open", "shutdown", "closed"), connection.told());
            assertTrue(adapter.closed);
        }

        @Test
        void cutsOffWhoeverDoesNotAnswerInTime() throws Exception {
            TestDuplex duplex = new TestDuplex();
            connection.onShutdown = () -> assertFalse(adapter.closed);
            switched(Duration.ZERO, duplex).destroy();
            assertTrue(duplex.isClosed());
            assertEquals(List.of("open", "shutdown", "closed"), connection.told());
            assertTrue(adapter.closed);
        }

        @Test
        void switchesNothingMore() throws Exception {
            TestDuplex duplex = new TestDuplex();
            UpgradeFilter filter = switched(Duration.ofSeconds(30), duplex);
            TestResponse late = new TestResponse();
            adapter.switched.clear();
            List<Exception> faults = new ArrayList<>();
            connection.onShutdown =
                    () -> {
                        try {
                            filter(
                                    filter,
                                    TestRequest.of("/chat").offering("foo").servlet(),
                                    late.servlet());
                        } catch (IOException | ServletException e) {
                            faults.add(e);
                        }
                        duplex.close();
                    };
            filter.destroy();
            assertEquals(List.of(), faults);
            assertEquals(503, late.status());
            assertEquals(List.of(), late.values("Upgrade"));
            assertEquals(
                    "503 Service Unavailable\n\nThe application is stopping; try again later.\n",
                    late.body());
            assertEquals(List.of(), adapter.switched);
        }

        @Test
        void mayBeFollowedByAnotherStart() throws Exception {
            Map<String, String> initParams = Map.of("rules", "/chat require websocket " + ENDPOINT);
            UpgradeFilter filter = new UpgradeFilter();
            filter.init(context.config(initParams));
            filter.destroy();
            filter.init(context.config(initParams));
            isAnswered(426, filter, TestRequest.of("/chat"));
        }

        @Test
        void mayBeFollowedByAnotherStartOfABuiltFilter() throws Exception {
            UpgradeFilter filter = requiring();
            filter.destroy();
            started(filter);
            isAnswered(426, filter, TestRequest.of("/chat"));
        }
    }

    private static Map<String, String> map(String... namesAndValues) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private UpgradeFilter configured(String... initParams) throws ServletException {
        UpgradeFilter filter = new UpgradeFilter();
        filter.init(context.config(map(initParams)));
        return filter;
    }

    private static ServletException fails(UpgradeFilter filter, FilterConfig config) {
        return assertThrows(ServletException.class, () -> filter.init(config));
    }

    @Nested
    class InitParams {

        private static final String KNOWN =
                "known are adapter, alpn, clientAuth, closeTimeoutMs, compression, enforce,"
                        + " forwardedBy, hideIgnored, honorServerOrder, hostCheck,"
                        + " http2MaxConcurrentStreams, http2MaxFieldsBytes, http2MaxOverheadFrames,"
                        + " httpContentTimeoutMs,"
                        + " httpHeadTimeoutMs, httpIdleTimeoutMs, httpSendTimeoutMs, idleTimeoutMs,"
                        + " keyStore, keyStorePassword, keyStorePasswordFile, maxCompressionBytes,"
                        + " maxConnections, maxConnectionsPerAddress, maxMessageBytes,"
                        + " maxOverheadFrames, maxUpgradeContentBytes, messageTimeoutMs, otherwise, pingIntervalMs, rules,"
                        + " sendTimeoutMs, shutdownTimeoutMs, tlsHandshakeTimeoutMs,"
                        + " trustStore, trustStorePassword, trustStorePasswordFile, trustedProxies";

        private void fail(String message, String... initParams) {
            ServletException e = fails(new UpgradeFilter(), context.config(map(initParams)));
            assertEquals("filter \"gate\": " + message, e.getMessage());
            assertInstanceOf(IllegalArgumentException.class, e.getCause());
        }

        @Test
        void aRuleForWhichNoRequestComesFails() {
            FilterRegistration registration =
                    new Strict()
                            .on("getUrlPatternMappings", none -> List.of("/api/*"))
                            .on("getServletNameMappings", none -> List.of())
                            .as(FilterRegistration.class);
            context.on("getFilterRegistration", name -> registration);
            fail(
                    "it is mapped to /api/*, so no request for \"/chat deny websocket\" ever comes"
                            + " to it; map it to /*, or drop the rule",
                    "rules",
                    "/chat deny websocket");
        }

        @Test
        void noneMeansNoUpgrade() throws Exception {
            passes(configured(), TestRequest.of("/chat").offering("websocket"));
        }

        @Test
        void rulesAreReadLineByLine() throws Exception {
            UpgradeFilter filter =
                    configured(
                            "rules",
                            "\n    # one a line\n    /secret deny websocket status=404\n    /* deny"
                                    + " h2c\n  ");
            isAnswered(403, filter, TestRequest.of("/chat").offering("h2c"));
            isAnswered(404, filter, TestRequest.of("/secret").offering("websocket"));
        }

        @Test
        void allAreKnown() throws Exception {
            UpgradeFilter filter =
                    configured(
                            "rules",
                            "/chat require websocket " + ENDPOINT,
                            "maxMessageBytes",
                            " 5 ",
                            "idleTimeoutMs",
                            "\n1000\n",
                            "closeTimeoutMs",
                            "1000",
                            "shutdownTimeoutMs",
                            "1",
                            "adapter",
                            "test");
            isAnswered(426, filter, TestRequest.of("/chat"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"rule", "Rules", "idleTimeout", "endpoint", "maxmessagebytes"})
        void unknownOnesFail(String name) {
            fail(name + "=x is not known here; " + KNOWN, name, "x");
        }

        @ParameterizedTest
        @CsvSource({
            "maxMessageBytes, 0",
            "maxMessageBytes, 1M",
            "maxMessageBytes, ''",
            "idleTimeoutMs, 5s",
            "closeTimeoutMs, -1",
            "shutdownTimeoutMs, 0",
            "shutdownTimeoutMs, 9223372036854775808",
        })
        void badNumbersFail(String name, String value) {
            fail(
                    name + "=" + value + " is not valid: use a whole number of at least 1",
                    name,
                    value);
        }

        @Test
        void badRulesFail() {
            fail(
                    "init-param rules, line 2 \"/chat allow h2\": no protocol h2 is installed;"
                            + " installed: websocket, h2c, TLS; for another, name its class in META-INF/services/"
                            + "org.upgradefilter.protocol.UpgradeProtocol",
                    "rules",
                    "# first\n/chat allow h2");
        }

        @Test
        void anEndpointThatIsNotThereFails() {
            fail(
                    "init-param rules, line 1 \"/chat allow websocket endpoint=com.example.Chat\":"
                            + " endpoint=com.example.Chat is not valid: there is no such class in"
                            + " the application",
                    "rules",
                    "/chat allow websocket endpoint=com.example.Chat");
        }

        @Test
        void rulesThatContradictEachOtherFail() {
            fail(
                    "init-param rules, line 3 \"/chat ignore foo\": beside line 1, \"/chat deny foo\" and \"/chat ignore foo\" decide the same offer,"
                            + " so the second never would; drop one, or tell them apart by methods=, from= or host=",
                    "rules",
                    "/chat deny foo\n\n/chat ignore foo");
        }

        @Test
        void areNotForAFilterThatWasBuilt() {
            ServletException e =
                    fails(
                            UpgradeFilter.builder().build(),
                            context.config(Map.of("rules", "/* deny h2c")));
            assertEquals(
                    "filter \"gate\": init-params are not read by a filter that was built; use the"
                            + " builder, or declare the filter by class",
                    e.getMessage());
        }

        @Test
        void aFilterThatDidNotStartPassesEverything() throws Exception {
            UpgradeFilter filter = new UpgradeFilter();
            fails(filter, context.config(Map.of("shutdownTimeoutMs", "0")));
            passes(filter, TestRequest.of("/chat").offering("websocket"));
            filter.destroy();
        }
    }

    @Nested
    class Container {

        @Test
        void isLeftToItsOwnAdapterIfItIsNamed() throws Exception {
            UpgradeFilter named =
                    started(UpgradeFilter.builder().allow("/chat", foo).adapter("test").build());
            isSwitched(named, TestRequest.of("/chat").offering("foo"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "nonsense", "Tomcat", "AUTO"})
        void hasAKnownName(String name) {
            ServletException e =
                    fails(new UpgradeFilter(), context.config(Map.of("adapter", name)));
            String expected =
                    "filter \"gate\": adapter="
                            + name
                            + " is not possible here: use one of auto, servlet, test, tomcat, ";
            String message = String.valueOf(e.getMessage());
            assertTrue(message.startsWith(expected), message);
        }

        @ParameterizedTest
        @ValueSource(strings = {"tomcat", "jetty", "undertow", "glassfish"})
        void isNotAnother(String name) {
            ServletException e =
                    fails(UpgradeFilter.builder().adapter(name).build(), context.config(Map.of()));
            assertEquals(
                    "filter \"gate\": adapter=" + name + " is not possible here: this is Test/1.0",
                    e.getMessage());
        }

        @Test
        void isNotOneNobodyRecognises() {
            ServletException e =
                    fails(
                            new UpgradeFilter(),
                            TestContext.config(TestContext.unknown(), Map.of("adapter", "tomcat")));
            assertEquals(
                    "filter \"gate\": adapter=tomcat is not possible here: this is Foreign/2.0",
                    e.getMessage());
        }

        @Test
        void isTakenByTheServletApiIfNobodyRecognisesIt() throws Exception {
            UpgradeFilter filter = new UpgradeFilter();
            filter.init(TestContext.config(TestContext.unknown(), Map.of("rules", "/* deny foo")));
            isAnswered(403, filter, TestRequest.of("/chat").offering("foo"));
            filter.destroy();
        }

        @Test
        void whoseUpgradeCannotBeUsedIsNotTakenByTheServletApi() {
            ServletException e =
                    fails(new UpgradeFilter(), context.config(Map.of("adapter", "servlet")));
            assertEquals(
                    "filter \"gate\": adapter=servlet is not possible here:"
                            + " HttpServletRequest.upgrade() of Test/1.0 cannot be used; leave it"
                            + " out",
                    e.getMessage());
        }

        static Stream<TestContext> withoutAnAdapter() {
            return Stream.of(
                    new TestContext(Optional::empty),
                    new TestContext(
                            () -> {
                                throw new ClassNotFoundException("missing");
                            }),
                    new TestContext(
                            () -> {
                                throw new NoSuchMethodError("missing");
                            }));
        }

        @ParameterizedTest
        @MethodSource("withoutAnAdapter")
        void withoutAnAdapterFailsTheStart(TestContext lacking) {
            ServletException e = fails(new UpgradeFilter(), lacking.config(Map.of()));
            String message = String.valueOf(e.getMessage());
            assertTrue(message.startsWith("filter \"gate\": "), message);
            assertTrue(message.contains("Test/1.0"), message);
        }
    }

    @Nested
    class Builder {

        private final UpgradeFilter.Builder builder = UpgradeFilter.builder();

        private void fails(String message, Executable building) {
            assertEquals(
                    message, assertThrows(IllegalArgumentException.class, building).getMessage());
        }

        @Test
        void decidesInTheOrderOfItsRules() throws Exception {
            UpgradeFilter filter = started(builder.deny("/chat", "foo").allow("/*", foo).build());
            isAnswered(403, filter, TestRequest.of("/chat").offering("foo"));
            isSwitched(filter, TestRequest.of("/other").offering("foo"));
        }

        @Test
        void takesAnyRule() throws Exception {
            Rule gone =
                    new Rule(
                            PathPattern.of("/old"),
                            Set.of("GET"),
                            List.of(foo.token()),
                            new Verdict.Deny(410));
            Rule permitted =
                    new Rule(
                            PathPattern.of("/*"),
                            Set.of("GET"),
                            List.of(foo.token()),
                            Verdict.ALLOW);
            UpgradeFilter filter = started(builder.rule(gone).rule(permitted, foo).build());
            isAnswered(410, filter, TestRequest.of("/old").offering("foo"));
            isSwitched(filter, TestRequest.of("/new").offering("foo"));
        }

        @Test
        void makesFiltersThatDoNotChangeWithIt() throws Exception {
            UpgradeFilter filter = started(builder.ignore("/chat", "foo").build());
            builder.deny("/*", "bar");
            passes(filter, TestRequest.of("/chat").offering("bar"));
        }

        @Test
        void checksThePath() {
            fails(
                    "\"chat\" is not a URL pattern of the Servlet specification: it must begin"
                            + " with / or *.",
                    () -> builder.allow("chat", foo));
        }

        @Test
        void checksTheProtocols() {
            for (String wrong : List.of("a b", "", "h2c,TLS")) {
                fails(
                        "\""
                                + wrong
                                + "\" is not a protocol; write a name, or a name and a version as"
                                + " in TLS/1.2, each by itself",
                        () -> builder.ignore("/*", "h2c", wrong));
            }
            fails("the rule for /* names no protocol", () -> builder.deny("/*"));
        }

        @Test
        void checksThatAProtocolIsInstalled() {
            Rule rule =
                    new Rule(
                            PathPattern.of("/chat"),
                            Set.of(),
                            List.of(foo.token(), new ProtocolToken("bar", null)),
                            Verdict.ALLOW);
            fails(
                    "a protocol of the rule for /chat is not installed",
                    () -> builder.rule(rule, foo));
        }

        @Test
        void checksThatRulesDoNotContradictEachOther() {
            builder.allow("/chat", foo).deny("/chat", "FOO");
            fails(
                    "\"/chat allow foo\" and \"/chat deny FOO\" decide the same offer,"
                            + " so the second never would; drop one, or tell them apart by methods=, from= or host=",
                    builder::build);
        }

        @Test
        void checksTheTimeout() {
            fails(
                    "a timeout must not be negative: PT-1S",
                    () -> builder.shutdownTimeout(Duration.ofSeconds(-1)));
        }
    }
}
