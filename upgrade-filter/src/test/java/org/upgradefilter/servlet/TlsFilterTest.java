package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.stack.TlsUpgrade;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.tls.TestKeys;

/** Rules for TLS, from the configuration of a filter to the switch. */
@Timeout(60)
class TlsFilterTest {

    private static final Logger LOGGER = Logger.getLogger(UpgradeFilter.class.getName());

    private final List<Takeover> takeovers = new ArrayList<>();
    private final List<Duplex> leadBack = new ArrayList<>();
    private final List<ServletRequest> chained = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final UpgradeFilter filter = new UpgradeFilter();
    private final TestContext context = new TestContext(new Adapter());
    private TestResponse response = new TestResponse();

    /** Null for a container that has none. */
    private @Nullable Gateway gateway =
            transport -> {
                leadBack.add(transport);
                return exchange -> {
                    throw new AssertionError("nobody asks anything");
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
                    if (entry.getLevel().equals(Level.WARNING)) {
                        warnings.add(
                                MessageFormat.format(entry.getMessage(), entry.getParameters()));
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
    }

    @AfterEach
    void stop() {
        filter.destroy();
        LOGGER.removeHandler(log);
    }

    private UpgradeFilter started(UpgradeFilter.Builder builder) throws ServletException {
        UpgradeFilter built = builder.build();
        built.init(context.config(Map.of()));
        return built;
    }

    private static UpgradeFilter.Builder requiring() {
        return UpgradeFilter.builder().require("/secure", TlsUpgrade.of(TestKeys.settings()));
    }

    private int status(UpgradeFilter judging, TestRequest request) throws Exception {
        response = new TestResponse();
        judging.doFilter(
                request.servlet(), response.servlet(), (passed, answer) -> chained.add(passed));
        return response.status();
    }

    private static TestRequest offering() {
        return TestRequest.of("/secure").method("OPTIONS").offering("TLS/1.3, TLS/1.2");
    }

    private static byte[] keyStore() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TestKeys.server().store(out, TestKeys.PASSWORD);
        return out.toByteArray();
    }

    private void starts(String... initParams) throws ServletException {
        Map<String, String> values = new HashMap<>();
        values.put("rules", "/secure require TLS methods=GET,OPTIONS");
        values.put("keyStorePassword", new String(TestKeys.PASSWORD));
        for (int i = 0; i < initParams.length; i += 2) {
            values.put(initParams[i], initParams[i + 1]);
        }
        filter.init(context.config(values));
    }

    private void fails(String message, String... initParams) {
        ServletException e = assertThrows(ServletException.class, () -> starts(initParams));
        assertEquals("filter \"gate\": " + message, e.getMessage());
    }

    @Test
    void an_offer_is_taken_where_a_way_leads_back() throws Exception {
        assertEquals(101, status(started(requiring()), offering()));
        assertEquals(List.of("TLS/1.3, HTTP/1.1"), response.values("Upgrade"));
        assertEquals(List.of("Upgrade"), response.values("Connection"));
        TestDuplex duplex = new TestDuplex();
        takeovers.get(0).begin(duplex, duplex.signals());
        assertEquals(List.of(duplex), leadBack);
        assertEquals(List.of(), warnings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "OPTIONS"})
    void who_does_not_offer_is_asked_to(String method) throws Exception {
        UpgradeFilter requiring = started(requiring());
        assertEquals(426, status(requiring, TestRequest.of("/secure").method(method)));
        assertEquals(List.of("TLS/1.2, HTTP/1.1"), response.values("Upgrade"));
        assertEquals(List.of("Upgrade"), response.values("Connection"));
    }

    @Test
    void who_may_not_ask_so_is_asked_to_as_well() throws Exception {
        UpgradeFilter requiring = started(requiring());
        assertEquals(426, status(requiring, TestRequest.of("/secure").offering("TLS/1.2")));
        assertEquals(List.of(), takeovers);
    }

    @Test
    void who_has_come_by_tls_passes() throws Exception {
        TestRequest request = offering();
        request.scheme = "https";
        request.secure = true;
        assertEquals(0, status(started(requiring()), request));
        assertSame(request.servlet(), chained.get(0));
    }

    @Test
    void where_no_way_leads_back_one_line_says_so() throws Exception {
        gateway = null;
        UpgradeFilter requiring =
                started(requiring().allow("/*", TlsUpgrade.of(TestKeys.settings())));
        assertEquals(
                List.of(
                        "filter \"gate\" ignores offers of TLS, since on a test nothing leads from"
                                + " there back into the application; where a rule requires TLS, all"
                                + " requests are answered 426 but those that come by https"),
                warnings);
        assertEquals(426, status(requiring, offering()));
        assertEquals(0, status(requiring, TestRequest.of("/").offering("TLS/1.2")));
        assertEquals(List.of(), takeovers);
    }

    @Test
    void who_has_no_rule_for_tls_hears_nothing_of_it() throws Exception {
        gateway = null;
        started(UpgradeFilter.builder().ignore("/*", "TLS"));
        assertEquals(List.of(), warnings);
    }

    @Test
    void a_key_store_is_the_machines(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("keys.p12");
        Files.write(file, keyStore());
        starts("keyStore", file.toString());
        assertEquals(101, status(filter, offering()));
        assertEquals(101, status(filter, offering().method("GET")));
        assertEquals(426, status(filter, TestRequest.of("/secure").method("POST")));
    }

    @Test
    void or_the_applications_own() throws Exception {
        byte[] content = keyStore();
        context.on(
                "getResourceAsStream",
                path ->
                        path[0].equals("/WEB-INF/keys.p12")
                                ? new ByteArrayInputStream(content)
                                : null);
        fails(
                "keyStore=/WEB-INF/no.p12 cannot be read: the web application has no such file",
                "keyStore",
                "/WEB-INF/no.p12");
        starts("keyStore", "/WEB-INF/keys.p12");
        assertEquals(101, status(filter, offering()));
    }

    @Test
    void what_is_not_there_fails_the_start(@TempDir Path directory) {
        String missing = directory.resolve("keys.p12").toString();
        fails(
                "keyStore=" + missing + " cannot be read: there is no such file",
                "keyStore",
                missing);
        for (String relative : List.of("keys.p12", "WEB-INF/keys.p12", "")) {
            fails(
                    "keyStore="
                            + relative
                            + " cannot be read: use an absolute path, or /WEB-INF/... for one of"
                            + " the application's",
                    "keyStore",
                    relative);
        }
        fails("keyStorePassword is given without keyStore; give both");
    }

    @Test
    void a_rule_for_tls_without_a_certificate_fails_the_start() {
        ServletException e =
                assertThrows(
                        ServletException.class,
                        () -> filter.init(context.config(Map.of("rules", "/* allow TLS"))));
        assertEquals(
                "filter \"gate\": init-param rules, line 1 \"/* allow TLS\": TLS needs a"
                        + " certificate; name a key store (PKCS12 or JKS) in keyStore,"
                        + " and its password in keyStorePassword",
                e.getMessage());
    }
}
