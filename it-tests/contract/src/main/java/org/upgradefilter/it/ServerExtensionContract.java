package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An extension in the class path of the server, which upgrades what no filter sees, or before any
 * does. The application is a WAR, with classes and a filter of its own.
 */
public abstract class ServerExtensionContract extends ContainerContract {

    private static final Map<String, String> SETTINGS =
            TestCertificate.settings(
                    """
                    /clear/*  ignore TLS
                    /strict/* ignore TLS
                    /get/*    allow  TLS  methods=GET,POST
                    /*        allow  TLS
                    /*        allow  h2c  from=127.0.0.0/8,::1
                    """);

    /** How HTTP/2 begins (RFC 9113 §3.4), with settings of which there are none. */
    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"
                    .getBytes(StandardCharsets.ISO_8859_1);

    private static final byte GOAWAY = 7;

    /** A new container with the extension, not started. */
    protected abstract Container container(Map<String, String> settings);

    @Override
    protected Container container() {
        return container(SETTINGS);
    }

    @Override
    protected URI begin(Container started) throws Exception {
        return deploy(started);
    }

    private static URI deploy(Container started) throws Exception {
        return started.deploy(TlsApplication.war(Files.createTempDirectory("extension-war")));
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put(name, value);
        return settings;
    }

    private static RawRequest request(String method, String target) {
        return RawRequest.line(method + " " + target + " HTTP/1.1").replacing("Host", "127.0.0.1");
    }

    private static RawRequest asking(String method, String target) {
        return request(method, target).with("Connection", "Upgrade").with("Upgrade", "TLS/1.2");
    }

    private static RawConnection upgraded(RawConnection connection, RawRequest asking)
            throws IOException {
        Response response = connection.open(asking);
        assertEquals(List.of("TLS/1.2, HTTP/1.1"), response.lines("Upgrade"));
        assertTrue(response.hasMember("Connection", "Upgrade"));
        return connection.secured(socket -> {});
    }

    /** A connection on which an {@code OPTIONS} has asked, and was answered inside. */
    private RawConnection upgraded(RawRequest asking) throws IOException {
        RawConnection inside = upgraded(connect(), asking);
        isEmpty(inside.response());
        return inside;
    }

    private static void isEmpty(Response response) {
        assertEquals(200, response.status());
        assertEquals("0", response.line("Content-Length"));
        assertEquals(List.of(), response.lines("Upgrade"));
    }

    private static void isSaidInside(Response response, String begin) {
        assertEquals(200, response.status(), response.toString());
        assertTrue(response.text().startsWith(begin + " https secure suite=TLS_"), response.text());
    }

    private static void isSaidInClear(Response response, String begin) {
        assertEquals(200, response.status(), response.toString());
        assertTrue(response.text().startsWith(begin + " http in-clear "), response.text());
    }

    @Test
    void the_whole_server_is_asked_and_the_application_answers_what_follows() throws IOException {
        try (RawConnection inside = upgraded(asking("OPTIONS", "*"))) {
            isSaidInside(inside.exchange(request("GET", "/plain?a=b")), "GET /plain");
            isEmpty(inside.exchange(request("OPTIONS", "*")));
            isSaidInside(inside.exchange(request("OPTIONS", "/clear/a")), "OPTIONS /clear/a");
        }
    }

    @Test
    void a_path_is_asked_for_before_any_filter_is() throws IOException {
        try (RawConnection inside = upgraded(asking("OPTIONS", "/no/rule/of/the/filter"))) {
            isSaidInside(inside.exchange(request("GET", "/a")), "GET /a");
        }
    }

    @Test
    void what_asked_itself_is_answered_inside() throws IOException {
        RawRequest asking = asking("GET", "/get/a?b=%20").with("Cookie", "a=b");
        try (RawConnection inside = upgraded(connect(), asking)) {
            Response first = inside.response();
            isSaidInside(first, "GET /get/a");
            assertTrue(first.text().contains(" cookie=null "), first.text());
        }
    }

    @Test
    void a_filter_that_requires_tls_is_content_inside() throws IOException {
        assertEquals(426, answer(request("GET", "/secure/a")).status());
        try (RawConnection inside = upgraded(asking("OPTIONS", "*"))) {
            isSaidInside(inside.exchange(request("GET", "/secure/a")), "GET /secure/a");
        }
    }

