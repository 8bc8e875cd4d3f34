package org.upgradefilter.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.negotiation.Judgement.Kind;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.Refusal;

/** What a connection that is encrypted, or has to be, makes of offers and requirements. */
class EncryptionTest {

    private static final Origin ELSEWHERE = new Origin("https", "example.com", 443);

    private final TestProtocol tls = new TestProtocol("TLS").methods("OPTIONS", "GET");
    private final TestProtocol h2c = new TestProtocol("h2c");
    private final TestProtocol webSocket = new TestProtocol("websocket");

    private static Installed rule(Verdict verdict, TestProtocol... protocols) {
        List<ProtocolToken> tokens = Arrays.stream(protocols).map(TestProtocol::token).toList();
        return new Installed(
                new Rule(PathPattern.of("/*"), Set.of(), tokens, verdict), List.of(protocols));
    }

    private static Judgement judge(Installed rule, RequestHead head) {
        return new Negotiator(List.of(rule)).judge(head, role -> false);
    }

    private static Refusal refused(Installed rule, RequestHead head) {
        return assertInstanceOf(Outcome.Refuse.class, judge(rule, head).outcome()).refusal();
    }

    private static RequestHead head(String scheme, String method, String... lines) {
        List<Field> fields = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            fields.add(new Field(line.substring(0, colon), line.substring(colon + 2)));
        }
        boolean secure = scheme.equals("https");
        return new RequestHead(
                method,
                "HTTP/1.1",
                "/",
                null,
                scheme,
                secure,
                "192.0.2.1",
                null,
                Fields.of(fields));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS/1.2", "h2c", "H2C", "tls"})
    void neitherTlsNorH2cIsTakenWithinTls(String offer) {
        RequestHead head = head("https", "GET", "Connection: Upgrade", "Upgrade: " + offer);
        Judgement judgement = judge(rule(Verdict.ALLOW, tls, h2c), head);
        assertSame(Outcome.PASS_THROUGH, judgement.outcome());
        assertEquals(Kind.DECLINED, judgement.decisions().get(0).kind());
        assertEquals(List.of(), tls.judged);
        assertEquals(List.of(), h2c.judged);
    }

    @Test
    void webSocketIsTakenWithinTls() {
        RequestHead head = head("https", "GET", "Connection: Upgrade", "Upgrade: websocket");
        assertInstanceOf(
                Outcome.Switch.class, judge(rule(Verdict.ALLOW, webSocket), head).outcome());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "OPTIONS"})
    void tlsIsNotAskedForWithinTls(String method) {
        assertSame(
                Outcome.PASS_THROUGH,
                judge(rule(Verdict.REQUIRE, tls, webSocket), head("https", method)).outcome());
    }

    @Test
    void requirementInEffectMakesWayForTheNext() {
        Negotiator negotiator =
                new Negotiator(
                        List.of(rule(Verdict.REQUIRE, tls), rule(Verdict.REQUIRE, webSocket)));
        Outcome outcome = negotiator.judge(head("https", "GET"));
        assertEquals(
                List.of(new Field("Upgrade", "websocket")),
                assertInstanceOf(Outcome.Refuse.class, outcome).refusal().fields());
    }

    @Test
    void h2cIsNonsenseWithinTls() {
        Refusal refusal = refused(rule(Verdict.REQUIRE, h2c), head("https", "GET"));
        assertEquals(403, refusal.status());
        assertEquals(List.of(), refusal.fields());
        assertEquals(
                "This resource is only reached in clear, by an upgrade of the connection to h2c.",
                refusal.detail());
    }

    @Test
    void onlyWhatMakesSenseIsAskedForWithinTls() {
        Refusal refusal = refused(rule(Verdict.REQUIRE, h2c, webSocket), head("https", "GET"));
        assertEquals(426, refusal.status());
        assertEquals(List.of(new Field("Upgrade", "websocket")), refusal.fields());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST"})
    void whoPrefersHttpsIsRedirected(String method) {
        RequestHead head = head("http", method, "Upgrade-Insecure-Requests: 1");
        Judgement judgement = judge(rule(new Verdict.Require(ELSEWHERE), tls), head);
        assertEquals(new Outcome.Redirect(ELSEWHERE), judgement.outcome());
        assertEquals(Kind.REQUIRED, judgement.decisions().get(0).kind());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 426, Upgrade, TLS",
        "HEAD, 426, Upgrade, TLS",
        "PUT, 405, Allow, 'GET, HEAD, OPTIONS'"
    })
    void whoDoesNotIsAskedForTheUpgrade(String method, int status, String name, String value) {
        Installed rule = rule(new Verdict.Require(ELSEWHERE), tls);
        for (String[] lines :
                List.of(
                        new String[] {},
                        new String[] {"Upgrade-Insecure-Requests: 0"},
                        new String[] {
                            "Upgrade-Insecure-Requests: 1", "Upgrade-Insecure-Requests: 1"
                        })) {
            Refusal refusal = refused(rule, head("http", method, lines));
            assertEquals(status, refusal.status());
            assertEquals(
                    List.of(new Field("Vary", "Upgrade-Insecure-Requests"), new Field(name, value)),
                    refusal.fields());
        }
    }

    @Test
    void whoOffersTlsIsNotRedirected() {
        RequestHead head =
                head(
                        "http",
                        "GET",
                        "Upgrade-Insecure-Requests: 1",
                        "Connection: Upgrade",
                        "Upgrade: TLS/1.3");
        assertInstanceOf(
                Outcome.Switch.class,
                judge(rule(new Verdict.Require(ELSEWHERE), tls), head).outcome());
    }

    @Test
    void withoutARedirectNobodyIsRedirected() {
        RequestHead head = head("http", "GET", "Upgrade-Insecure-Requests: 1");
        assertEquals(426, refused(rule(Verdict.REQUIRE, tls), head).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "OPTIONS"})
    void whatCarriesHttpIsAskedForByWhateverMethod(String method) {
        TestProtocol carrying = new TestProtocol("TLS").methods("OPTIONS");
        carrying.carriesHttp("TLS/1.2, HTTP/1.1");
        Refusal refusal = refused(rule(Verdict.REQUIRE, carrying), head("http", method));
        assertEquals(426, refusal.status());
        assertEquals(List.of(new Field("Upgrade", "TLS/1.2, HTTP/1.1")), refusal.fields());
        assertEquals(
                "This resource is only reached by an upgrade of the connection to TLS/1.2,"
                        + " HTTP/1.1.",
                refusal.detail());
    }

    @Test
    void whereElseItIsIsSaid() {
        Refusal refusal = refused(rule(new Verdict.Require(ELSEWHERE), tls), head("http", "GET"));
        assertEquals(
                "This resource is only reached by an upgrade of the connection to TLS."
                        + " It is also at https://example.com.",
                refusal.detail());
    }

    @Test
    void protocolsMayBeExchangedUnderTheSameRules() {
        TestProtocol other = new TestProtocol("TLS");
        Negotiator before = new Negotiator(List.of(rule(Verdict.ALLOW, tls)));
        Negotiator after = before.with(protocol -> other);
        assertEquals(List.of(tls), before.protocols());
        assertEquals(List.of(other), after.protocols());
        assertSame(before.policy(), after.policy());
        after.judge(head("http", "GET", "Connection: Upgrade", "Upgrade: TLS/1.2"));
        assertEquals(List.of("TLS/1.2"), other.judged);
        assertEquals(List.of(), tls.judged);
    }
}
