package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.websocket.TestEndpoints;
import org.upgradefilter.websocket.WebSocketProtocol;

/** Requests that come back in, and switch once more. */
@Timeout(60)
class InsideTest {

    private static final String SILENT = "endpoint=" + TestEndpoints.Silent.class.getName();

    private final TestContext context = new TestContext(new Adapter());
    private final UpgradeFilter filter = new UpgradeFilter();
    private final TestResponse response = new TestResponse();
    private final List<Function<Duplex, Connection>> handedOver = new ArrayList<>();
    private final List<HttpServletRequest> chained = new ArrayList<>();
    private FilterChain chain = (passed, answering) -> chained.add((HttpServletRequest) passed);

    /** Whose connections were all taken over before. */
    private static final class Adapter implements ContainerAdapter {

        @Override
        public String container() {
            return "a test";
        }

        @Override
        public void switchTo(
                HttpServletRequest request, HttpServletResponse response, Takeover takeover) {
            throw new AssertionError("the container has no such connection");
        }
    }

    @AfterEach
    void stop() {
        filter.destroy();
    }

    private Exchange exchange() {
        return new Strict().on("handOver", connections -> keep(connections[0])).as(Exchange.class);
    }

    @SuppressWarnings("unchecked") // It is the parameter of Exchange.handOver.
    private boolean keep(Object connections) {
        return handedOver.add((Function<Duplex, Connection>) connections);
    }

    private TestRequest inside() {
        TestRequest request =
                TestRequest.of("/chat")
                        .offering("websocket")
                        .header("Sec-WebSocket-Version", "13")
                        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.scheme = "https";
        request.secure = true;
        request.servlet().setAttribute(Exchange.class.getName(), exchange());
        return request;
    }

    private void asks(TestRequest request, String... initParams) throws Exception {
        Map<String, String> values = new HashMap<>(Map.of("shutdownTimeoutMs", "1"));
        for (int i = 1; i < initParams.length; i += 2) {
            values.put(initParams[i], initParams[i + 1]);
        }
        values.put("rules", initParams[0]);
        filter.init(context.config(values));
        again(request);
    }

    private void again(TestRequest request) throws Exception {
        filter.doFilter(request.servlet(), response.servlet(), chain);
    }

    private UpgradeFilterMXBean state() {
        return UpgradeFilter.state(context.as(ServletContext.class), "gate").orElseThrow();
    }

    private static void isHidden(HttpServletRequest request) {
        for (String name : List.of("Upgrade", "Connection", "Sec-WebSocket-Key")) {
            assertNull(request.getHeader(name));
        }
        assertEquals(List.of("Host"), Collections.list(request.getHeaderNames()));
    }

    @Test
    void the_exchange_hands_over_what_it_travels_on() throws Exception {
        asks(inside(), "/chat require websocket " + SILENT);
        assertEquals(101, response.status());
        assertEquals(List.of("websocket"), response.values("Upgrade"));
        assertEquals(List.of("Upgrade"), response.values("Connection"));
        assertEquals(
                List.of("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), response.values("Sec-WebSocket-Accept"));
        assertEquals(1, handedOver.size());
        assertEquals(0, state().getConnectionCount());

        TestDuplex duplex = new TestDuplex();
        Connection connection = handedOver.get(0).apply(duplex);
        assertEquals(1, state().getConnectionCount());
        assertEquals("websocket", state().getConnections().get(0).getProtocol());
        assertEquals(1, state().getCounts().get(0).getTotal());
        duplex.signals().open(connection);
        duplex.close();
        assertEquals(0, state().getConnectionCount());
        assertEquals(List.of(), duplex.failures());
    }

    @Test
    void limits_count_it() throws Exception {
        asks(inside(), "/chat require websocket " + SILENT, "maxConnections", "1");
        TestDuplex duplex = new TestDuplex();
        duplex.signals().open(handedOver.get(0).apply(duplex));
        again(inside());
        assertEquals(503, response.status());
        assertEquals(1, handedOver.size());
    }

    @Test
    void a_stop_says_good_bye_to_it() throws Exception {
        asks(inside(), "/chat require websocket " + SILENT);
        TestDuplex duplex = new TestDuplex();
        duplex.signals().open(handedOver.get(0).apply(duplex));
        filter.destroy();
        assertTrue(duplex.isClosed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/chat allow websocket endpoint=container",
                "/chat require websocket endpoint=container",
                "/* ignore websocket",
                "/* ignore h2c",
            })
    void the_containers_own_endpoints_see_no_offer(String rule) throws Exception {
        asks(inside(), rule);
        assertEquals(0, response.status());
        isHidden(chained.get(0));
    }

    @Test
    void a_request_without_an_offer_passes_as_it_is() throws Exception {
        TestRequest request = TestRequest.of("/chat");
        request.secure = true;
        request.servlet().setAttribute(Exchange.class.getName(), exchange());
        asks(request, "/chat require TLS endpoint=servlet");
        assertSame(request.servlet(), chained.get(0));
    }

    @Test
    void a_servlet_may_ask_for_the_switch_nevertheless() throws Exception {
        List<Upgrades.Answer> heard = new ArrayList<>();
        chain =
                (passed, answering) -> {
                    isHidden((HttpServletRequest) passed);
                    heard.add(
                            Upgrades.switchTo(
                                    WebSocketProtocol.of(new TestEndpoints.Silent()),
                                    (HttpServletRequest) passed,
                                    (HttpServletResponse) answering));
                };
        asks(inside(), "/chat allow websocket endpoint=servlet");
        assertEquals(List.of(Upgrades.Answer.SWITCHED), heard);
        assertEquals(101, response.status());
        assertEquals(1, handedOver.size());
    }

    @Test
    void another_applications_exchange_cannot_be_handed_over() throws Exception {
        TestRequest request = inside();
        request.servlet().setAttribute(Exchange.class.getName(), "of another class loader");
        asks(request, "/chat require websocket " + SILENT);
        assertEquals(503, response.status());
        assertTrue(response.body().contains("Another web application"), response.body());
    }
}
