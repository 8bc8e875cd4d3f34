package org.upgradefilter.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.exchange.Encryption;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.tls.ClientAuthentication;
import org.upgradefilter.tls.TestKeys;
import org.upgradefilter.tls.TlsPeer;
import org.upgradefilter.tls.TlsSettings;
import org.upgradefilter.tls.Wire;

@Timeout(60)
class TlsUpgradeTest {

    private static final ProtocolToken OFFERED = new ProtocolToken("TLS", "1.2");

    private final TestGateway gateway = new TestGateway();
    private final ManualTimer timer = new ManualTimer();
    private final ScriptedPeer scripted = new ScriptedPeer();
    private final TlsUpgrade tls = TlsUpgrade.of(TestKeys.settings()).through(gateway);

    private static RequestHead head(String method, String target, String... lines) {
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
                "http",
                all.first("Host"),
                false,
                "192.0.2.1",
                null,
                all);
    }

    private static RequestHead asking(String method) {
        return head(
                method,
                "/app/?a=%20b",
                "Host: a.example",
                "Connection: Upgrade",
                "Upgrade: TLS/1.2");
    }

    private Connection switched(TlsUpgrade protocol, RequestHead head) {
        Handshake.Accepted accepted =
                assertInstanceOf(Handshake.Accepted.class, protocol.handshake(head, OFFERED));
        return scripted.duplex().connect(duplex -> accepted.connections().connect(duplex, timer));
    }

    private TlsPeer client() {
        return client(TestKeys.clientContext());
    }

    private TlsPeer client(SSLContext context) {
        return new TlsPeer(Wire.of(scripted), context.createSSLEngine());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String get(String host) {
        return "GET /b HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }

    private static void declines(TlsUpgrade protocol, RequestHead head) {
        assertInstanceOf(Handshake.Declined.class, protocol.handshake(head, OFFERED));
    }

    @Test
    void switches_to_what_was_offered_and_http_inside() {
        Handshake.Accepted accepted =
                assertInstanceOf(
                        Handshake.Accepted.class,
                        tls.handshake(asking("OPTIONS"), new ProtocolToken("tls", "1.3")));
        assertEquals("[tls/1.3, HTTP/1.1]", accepted.inEffect().toString());
        assertEquals(List.of(), accepted.fields());
        assertEquals(Set.of("OPTIONS"), tls.methods());
    }

    @ParameterizedTest
    @CsvSource({
        "TLS,     TLS,     true",
        "TLS,     TLS/1.0, true",
        "TLS,     tls/1.3, true",
        "TLS,     TLS/1.4, false",
        "TLS,     TLS/1.2a, false",
        "TLS/1.4, TLS/1.4, true",
        "TLS/1.4, TLS/1.5, false",
    })
    void a_version_that_nobody_knows_is_declined(String token, String offer, boolean taken) {
        TlsUpgrade some =
                new TlsUpgrade(
                        ProtocolToken.parse(token).orElseThrow(),
                        tls.methods(),
                        tls.settings(),
                        tls.hostCheck(),
                        tls.proxied(),
                        tls.timeouts(),
                        tls.http2(),
                        gateway);
        Handshake handshake =
                some.handshake(asking("OPTIONS"), ProtocolToken.parse(offer).orElseThrow());
        assertEquals(taken, handshake instanceof Handshake.Accepted);
    }

    @Test
    void a_426_names_the_layers() {
        assertEquals("[TLS/1.2, HTTP/1.1]", tls.layers().toString());
        TlsUpgrade other =
                new TlsUpgrade(
                        new ProtocolToken("TLS", "1.3"),
                        tls.methods(),
                        tls.settings(),
                        tls.hostCheck(),
                        tls.proxied(),
                        tls.timeouts(),
                        tls.http2(),
                        null);
        assertEquals("[TLS/1.3, HTTP/1.1]", other.layers().toString());
    }

    @Test
    void without_a_way_back_nothing_is_switched() {
        declines(TlsUpgrade.of(TestKeys.settings()), asking("OPTIONS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via: 1.1 x", "Forwarded: for=x", "X-Forwarded-Proto: http"})
    void through_a_proxy_nothing_is_switched_unless_somebody_wants_it(String line) {
        RequestHead head = head("OPTIONS", "/", "Host: a.example", line);
        declines(tls, head);
        assertInstanceOf(
                Handshake.Accepted.class,
                tls.withProxied(TlsUpgrade.Proxied.YES).handshake(head, OFFERED));
    }

    @Test
    void what_could_not_be_asked_again_is_not_switched() {
        declines(tls, head("OPTIONS", "/"));
        declines(tls, head("OPTIONS", "/", "Host: a.example", "Host: b.example"));
        declines(tls.withMethods(Set.of("GET")), head("GET", "*", "Host: a.example"));
        declines(tls, head("OPTIONS", "http://a.example/", "Host: a.example"));
        Fields.Received malformed = Fields.received();
        malformed.line("Host", "a.example");
        malformed.line("X", "a\r\nCookie: b");
        declines(
                tls,
                new RequestHead(
                        "OPTIONS",
                        "HTTP/1.1",
                        "/",
                        null,
                        "http",
                        false,
                        "192.0.2.1",
                        null,
                        malformed.done()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void options_is_answered_here_and_the_rest_by_the_application(String version) {
        switched(tls, asking("OPTIONS"));
        TlsPeer client = client();
        client.engine().setEnabledProtocols(new String[] {version});
        String answer = client.shakesHands().receivedText();
        List<String> lines = answer.lines().toList();
        assertEquals(4, lines.size(), answer);
        assertEquals("HTTP/1.1 200 ", lines.get(0));
        assertTrue(
                lines.get(1).matches("Date: \\w{3}, \\d\\d \\w{3} \\d{4} [0-9:]{8} GMT"), answer);
        assertEquals("Content-Length: 0", lines.get(2));
        assertEquals(List.of(), gateway.requests);
        assertEquals(List.of(scripted.duplex()), gateway.transports);

        client.sends(ascii(get("a.example")));
        assertTrue(client.receivedText().endsWith("\r\nGET /b\n\r\n0\r\n\r\n"));
        client.sends(ascii("OPTIONS /b HTTP/1.1\r\nHost: a.example\r\n\r\n"));
        assertEquals(
                List.of("GET", "OPTIONS"),
                gateway.requests.stream().map(HttpRequest::method).toList());

        HttpRequest request = gateway.requests.get(0);
        assertEquals("https", request.scheme());
        Encryption encryption = Objects.requireNonNull(request.encryption());
        assertEquals(version, encryption.protocol());
        assertEquals(client.engine().getSession().getCipherSuite(), encryption.cipherSuite());
        assertEquals(256, encryption.keyBits());
        assertEquals(List.of(), encryption.peerCertificates());
    }

    @Test
    void what_asked_otherwise_is_answered_first_by_the_application() {
        switched(tls.withMethods(Set.of("GET")), asking("GET"));
        assertEquals(List.of(), gateway.requests);
        TlsPeer client = client().shakesHands();
        assertTrue(client.receivedText().endsWith("\r\nGET /app/?a=%20b\n\r\n0\r\n\r\n"));
        HttpRequest first = gateway.requests.get(0);
        assertEquals("https", first.scheme());
        assertEquals("a.example", first.authority());
        assertEquals("HTTP/1.1", first.version());
        assertEquals(0, first.contentLength());
        assertNotNull(first.encryption());
    }

    @Test
    void what_asked_is_no_longer_who_asked() {
        switched(
                tls.withMethods(Set.of("GET")),
                head(
                        "GET",
                        "/app;jsessionid=1F;v=1/x;JSESSIONID=2?a;jsessionid=3",
                        "Host: a.example",
                        "Connection: Upgrade, X-Hop, Keep-Alive",
                        "Upgrade: TLS/1.2, h2c",
                        "HTTP2-Settings: AAMAAABk",
                        "Keep-Alive: 5",
                        "Proxy-Connection: keep-alive",
                        "TE: trailers",
                        "X-Hop: 1",
                        "Cookie: JSESSIONID=1F",
                        "cookie: a=b",
                        "Authorization: Basic eDp5",
                        "Proxy-Authorization: Basic eDp5",
                        "Accept: a/b",
                        "X-Two: 1",
                        "Accept: c/d"));
        client().shakesHands();
        HttpRequest first = gateway.requests.get(0);
        assertEquals("/app;v=1/x?a;jsessionid=3", first.target());
        assertEquals(
                List.of(
                        new Field("host", "a.example"),
                        new Field("accept", "a/b"),
                        new Field("accept", "c/d"),
                        new Field("x-two", "1")),
                first.fields());
    }

    @Test
    void who_wanted_to_close_is_closed_on() {
        switched(
                tls,
                head(
                        "OPTIONS",
                        "/",
                        "Host: a.example",
                        "Connection: close, Upgrade",
                        "Upgrade: x"));
        TlsPeer client = client().shakesHands();
        assertTrue(client.receivedText().contains("\r\nConnection: close\r\n"));
        assertTrue(client.sawCloseNotify());
    }

    @Test
    void a_client_that_offers_a_protocol_by_alpn_has_not_asked_for_a_switch() {
        switched(tls, asking("OPTIONS"));
        TlsPeer client = client();
        offers(client, "http/1.1");
        client.shakesHands();
        assertFalse(client.isThrough());
        assertTrue(scripted.sawEnd());
        assertEquals(List.of(), gateway.requests);
    }

    @Test
    void unless_that_is_what_is_wanted() {
        TlsSettings settings = TestKeys.settings().withApplicationProtocols(List.of("http/1.1"));
        switched(TlsUpgrade.of(settings).through(gateway), asking("OPTIONS"));
        TlsPeer client = client();
        offers(client, "h2", "http/1.1");
        assertTrue(client.shakesHands().receivedText().startsWith("HTTP/1.1 200 "));
        assertEquals("http/1.1", client.engine().getApplicationProtocol());
    }

    @ParameterizedTest
    @CsvSource({"'h2,http/1.1', h2", "'http/1.1,h2', h2", "'http/1.1', http/1.1", "'', ''"})
    void http_2_is_spoken_where_it_is_agreed_upon(String offered, String agreed) {
        TlsSettings settings =
                TestKeys.settings().withApplicationProtocols(List.of("h2", "http/1.1"));
        switched(TlsUpgrade.of(settings).through(gateway), asking("OPTIONS"));
        TlsPeer client = client();
        if (!offered.isEmpty()) {
            offers(client, offered.split(","));
        }
        byte[] first = client.shakesHands().received();
        assertEquals(agreed, client.engine().getApplicationProtocol());
        if (agreed.equals("h2")) {
            // SETTINGS; the request that asked is not answered.
            assertEquals(4, first[3]);
        } else {
            assertTrue(new String(first, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 200 "));
        }
        assertEquals(List.of(), gateway.requests);
        assertEquals(List.of(scripted.duplex()), gateway.transports);
    }

    private static void offers(TlsPeer client, String... names) {
        SSLParameters parameters = client.engine().getSSLParameters();
        parameters.setApplicationProtocols(names);
        client.engine().setSSLParameters(parameters);
    }

    @Test
    void http_in_clear_after_the_101_closes() {
        switched(tls, asking("OPTIONS"));
        scripted.sends(ascii(get("a.example")));
        assertTrue(scripted.sawEnd());
        assertEquals("", scripted.receivedText());
        assertEquals(List.of(), gateway.requests);
    }

    @ParameterizedTest
    @CsvSource({
        "KNOWN,  a.example,   200",
        "KNOWN,  a.example:8, 200",
        "KNOWN,  x.a.example, 200",
        "KNOWN,  127.0.0.1,   200",
        "KNOWN,  b.example,   421",
        "KNOWN,  c.example,   200",
        "STRICT, a.example,   200",
        "STRICT, b.example,   421",
        "STRICT, c.example,   421",
    })
    void a_host_of_another_certificate_is_misdirected(HostCheck check, String host, int status) {
        switched(tls.withHostCheck(check), asking("OPTIONS"));
        TlsPeer client = client().shakesHands();
        client.receivedText();
        client.sends(ascii(get(host)));
        assertTrue(client.receivedText().startsWith("HTTP/1.1 " + status + " "));
        assertEquals(status == 200 ? 1 : 0, gateway.requests.size());
        timer.advance(Duration.ofSeconds(2));
        assertEquals(status == 421, client.sawCloseNotify());
    }

    @Test
    void so_it_is_after_requests_that_were_not() {
        switched(tls, asking("OPTIONS"));
        TlsPeer client = client().shakesHands();
        client.receivedText();
        for (String host : List.of("a.example", "a.example", "c.example", "a.example")) {
            client.sends(ascii(get(host)));
            assertTrue(client.receivedText().startsWith("HTTP/1.1 200 "));
        }
        client.sends(ascii(get("b.example")));
        assertTrue(client.receivedText().startsWith("HTTP/1.1 421 "));
        assertEquals(4, gateway.requests.size());
    }

    @Test
    void so_is_the_request_that_asked_if_the_handshake_names_another_host() {
        switched(tls.withMethods(Set.of("GET")), asking("GET"));
        TlsPeer client = client();
        SSLParameters parameters = client.engine().getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("b.example")));
        client.engine().setSSLParameters(parameters);
        assertTrue(client.shakesHands().receivedText().startsWith("HTTP/1.1 421 "));
        assertEquals(List.of(), gateway.requests);
    }

    @Test
    void the_client_is_told_to_the_application_by_its_certificate() throws Exception {
        TlsSettings settings =
                TlsSettings.of(TestKeys.certificates(), TestKeys.trustIn(TestKeys.client()))
                        .withClientAuthentication(ClientAuthentication.NEED);
        switched(
                TlsUpgrade.of(settings).through(gateway).withMethods(Set.of("GET")), asking("GET"));
        client(TestKeys.knownClientContext()).shakesHands();
        Encryption encryption = Objects.requireNonNull(gateway.requests.get(0).encryption());
        assertEquals(
                List.of(TestKeys.client().getCertificate("client")), encryption.peerCertificates());
    }

    @Test
    void who_shuts_down_says_good_bye() {
        Connection connection = switched(tls, asking("OPTIONS"));
        TlsPeer client = client().shakesHands();
        connection.shutdown();
        assertTrue(client.sawCloseNotify());
        assertTrue(scripted.sawEnd());
    }

    @Test
    void leads_back_through_what_it_is_given() {
        TlsUpgrade before = TlsUpgrade.of(TestKeys.settings());
        assertNull(before.gateway());
        assertSame(gateway, before.through(gateway).gateway());
        assertNull(before.gateway());
        assertTrue(before.carriesHttp());
    }

    @Test
    void it_is_tls_and_somebody_may_ask() {
        assertThrows(IllegalArgumentException.class, () -> tls.withMethods(Set.of()));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new TlsUpgrade(
                                new ProtocolToken("h2c", null),
                                tls.methods(),
                                tls.settings(),
                                tls.hostCheck(),
                                tls.proxied(),
                                tls.timeouts(),
                                tls.http2(),
                                null));
    }
}