    @Test
    void sessions_inside_are_secure() throws IOException {
        try (RawConnection inside = upgraded(asking("OPTIONS", "*"))) {
            Response first = inside.exchange(request("GET", "/plain?session"));
            String cookie = first.line("Set-Cookie");
            assertTrue(cookie.contains("; Secure"), cookie);
            Response second =
                    inside.exchange(
                            request("GET", "/plain?session")
                                    .with("Cookie", cookie.substring(0, cookie.indexOf(';'))));
            assertEquals(200, second.status());
            assertEquals(List.of(), second.lines("Set-Cookie"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "/a"})
    void a_list_is_read_as_one(String target) throws IOException {
        RawRequest list = asking("OPTIONS", target).replacing("Upgrade", "h2c, TLS/1.2");
        try (RawConnection inside = upgraded(list)) {
            isSaidInside(inside.exchange(request("GET", "/a")), "GET /a");
        }
        RawRequest lines =
                asking("OPTIONS", target)
                        .replacing("Connection", "HTTP2-Settings", "Upgrade")
                        .replacing("Upgrade", "h2c", "x/1, TLS/1.2");
        try (RawConnection inside = upgraded(lines)) {
            isSaidInside(inside.exchange(request("GET", "/a")), "GET /a");
        }
    }

    @Test
    void without_an_offer_nothing_is_as_if_we_were_there() throws IOException {
        Response whole = answer(request("OPTIONS", "*"));
        boolean isKnown =
                running().capabilities().contains(Capability.ANSWERS_FOR_THE_WHOLE_SERVER);
        assertEquals(isKnown ? 200 : 404, whole.status());
        assertEquals(List.of(), whole.lines("Upgrade"));
        isSaidInClear(answer(request("GET", "/a")), "GET /a");
    }

    @Test
    void what_is_not_taken_is_untouched() throws IOException {
        isSaidInClear(answer(asking("OPTIONS", "/clear/a")), "OPTIONS /clear/a");
        isSaidInClear(answer(asking("GET", "/a")), "GET /a");
        isSaidInClear(answer(asking("OPTIONS", "/a").replacing("Upgrade", "TLS/9")), "OPTIONS /a");
        isSaidInClear(
                answer(asking("OPTIONS", "/a").replacing("Upgrade", "h2c, x/1")), "OPTIONS /a");
        isSaidInClear(
                answer(asking("OPTIONS", "/a").with("Via", "1.1 proxy.example")), "OPTIONS /a");
    }

    @Test
    void an_offer_that_connection_does_not_name_is_untouched() throws IOException {
        assumeCapability(Capability.PASSES_UPGRADE_NOT_NAMED_BY_CONNECTION);
        isSaidInClear(answer(asking("OPTIONS", "/a").without("Connection")), "OPTIONS /a");
    }

    @Test
    void a_request_with_content_is_untouched() throws IOException {
        byte[] content = new byte[100_000];
        try (RawConnection connection = connect()) {
            isSaidInClear(
                    connection.exchange(asking("POST", "/get/a?length").content(content)),
                    "POST /get/a 100000");
            isSaidInClear(connection.exchange(request("GET", "/a")), "GET /a");
        }
    }

    @Test
    void what_is_not_taken_may_be_by_the_filter() throws IOException {
        try (RawConnection inside = upgraded(asking("OPTIONS", "/strict/a"))) {
            isSaidInside(inside.exchange(request("GET", "/strict/a")), "GET /strict/a");
        }
    }

    @Test
    void http_in_clear_after_the_101_closes() throws IOException {
        try (RawConnection connection = connect()) {
            connection.open(asking("OPTIONS", "*"));
            connection.send(request("GET", "/plain"));
            connection.awaitEnd();
        }
    }

    @Test
    void a_client_that_offers_a_protocol_by_alpn_is_refused() throws IOException {
        try (RawConnection connection = connect()) {
            connection.open(asking("OPTIONS", "*"));
            assertThrows(
                    SSLHandshakeException.class,
                    () -> connection.secured(TlsContract::offeringHttp));
        }
    }

    /** Its classes are not those of the extension, so nothing of ours passes between them. */
    @Test
    void a_switch_by_the_application_is_refused_inside() throws IOException {
        try (RawConnection inside = upgraded(asking("OPTIONS", "*"))) {
            assertEquals(
                    503, inside.exchange(request("GET", "/echo").offeringWebSocket()).status());
            isSaidInside(inside.exchange(request("GET", "/a")), "GET /a");
        }
    }

    @Test
    void a_request_that_is_malformed_is_answered_400() throws IOException {
        assertEquals(400, answer(asking("OPTIONS", "*").without("Host")).status());
    }

    @Test
    void connections_of_one_address_may_be_few() throws Exception {
        try (Container few = container(with("maxConnectionsPerAddress", "1"))) {
            URI server = deploy(few);
            try (RawConnection first = RawConnection.to(server);
                    RawConnection second = RawConnection.to(server)) {
                RawConnection inside = upgraded(first, asking("OPTIONS", "/a"));
                isEmpty(inside.response());
                isSaidInClear(second.exchange(asking("OPTIONS", "/a")), "OPTIONS /a");
            }
        }
    }

    @Test
    void connections_outlive_an_application() throws Exception {
        try (Container other = container()) {
            URI server = deploy(other);
            try (RawConnection connection = RawConnection.to(server)) {
                RawConnection inside = upgraded(connection, asking("OPTIONS", "*"));
                isEmpty(inside.response());
                isSaidInside(inside.exchange(request("GET", "/a")), "GET /a");
                other.undeploy();
                assertEquals(404, inside.exchange(request("GET", "/a")).status());
                isEmpty(inside.exchange(request("OPTIONS", "*")));
            }
        }
    }

    @Test
    void the_end_of_the_server_is_told_inside() throws Exception {
        Container stopping = container();
        List<RawConnection> connections = new ArrayList<>();
        try (stopping) {
            URI server = deploy(stopping);
            for (int i = 0; i < 3; i++) {
                RawConnection inside = upgraded(RawConnection.to(server), asking("OPTIONS", "*"));
                isEmpty(inside.response());
                connections.add(inside);
            }
            isSaidInside(connections.get(0).exchange(request("GET", "/a")), "GET /a");
            Future<?> stopped = ForkJoinPool.commonPool().submit(stopping::close);
            for (RawConnection inside : connections) {
                // Anything but close_notify is an error to the socket.
                inside.awaitEnd();
                inside.close();
            }
            stopped.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_client_may_know_that_http_2_is_spoken() throws Exception {
        try (CloseableHttpAsyncClient client = HttpAsyncClients.createHttp2Default()) {
            client.start();
            SimpleHttpResponse got =
                    client.execute(SimpleHttpRequest.create("GET", server() + "/a"), null).get();
            assertEquals(HttpVersion.HTTP_2, got.getVersion());
            assertTrue(got.getBodyText().startsWith("GET /a http in-clear"), got.getBodyText());
            SimpleHttpRequest post =
                    SimpleRequestBuilder.post(server() + "/a?length")
                            .setBody(new byte[300_000], ContentType.APPLICATION_OCTET_STREAM)
                            .build();
            got = client.execute(post, null).get();
            assertTrue(got.getBodyText().startsWith("POST /a 300000"), got.getBodyText());
        }
    }

    @Test
    void a_request_may_ask_for_http_2() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(server().resolve("/a"));
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> got =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertEquals(HttpClient.Version.HTTP_2, got.version());
            assertTrue(got.body().startsWith("GET /a http in-clear"), got.body());
        }
    }

    @Test
    void whom_no_rule_lets_know_is_answered_as_without_us() throws Exception {
        String elsewhere = SETTINGS.get("rules").replace("127.0.0.0/8,::1", "192.0.2.0/24");
        String none = SETTINGS.get("rules").replaceFirst("(?m)^.*h2c.*$", "");
        String answer = answerToPreface(with("rules", elsewhere));
        assertEquals(answerToPreface(with("rules", none)), answer);
        assertFalse(answer.startsWith("\0"), answer);
    }

    /** What a server says until it closes, without the date. */
    private String answerToPreface(Map<String, String> settings) throws Exception {
        try (Container other = container(settings);
                RawConnection connection = RawConnection.to(deploy(other))) {
            connection.send(PREFACE);
            return untilEnd(connection).replaceFirst("Date: .*", "");
        }
    }

    private static String untilEnd(RawConnection connection) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[1000];
        try {
            for (int count = connection.read(some); count >= 0; count = connection.read(some)) {
                all.write(some, 0, count);
            }
        } catch (SocketException reset) {
            // Of what had not been read.
            all.write("reset".getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void the_end_of_the_server_is_told_over_http_2() throws Exception {
        Container stopping = container();
        try (stopping;
                RawConnection connection = RawConnection.to(deploy(stopping))) {
            connection.send(PREFACE);
            byte[] some = new byte[1000];
            // Its settings.
            assertTrue(connection.read(some) > 9);
            Future<?> stopped = ForkJoinPool.commonPool().submit(stopping::close);
            String said = untilEnd(connection);
            assertTrue(said.indexOf(GOAWAY) >= 0, said);
            assertFalse(said.endsWith("reset"), said);
            stopped.get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rules          | /* require TLS               | "/* require TLS" | filter
                    rules          | /* allow TLS; /a allow x     | line 2           | filter of the application
                    rules          | /* alow TLS                  | line 1 "/* alow TLS" | use allow
                    rules          | /* allow h2c                 | needs from=      | 127.0.0.0/8
                    http2MaxConcurrentStreams | 0                 | http2MaxConcurrentStreams=0 | whole number
                    keyStore       | conf/keys.p12                | keyStore=conf/keys.p12 | absolute path
                    keyStorePassword | wrong                      | keyStore=        | password
                    clientAuth     | always                       | clientAuth=always | none, want or need
                    hostCheck      | lax                          | hostCheck=lax    | known or strict
                    alpn           | spdy                         | alpn=spdy        | http/1.1
                    tlsHandshakeTimeoutMs | 5s                    | tlsHandshakeTimeoutMs=5s | whole number
                    shutdownTimeoutMs | 0                         | shutdownTimeoutMs=0 | whole number
                    maxConnectionsPerAddress | -1                 | maxConnectionsPerAddress=-1 | whole number
                    clientAut      | need                         | clientAut=need   | clientAuth
                    """)
    void a_setting_that_is_not_valid_stops_the_start(
            String name, String value, String what, String cure) {
        String message = CapturedLog.ofFailedStart(container(with(name, value)), context -> {});
        assertTrue(message.contains(what), message);
        assertTrue(message.contains(cure), message);
        assertFalse(message.contains(TestCertificate.PASSWORD), message);
    }
}
