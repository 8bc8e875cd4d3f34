package org.upgradefilter.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.AddressRange;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;
import org.upgradefilter.negotiation.Installed;
import org.upgradefilter.negotiation.Negotiator;
import org.upgradefilter.negotiation.Outcome;
import org.upgradefilter.policy.Access;
import org.upgradefilter.policy.Conditions;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.ConnectionFactory;
import org.upgradefilter.protocol.Handshake;

@Timeout(60)
class H2cUpgradeTest {

    /** MAX_CONCURRENT_STREAMS 100, INITIAL_WINDOW_SIZE 65535: what curl sends. */
    private static final String SETTINGS = "AAMAAABkAAQAAP__";

    private static final List<String> IN_ORDER =
            List.of(
                    "Host: a.example",
                    "Connection: Upgrade, HTTP2-Settings",
                    "Upgrade: h2c",
                    "HTTP2-Settings: " + SETTINGS);

    private final TestGateway gateway = new TestGateway();
    private final H2cUpgrade h2c = H2cUpgrade.withDefaults().through(gateway);

    private static RequestHead head(String method, String target, List<String> lines) {
        return head(method, target, "http", lines);
    }

    private static RequestHead head(
            String method, String target, String scheme, List<String> lines) {
        List<Field> fields = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            fields.add(new Field(line.substring(0, colon), line.substring(colon + 2)));
        }
        Fields all = Fields.of(fields);
        return new RequestHead(
                method,
                "HTTP/1.1",
                target,
                "/",
                null,
                scheme,
                all.first("Host"),
                scheme.equals("https"),
                "192.0.2.1",
                null,
                all);
    }

    private static RequestHead asking(String... further) {
        List<String> lines = new ArrayList<>(IN_ORDER);
        lines.addAll(List.of(further));
        return head("GET", "/", lines);
    }

    /** In order but for the line that begins like {@code line}. */
    private static RequestHead butFor(String line) {
        String name = line.substring(0, line.indexOf(':') + 1);
        List<String> lines = new ArrayList<>(IN_ORDER);
        lines.removeIf(other -> other.startsWith(name));
        lines.add(line);
        return head("GET", "/", lines);
    }

    private static boolean isTaken(H2cUpgrade upgrade, RequestHead head) {
        Handshake handshake = upgrade.handshake(head, H2cUpgrade.TOKEN);
        if (!(handshake instanceof Handshake.Accepted)) {
            assertInstanceOf(Handshake.Declined.class, handshake, "never an error");
        }
        return handshake instanceof Handshake.Accepted;
    }

    private static Negotiator ruledBy(H2cUpgrade upgrade) {
        Conditions conditions =
                new Conditions(
                        Set.of(),
                        List.of(AddressRange.parse("192.0.2.0/24").orElseThrow()),
                        Set.of(),
                        Conditions.Proxied.ALLOW);
        Rule rule =
                new Rule(
                        PathPattern.of("/*"),
                        conditions,
                        List.of(H2cUpgrade.TOKEN),
                        Verdict.ALLOW,
                        Access.ANYBODY);
        return new Negotiator(List.of(new Installed(rule, List.of(upgrade))));
    }

    @Test
    void the_101_names_h2c_and_nothing_else() {
        Handshake.Accepted accepted =
                assertInstanceOf(
                        Handshake.Accepted.class,
                        h2c.handshake(asking(), new ProtocolToken("H2C", null)));
        assertEquals("[h2c]", accepted.inEffect().toString());
        assertEquals(List.of(), accepted.fields());
        assertEquals(List.of(H2cUpgrade.TOKEN), h2c.layers());
        assertTrue(h2c.carriesHttp());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP2-Settings: AAMAAABkAAQAAP__,AAMAAABk",
                "HTTP2-Settings: AAMAAABkAAQAAP8=",
                "HTTP2-Settings: AAMAAABkAAQAAP/_",
                "HTTP2-Settings: AAMAAABkAA",
                "HTTP2-Settings: AAQAgAAAAA",
                "HTTP2-Settings: AAIAAAAC",
                "Connection: Upgrade",
                "Connection: Upgrade, X-HTTP2-Settings",
            })
    void what_is_not_in_order_is_declined(String line) {
        assertFalse(isTaken(h2c, butFor(line)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Connection: HTTP2-Settings, Upgrade", "Connection: upgrade,http2-settings"})
    void the_options_of_connection_come_in_any_order_and_case(String line) {
        assertTrue(isTaken(h2c, butFor(line)));
    }

    @Test
    void settings_may_be_empty_but_must_be_there_once() {
        assertTrue(isTaken(h2c, butFor("HTTP2-Settings: ")));
        List<String> without = new ArrayList<>(IN_ORDER);
        without.removeIf(line -> line.startsWith("HTTP2-Settings"));
        assertFalse(isTaken(h2c, head("GET", "/", without)));
        assertFalse(isTaken(h2c, asking("HTTP2-Settings: " + SETTINGS)));
    }

    @Test
    void a_version_of_h2c_is_none_that_anybody_knows() {
        assertInstanceOf(
                Handshake.Declined.class, h2c.handshake(asking(), new ProtocolToken("h2c", "14")));
    }

    @Test
    void without_a_way_back_nothing_is_switched() {
        assertFalse(isTaken(H2cUpgrade.withDefaults(), asking()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via: 1.1 x", "Forwarded: for=x", "X-Forwarded-For: 192.0.2.1"})
    void through_a_proxy_nothing_is_switched_unless_somebody_wants_it(String line) {
        assertFalse(isTaken(h2c, asking(line)));
        assertTrue(isTaken(h2c.withProxied(HttpUpgrade.Proxied.YES), asking(line)));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,     /a?b, true",
        "OPTIONS, *,    true",
        "GET,     *,    false",
        "GET,     http://a.example/, false",
        "GET,     '',   false"
    })
    void what_could_not_be_asked_again_is_not_switched(
            String method, String target, boolean taken) {
        assertEquals(taken, isTaken(h2c, head(method, target, IN_ORDER)));
    }

    @Test
    void two_hosts_are_none() {
        assertFalse(isTaken(h2c, asking("Host: b.example")));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,      http,  h2c,       true",
        "HEAD,     http,  h2c,       true",
        "OPTIONS,  http,  h2c,       true",
        "POST,     http,  h2c,       true",
        "PROPFIND, http,  h2c,       true",
        "CONNECT,  http,  h2c,       false",
        "GET,      https, h2c,       false",
        "GET,      http,  h2,        false",
        "GET,      http,  'h2, h2c', true",
    })
    void any_method_may_ask_in_clear(
            String method, String scheme, String offers, boolean isSwitched) {
        List<String> lines = new ArrayList<>(IN_ORDER);
        lines.set(2, "Upgrade: " + offers);
        Outcome outcome = ruledBy(h2c).judge(head(method, "/", scheme, lines));
        assertEquals(isSwitched, outcome instanceof Outcome.Switch, outcome::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 65536,      true",
        "Content-Length: 65537,      false",
        "Content-Length: 99999999999999999999, false",
        "Content-Length: x,          false",
        "Transfer-Encoding: chunked, false",
    })
    void as_much_content_is_taken_as_is_permitted(String line, boolean isSwitched) {
        List<String> lines = new ArrayList<>(IN_ORDER);
        lines.add(line);
        RequestHead post = head("POST", "/", lines);
        assertEquals(isSwitched, ruledBy(h2c).judge(post) instanceof Outcome.Switch);
        assertFalse(ruledBy(h2c.withMaxContentBytes(0)).judge(post) instanceof Outcome.Switch);
    }

    @Test
    void who_expects_a_100_is_not_switched() {
        List<String> lines = new ArrayList<>(IN_ORDER);
        lines.add("Content-Length: 5");
        lines.add("Expect: 100-continue");
        assertEquals(Outcome.PASS_THROUGH, ruledBy(h2c).judge(head("POST", "/", lines)));
    }

    @Test
    void the_request_is_asked_again_in_the_words_of_http_2() {
        RequestHead head =
                head(
                        "POST",
                        "/app;jsessionid=1F?a=%20b",
                        List.of(
                                "Host: a.example:8080",
                                "Connection: Upgrade, X-Hop, HTTP2-Settings, close",
                                "Upgrade: TLS/1.2, h2c",
                                "HTTP2-Settings: " + SETTINGS,
                                "Keep-Alive: 5",
                                "Proxy-Connection: keep-alive",
                                "TE: trailers",
                                "X-Hop: 1",
                                "Content-Length: 3",
                                "Cookie: JSESSIONID=1F",
                                "Authorization: Basic eDp5",
                                "Accept: a/b",
                                "X-Two: 1",
                                "Accept: c/d"));
        HttpRequest request = FirstRequest.ofClient(head).orElseThrow().overHttp2(3);
        assertEquals(
                new HttpRequest(
                        "POST",
                        "/app;jsessionid=1F?a=%20b",
                        "http",
                        "a.example:8080",
                        "HTTP/2.0",
                        3,
                        List.of(
                                new Field("host", "a.example:8080"),
                                new Field("content-length", "3"),
                                new Field("cookie", "JSESSIONID=1F"),
                                new Field("authorization", "Basic eDp5"),
                                new Field("accept", "a/b"),
                                new Field("accept", "c/d"),
                                new Field("x-two", "1"),
                                new Field("te", "trailers")),
                        null),
                request);
    }

    /** It is the one thing that TE may say there (RFC 9113 §8.2.2). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TE: trailers | [te: trailers]",
                "TE: deflate;q=0.5, Trailers | [te: trailers]",
                "TE: gzip | []",
                "TE: trailers;q=1 | []",
                "TE: x;y=\", trailers, \" | []"
            })
    void that_trailers_are_taken_is_still_said(String line, String left) {
        List<String> lines = new ArrayList<>(IN_ORDER);
        lines.add("Connection: TE");
        lines.add(line);
        HttpRequest request =
                FirstRequest.ofClient(head("GET", "/", lines)).orElseThrow().overHttp2(0);
        assertEquals(
                left,
                request.fields().stream()
                        .filter(field -> field.name().equals("te"))
                        .map(field -> field.name() + ": " + field.value())
                        .toList()
                        .toString());
    }

    @Test
    void the_request_is_answered_first_with_its_content() {
        List<String> lines = new ArrayList<>(IN_ORDER);
        lines.add("Content-Length: 5");
        Handshake.Accepted accepted =
                assertInstanceOf(
                        Handshake.Accepted.class,
                        h2c.handshake(head("POST", "/a", lines), H2cUpgrade.TOKEN));
        ConnectionFactory connections =
                accepted.connections()
                        .after(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)))
                        .prepared();
        ScriptedPeer scripted = new ScriptedPeer();
        scripted.duplex().connect(duplex -> connections.connect(duplex, new ManualTimer()));
        assertEquals(List.of(scripted.duplex()), gateway.transports);
        assertEquals(
                List.of("POST /a HTTP/2.0 5"),
                gateway.requests.stream()
                        .map(
                                request ->
                                        String.join(
                                                " ",
                                                request.method(),
                                                request.target(),
                                                request.version(),
                                                Long.toString(request.contentLength())))
                        .toList());
        assertEquals(List.of("hello"), gateway.contents);
        assertEquals(0x04, scripted.received()[3], "SETTINGS come first");
    }

    @Test
    void a_rule_says_from_where() {
        Rule everywhere =
                new Rule(PathPattern.of("/*"), Set.of(), List.of(H2cUpgrade.TOKEN), Verdict.ALLOW);
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> H2cUpgrade.requireSources(everywhere, List.of(h2c)));
        assertTrue(String.valueOf(e.getMessage()).startsWith("h2c needs from=, "), e::toString);
        assertTrue(String.valueOf(e.getMessage()).contains("from=127.0.0.0/8,::1"), e::toString);
        H2cUpgrade.requireSources(everywhere, List.of());
    }

    @Test
    void nobody_reads_less_than_nothing() {
        assertThrows(IllegalArgumentException.class, () -> h2c.withMaxContentBytes(-1));
    }

    @Test
    void who_leads_nowhere_opens_nothing_for_those_who_know() {
        assertEquals(Optional.empty(), H2cUpgrade.withDefaults().priorKnowledge());
    }
}
