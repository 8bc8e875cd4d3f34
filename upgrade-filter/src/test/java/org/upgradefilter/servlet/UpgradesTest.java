package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;
import org.upgradefilter.protocol.UpgradeProtocol;
import org.upgradefilter.takeover.Takeover;

/** A servlet asks for the switch itself. */
@Timeout(60)
class UpgradesTest {

    private static final ProtocolToken FOO = new ProtocolToken("foo", "1");

    private final List<Takeover> takeovers = new ArrayList<>();
    private final TestContext context = new TestContext(new Adapter());
    private final TestResponse response = new TestResponse();
    private final UpgradeFilter filter = new UpgradeFilter();
    private Handshake answer =
            new Handshake.Accepted(
                    List.of(FOO), List.of(), (duplex, timer) -> new TestConnection());

    private final class Adapter implements ContainerAdapter {

        @Override
        public String container() {
            return "a test";
        }

        @Override
        public void switchTo(
                HttpServletRequest request, HttpServletResponse switching, Takeover decided) {
            takeovers.add(decided);
        }
    }

    private final class Foo implements UpgradeProtocol {

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
            return answer;
        }
    }

    @AfterEach
    void stop() {
        filter.destroy();
    }

    private Upgrades.Answer asking(String rules, TestRequest request) throws Exception {
        return asking(Map.of("rules", rules), request);
    }

    /** What a servlet hears that asks for {@code foo/1} behind the filter. */
    private Upgrades.Answer asking(Map<String, String> initParams, TestRequest request)
            throws Exception {
        filter.init(context.config(initParams));
        List<Upgrades.Answer> heard = new ArrayList<>();
        FilterChain servlet =
                (passed, answering) ->
                        heard.add(
                                Upgrades.switchTo(
                                        new Foo(),
                                        (HttpServletRequest) passed,
                                        (HttpServletResponse) answering));
        filter.doFilter(request.servlet(), response.servlet(), servlet);
        assertEquals(1, heard.size());
        return heard.get(0);
    }

    private static TestRequest offering(String protocols) {
        return TestRequest.of("/chat").offering(protocols);
    }

    private String counts() {
        List<String> counts = new ArrayList<>();
        for (UpgradeFilterMXBean.Count count :
                UpgradeFilter.state(context.as(jakarta.servlet.ServletContext.class), "gate")
                        .orElseThrow()
                        .getCounts()) {
            counts.add(count.getOutcome() + " " + count.getTotal());
        }
        counts.sort(null);
        return String.join(", ", counts);
    }

    @Test
    void switches_what_a_rule_leaves_to_it() throws Exception {
        Upgrades.Answer heard = asking("/chat allow foo/1 endpoint=servlet", offering("x, foo/1"));
        assertEquals(Upgrades.Answer.SWITCHED, heard);
        assertEquals(101, response.status());
        assertEquals(List.of("foo/1"), response.values("Upgrade"));
        assertEquals(List.of("Upgrade"), response.values("Connection"));
        assertEquals(1, takeovers.size());
        assertEquals("passed_on 1, switched 1, unruled 1", counts());
    }

    @Test
    void what_no_rule_permits_is_declined() throws Exception {
        Upgrades.Answer heard = asking("/* ignore h2c", offering("foo/1"));
        assertEquals(Upgrades.Answer.DECLINED, heard);
        assertTrue(response.isUntouched());
        assertEquals(List.of(), takeovers);
    }

    @Test
    void what_a_rule_ignores_is_declined() throws Exception {
        assertEquals(Upgrades.Answer.DECLINED, asking("/* ignore foo", offering("foo/1")));
        assertTrue(response.isUntouched());
    }

    @Test
    void another_offer_is_declined() throws Exception {
        assertEquals(
                Upgrades.Answer.DECLINED,
                asking("/chat allow foo endpoint=servlet", offering("foo/2, bar")));
        assertTrue(response.isUntouched());
    }

    @Test
    void content_is_declined() throws Exception {
        TestRequest request = offering("foo/1").header("Content-Length", "3");
        assertEquals(
                Upgrades.Answer.DECLINED, asking("/chat allow foo/1 endpoint=servlet", request));
        assertTrue(response.isUntouched());
    }

    @Test
    void what_the_protocol_declines_is_declined() throws Exception {
        answer = new Handshake.Declined("not today");
        assertEquals(
                Upgrades.Answer.DECLINED,
                asking("/chat allow foo/1 endpoint=servlet", offering("foo/1")));
        assertTrue(response.isUntouched());
    }

    @Test
    void what_the_protocol_refuses_is_answered() throws Exception {
        answer = new Handshake.Refused(new Refusal(400, List.of(new Field("Foo", "1")), "Wrong."));
        assertEquals(
                Upgrades.Answer.REFUSED,
                asking("/chat allow foo/1 endpoint=servlet", offering("foo/1")));
        assertEquals(400, response.status());
        assertEquals(List.of("1"), response.values("Foo"));
        assertEquals(List.of(), takeovers);
    }

    @Test
    void limits_hold() throws Exception {
        answer =
                new Handshake.Accepted(
                        List.of(FOO), List.of(), (duplex, timer) -> new TestConnection());
        Map<String, String> one =
                Map.of(
                        "rules",
                        "/chat allow foo/1 endpoint=servlet",
                        "maxConnections",
                        "1",
                        "shutdownTimeoutMs",
                        "1");
        assertEquals(Upgrades.Answer.SWITCHED, asking(one, offering("foo/1")));
        TestDuplex duplex = new TestDuplex();
        takeovers.get(0).begin(duplex, duplex.signals());
        TestResponse second = new TestResponse();
        filter.doFilter(
                offering("foo/1").servlet(),
                second.servlet(),
                (passed, answering) ->
                        assertEquals(
                                Upgrades.Answer.REFUSED,
                                Upgrades.switchTo(
                                        new Foo(),
                                        (HttpServletRequest) passed,
                                        (HttpServletResponse) answering)));
        assertEquals(503, second.status());
        duplex.close();
    }

    @Test
    void nothing_offered_needs_no_filter() throws Exception {
        assertEquals(
                Upgrades.Answer.DECLINED,
                Upgrades.switchTo(
                        new Foo(), TestRequest.of("/chat").servlet(), response.servlet()));
    }

    @Test
    void offer_that_no_filter_has_judged_is_a_fault() {
        IllegalStateException fault =
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                Upgrades.switchTo(
                                        new Foo(),
                                        offering("foo/1").servlet(),
                                        response.servlet()));
        assertTrue(String.valueOf(fault.getMessage()).contains("no upgrade filter has judged"));
    }

    @Test
    void rules_that_are_not_enforced_permit_nothing() throws Exception {
        Map<String, String> observing =
                Map.of("rules", "/chat allow foo/1 endpoint=servlet", "enforce", "false");
        assertEquals(Upgrades.Answer.DECLINED, asking(observing, offering("foo/1")));
        assertTrue(response.isUntouched());
        assertEquals("passed_on 1, switched 1", counts());
    }

    @Test
    void answer_that_is_on_its_way_is_a_fault() throws IOException, ServletException {
        response.committed = true;
        assertThrows(
                IllegalStateException.class,
                () ->
                        Upgrades.switchTo(
                                new Foo(), offering("foo/1").servlet(), response.servlet()));
    }

    @Test
    void stopping_filter_refuses() throws Exception {
        filter.init(context.config(Map.of("rules", "/chat allow foo/1 endpoint=servlet")));
        filter.doFilter(
                offering("foo/1").servlet(),
                response.servlet(),
                (passed, answering) -> {
                    filter.destroy();
                    assertEquals(
                            Upgrades.Answer.REFUSED,
                            Upgrades.switchTo(
                                    new Foo(),
                                    (HttpServletRequest) passed,
                                    (HttpServletResponse) answering));
                });
        assertEquals(503, response.status());
    }
}
