package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.http.AddressRange;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.stack.H2cUpgrade;
import org.upgradefilter.takeover.Takeover;

/** Rules for {@code h2c}, from the configuration of a filter to the switch. */
@Timeout(60)
class H2cFilterTest {

    private static final Logger LOGGER = Logger.getLogger(UpgradeFilter.class.getName());

    private static final String RULE = "/* allow h2c from=192.0.2.0/24";

    private final List<Takeover> takeovers = new ArrayList<>();
    private final List<Duplex> leadBack = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final List<ServletRequest> chained = new ArrayList<>();
    private final List<String> logged = new ArrayList<>();
    private final UpgradeFilter filter = new UpgradeFilter();
    private final TestContext context = new TestContext(new Adapter());
    private TestResponse response = new TestResponse();

    /** Null for a container that has none. */
    private @Nullable Gateway gateway =
            transport -> {
                leadBack.add(transport);
                return exchange -> {
                    asked.add(exchange.request().method() + " " + exchange.request().version());
                    return new Ignoring();
                };
            };

    private final class Adapter implements ContainerAdapter {

        @Override
        public String container() {
            return "a test";
        }

        @Override
        public void switchTo(
                HttpServletRequest request, HttpServletResponse answer, Takeover decided) {
            takeovers.add(decided);
        }

        @Override
        public Optional<Gateway> gateway() {
            return Optional.ofNullable(gateway);
        }
    }

    private final Handler log =
            new Handler() {
                @Override
                public void publish(LogRecord entry) {
                    String text = MessageFormat.format(entry.getMessage(), entry.getParameters());
                    if (!entry.getLevel().equals(Level.INFO) || text.contains("RFC")) {
                        logged.add(entry.getLevel() + " " + text);
                    }
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listenToTheLog() {
        LOGGER.addHandler(log);
        LOGGER.setLevel(Level.FINE);
    }

    @AfterEach
    void stop() {
        filter.destroy();
        LOGGER.removeHandler(log);
        LOGGER.setLevel(null);
    }

    private void starts(String rules) throws ServletException {
        filter.init(context.config(Map.of("rules", rules, "shutdownTimeoutMs", "1")));
    }

    private int status(TestRequest request) throws Exception {
        return status(request.servlet());
    }

    private int status(HttpServletRequest request) throws Exception {
        response = new TestResponse();
        filter.doFilter(request, response.servlet(), (passed, answer) -> chained.add(passed));
        return response.status();
    }

    private static TestRequest offering() {
        return TestRequest.of("/a")
                .header("Connection", "Upgrade, HTTP2-Settings")
                .header("Upgrade", "h2c")
                .header("HTTP2-Settings", "AAMAAABk");
    }

    private static TestRequest posting(String content) {
        return offering()
                .method("POST")
                .header("Content-Length", Integer.toString(content.length()));
    }

    private String outcomes() {
        List<String> outcomes = new ArrayList<>();
        UpgradeFilter.state(context.as(ServletContext.class), "gate")
                .orElseThrow()
                .getCounts()
                .forEach(count -> outcomes.add(count.getOutcome() + " " + count.getTotal()));
        Collections.sort(outcomes);
        return String.join(", ", outcomes);
    }

    @Test
    void an_offer_is_taken_and_the_request_asked_again() throws Exception {
        starts(RULE);
        assertEquals(101, status(offering()));
        assertEquals(List.of("Upgrade: h2c", "Connection: Upgrade"), response.lines());
        begins();
        assertEquals(1, leadBack.size());
        assertEquals(List.of("GET HTTP/2.0"), asked);
        assertEquals(List.of(), chained);
    }

    private void begins() {
        TestDuplex duplex = new TestDuplex();
        takeovers.get(0).begin(duplex, duplex.signals());
        assertEquals(List.of(), duplex.failures());
    }

    @Test
    void where_there_is_no_room_for_another_connection_the_request_is_served_without()
            throws Exception {
        filter.init(
                context.config(
                        Map.of("rules", RULE, "maxConnections", "1", "shutdownTimeoutMs", "1")));
        assertEquals(101, status(offering()));
        assertEquals(0, status(offering()), "as if it had not been asked");
        assertEquals(1, chained.size());
        assertEquals("declined 1, switched 1", outcomes());
    }

    @Test
    void where_there_is_no_room_and_it_is_required_there_is_no_service() throws Exception {
        filter.init(
                context.config(
                        Map.of(
                                "rules",
                                RULE.replace("allow", "require"),
                                "maxConnections",
                                "1",
                                "shutdownTimeoutMs",
                                "1")));
        assertEquals(101, status(offering()));
        assertEquals(503, status(offering()));
        assertEquals(List.of(), chained);
    }

    @Test
    void a_filter_that_was_built_takes_it_as_well() throws Exception {
        AddressRange from = AddressRange.parse("192.0.2.0/24").orElseThrow();
        UpgradeFilter built =
                UpgradeFilter.builder()
                        .allow("/a", H2cUpgrade.withDefaults(), List.of(from))
                        .build();
        built.init(context.config(Map.of()));
        response = new TestResponse();
        built.doFilter(
                offering().servlet(),
                response.servlet(),
                (passed, answer) -> {
                    throw new AssertionError("it is taken");
                });
        assertEquals(101, response.status());
        built.destroy();
    }

    @Test
    void but_not_from_anywhere() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> UpgradeFilter.builder().allow("/a", H2cUpgrade.withDefaults()));
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("\"/a allow h2c\": h2c needs from=, "),
                e::toString);
        assertThrows(
                IllegalArgumentException.class,
                () -> UpgradeFilter.builder().require("/a", H2cUpgrade.withDefaults()));
        ServletException unstarted =
                assertThrows(ServletException.class, () -> starts("/* allow h2c"));
        assertTrue(
                String.valueOf(unstarted.getMessage())
                        .startsWith(
                                "filter \"gate\": init-param rules, line 1 \"/* allow h2c\": h2c"
                                        + " needs from=, "),
                unstarted::toString);
    }

    @Test
    void who_is_elsewhere_goes_on_in_http_1() throws Exception {
        starts(RULE);
        TestRequest request = offering();
        request.remoteAddress = "198.51.100.1";
        assertEquals(0, status(request));
        assertSame(request.servlet(), chained.get(0));
        assertTrue(response.isUntouched());
    }

    @Test
    void whoever_debugs_is_told_why_an_offer_is_not_taken() throws Exception {
        starts("/ignored ignore h2c\n" + RULE);
        logged.clear();
        TestRequest elsewhere = offering();
        elsewhere.remoteAddress = "198.51.100.1";
        TestRequest ignored = offering();
        ignored.servletPath = "/ignored";
        TestRequest secure = offering();
        secure.scheme = "https";
        TestRequest spent = posting("hello");
        spent.content = new Content("");
        for (TestRequest request :
                List.of(
                        elsewhere,
                        ignored,
                        secure,
                        offering().header("Via", "1.1 proxy"),
                        offering().header("HTTP2-Settings", "AAMAAABk"),
                        posting("hello").header("Expect", "100-continue"),
                        posting("x".repeat(65537)),
                        spent)) {
            assertEquals(0, status(request));
        }
        String by = "FINE h2c from 192.0.2.1 is not taken: declined by \"" + RULE + "\": ";
        assertEquals(
                List.of(
                        "FINE h2c from 198.51.100.1 is not taken: no rule is for it",
                        "FINE h2c from 192.0.2.1 is not taken: ignored by \"/ignored ignore h2c\"",
                        by + "the request has come by TLS",
                        by + "a proxy is in between",
                        by + "HTTP2-Settings is not in order",
                        by + "Expect, or content of no certain length",
                        by + "there is more content than may ask for it",
                        by + "its content is gone, or there is no room for another connection"),
                logged);
        logged.clear();
        assertEquals(101, status(offering()));
        assertEquals(List.of(), logged);
    }

    @Test
    void and_so_is_who_is_asked_for_what_was_offered() throws Exception {
        starts("/* require h2c from=192.0.2.0/24");
        assertEquals(426, status(offering().header("Via", "1.1 proxy")));
        assertEquals(
                "FINE h2c from 192.0.2.1 is not taken: declined by \"/* require h2c"
                        + " from=192.0.2.0/24\": a proxy is in between",
                logged.get(logged.size() - 1));
    }

    @Test
    void once_it_says_that_the_way_is_deprecated() throws Exception {
        starts(RULE + "\n/b require h2c from=::1");
        assertEquals(
                List.of(
                        "INFO filter \"gate\" takes offers of h2c, a way into HTTP/2 that RFC 9113"
                                + " section 3.1 has deprecated"),
                logged);
    }

    @Test
    void where_no_way_leads_back_one_line_says_so() throws Exception {
        gateway = null;
        starts(RULE + "\n/b require h2c from=192.0.2.0/24");
        assertEquals(
                List.of(
                        "WARNING filter \"gate\" ignores offers of h2c, since on a test nothing"
                                + " leads from there back into the application; where a rule"
                                + " requires h2c, all requests are answered 426 but those that"
                                + " come by HTTP/2"),
                logged);
        assertEquals(0, status(offering()));
        TestRequest required = offering();
        required.servletPath = "/b";
        assertEquals(426, status(required));
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1, http, 426", "HTTP/2.0, http, 0", "HTTP/1.1, https, 403"})
    void what_is_required_is_asked_for(String version, String scheme, int status) throws Exception {
        starts("/* require h2c from=192.0.2.0/24");
        TestRequest request = TestRequest.of("/a").protocol(version);
        request.scheme = scheme;
        request.secure = scheme.equals("https");
        assertEquals(status, status(request));
        assertEquals(status == 426 ? List.of("h2c") : List.of(), response.values("Upgrade"));
    }

    @Test
    void content_is_read_before_the_switch() throws Exception {
        starts(RULE);
        Content content = new Content("hello");
        assertEquals(101, status(content.of(posting("hello"))));
        assertEquals(0, content.left.available());
        begins();
        assertEquals(List.of("POST HTTP/2.0"), asked);
        assertEquals("switched 1", outcomes());
    }

    @Test
    void what_a_wrapper_makes_of_it_is_nothing_to_us() throws Exception {
        starts(RULE);
        Content content = new Content("hello");
        HttpServletRequest wrapped =
                new HttpServletRequestWrapper(content.of(posting("hello"))) {
                    @Override
                    public ServletInputStream getInputStream() {
                        throw new AssertionError("this is not as it has come");
                    }
                };
        assertEquals(101, status(wrapped));
    }

    @Test
    void too_much_content_is_left_to_whoever_is_asked() throws Exception {
        starts(RULE);
        TestRequest request = posting("x".repeat(65537));
        assertEquals(0, status(request));
        assertSame(request.servlet(), chained.get(0), "whose content nobody has touched");
        assertEquals("declined 1", outcomes());
    }

    @Test
    void what_somebody_has_read_cannot_be_asked_again() throws Exception {
        starts(RULE);
        HttpServletRequest read = new Content("").of(posting("hello"));
        assertEquals(0, status(read));
        assertSame(read, chained.get(0));
        assertEquals("declined 1", outcomes());

        HttpServletRequest being =
                new HttpServletRequestWrapper(posting("hello").servlet()) {
                    @Override
                    public ServletRequest getRequest() {
                        return new Strict()
                                .on("getHeaderNames", none -> Collections.emptyEnumeration())
                                .on("getHeader", name -> null)
                                .on(
                                        "getInputStream",
                                        none -> {
                                            throw new IllegalStateException("there is a reader");
                                        })
                                .as(HttpServletRequest.class);
                    }
                };
        assertEquals(0, status(being));
        assertEquals(List.of(), takeovers);
        assertTrue(response.isUntouched());
    }

    @Test
    void but_what_is_required_is_required_all_the_same() throws Exception {
        starts("/* require h2c from=192.0.2.0/24");
        assertEquals(426, status(new Content("").of(posting("hello"))));
        assertEquals("declined 1, required 1", outcomes());
        assertEquals(List.of(), chained);
    }

    @Test
    void who_sends_less_is_not_switched() throws Exception {
        starts(RULE);
        EOFException e =
                assertThrows(
                        EOFException.class, () -> status(new Content("hel").of(posting("hello"))));
        assertEquals("the request has ended 2 bytes before its content", e.getMessage());
        assertEquals(List.of(), takeovers);
        assertEquals("refused 1", outcomes());
        assertEquals(0, response.status());
    }

    @Test
    void a_websocket_over_http_2_of_the_containers_is_refused_clearly() throws Exception {
        starts("/* deny websocket\n" + RULE);
        TestRequest tunnel = TestRequest.of("/a").method("CONNECT").protocol("HTTP/2.0");
        assertEquals(501, status(tunnel));
        assertTrue(
                response.body().contains("opened over HTTP/1.1 here, and not by CONNECT"),
                response.body());
        assertEquals(List.of(), response.values("Connection"));
        assertEquals("refused 1", outcomes());
        assertEquals(List.of(), chained);
    }

    @Test
    void who_has_no_rule_for_websockets_leaves_it_alone() throws Exception {
        starts(RULE);
        assertEquals(0, status(TestRequest.of("/a").method("CONNECT").protocol("HTTP/2.0")));
        assertTrue(response.isUntouched());
        assertEquals(1, chained.size());
    }

    /** Hears of nothing. */
    private static final class Ignoring implements ExchangeListener {

        @Override
        public void onReadable() {}

        @Override
        public void onWritable() {}

        @Override
        public void onAborted(IOException cause) {}
    }

    /** What a client has sent. */
    private static final class Content extends ServletInputStream {

        final ByteArrayInputStream left;

        Content(String text) {
            left = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
        }

        /** The request, with this. */
        HttpServletRequest of(TestRequest request) {
            request.content = this;
            return request.servlet();
        }

        @Override
        public int read() {
            return left.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            // As slowly as a client can be.
            return left.read(bytes, offset, Math.min(length, 1));
        }

        @Override
        public boolean isFinished() {
            return left.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new AssertionError("content is read by blocking");
        }
    }
}
