package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Origin;
import org.upgradefilter.protocol.Refusal;

class RefusalWriterTest {

    private static final String PLAIN = "text/plain;charset=utf-8";
    private static final String HTML = "text/html;charset=utf-8";
    private static final String PROBLEM = "application/problem+json";

    private final TestRequest request = new TestRequest();
    private final TestResponse response = new TestResponse();

    private void write(int status, String detail, Field... fields) throws IOException {
        RefusalWriter.write(
                new Refusal(status, List.of(fields), detail),
                request.servlet(),
                response.servlet(),
                HttpServletResponse::setContentLength);
    }

    @Test
    void has426WithUpgradeAndConnection() throws IOException {
        write(426, "Upgrade.", new Field("Upgrade", "websocket, foo/1"));
        assertEquals(426, response.status());
        assertEquals(
                List.of(
                        "Upgrade: websocket, foo/1",
                        "Connection: Upgrade",
                        "Cache-Control: no-store",
                        "Vary: Accept",
                        "Content-Type: " + PLAIN),
                response.lines());
    }

    @Test
    void namesUpgradeInConnectionWhateverItsSpelling() throws IOException {
        write(
                426,
                "Upgrade.",
                new Field("upgrade", "websocket"),
                new Field("Sec-WebSocket-Version", "13"));
        assertEquals(List.of("websocket"), response.values("upgrade"));
        assertEquals(List.of("Upgrade"), response.values("Connection"));
        assertEquals(List.of("13"), response.values("Sec-WebSocket-Version"));
    }

    @Test
    void hasNoConnectionWithoutUpgrade() throws IOException {
        write(405, "No.", new Field("Allow", "GET, HEAD"));
        assertEquals(405, response.status());
        assertEquals(
                List.of(
                        "Allow: GET, HEAD",
                        "Cache-Control: no-store",
                        "Vary: Accept",
                        "Content-Type: " + PLAIN),
                response.lines());
    }

    @Test
    void hasEveryLineOfAField() throws IOException {
        write(401, "No.", new Field("Foo", "a"), new Field("Foo", "b"));
        assertEquals(List.of("a", "b"), response.values("Foo"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                | text/plain;charset=utf-8",
                "*/*                                               | text/plain;charset=utf-8",
                "text/plain                                        | text/plain;charset=utf-8",
                "text/html                                         | text/html;charset=utf-8",
                "TEXT/HTML;level=1                                 | text/html;charset=utf-8",
                "text/html,application/xhtml+xml,*/*;q=0.8         | text/html;charset=utf-8",
                "application/problem+json                          | application/problem+json",
                "application/json                                  | application/problem+json",
                "application/*                                     | application/problem+json",
                "application/json;q=0.9, text/html;q=0.1           | application/problem+json",
                "text/plain;q=0, */*                               | text/html;charset=utf-8",
                // nothing is acceptable: an explanation in the wrong format beats none
                "image/png                                         | text/plain;charset=utf-8",
                "*/*;q=0                                           | text/plain;charset=utf-8",
            })
    void isInTheFormatTheClientLikesBest(String accept, String expected) throws IOException {
        request.header("Accept", accept);
        write(403, "No.");
        assertEquals(List.of(expected), response.values("Content-Type"));
    }

    @Test
    void readsEveryLineOfAccept() throws IOException {
        request.header("Accept", "image/png").header("Accept", "text/html");
        write(403, "No.");
        assertEquals(List.of(HTML), response.values("Content-Type"));
    }

    @Test
    void explainsInPlainText() throws IOException {
        write(403, "Not \"here\" <b>&</b>.");
        assertEquals("403 Forbidden\n\nNot \"here\" <b>&</b>.\n", response.body());
    }

    @Test
    void explainsInHtml() throws IOException {
        request.header("Accept", "text/html");
        write(405, "Not \"here\" <b>&</b>.");
        assertEquals(
                """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><title>405 Method Not Allowed</title></head>
                <body><h1>Method Not Allowed</h1><p>Not "here" &lt;b&gt;&amp;&lt;/b&gt;.</p></body>
                </html>
                """,
                response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/problem+json", "application/json"})
    void explainsInJson(String accept) throws IOException {
        request.header("Accept", accept);
        write(426, "Not \"here\" \\ <b>.");
        assertEquals(List.of(PROBLEM), response.values("Content-Type"));
        assertEquals(
                "{\"type\":\"about:blank\",\"title\":\"Upgrade Required\",\"status\":426,"
                        + "\"detail\":\"Not \\u0022here\\u0022 \\u005c <b>.\"}\n",
                response.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | Bad Request",
                "401 | Unauthorized",
                "403 | Forbidden",
                "404 | Not Found",
                "405 | Method Not Allowed",
                "426 | Upgrade Required",
                "503 | Service Unavailable",
                "418 | Error",
                "599 | Error",
            })
    void isEntitledByItsStatus(int status, String title) throws IOException {
        write(status, "Why.");
        assertEquals(status, response.status());
        assertEquals(status + " " + title + "\n\nWhy.\n", response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/html", "application/json"})
    void hasALengthInBytes(String accept) throws IOException {
        request.header("Accept", accept);
        write(403, "Zutritt für 名 verboten €.");
        assertTrue(response.body().contains("Zutritt für 名 verboten €."));
        assertEquals(response.bytes().length, response.contentLength());
        assertEquals(
                response.body().getBytes(StandardCharsets.UTF_8).length, response.contentLength());
    }

    @Test
    void lengthIsAnnouncedAsTheContainerLikesItIfThereIsABody() throws IOException {
        List<Integer> announced = new ArrayList<>();
        for (String method : List.of("GET", "HEAD")) {
            request.method = method;
            RefusalWriter.write(
                    new Refusal(426, List.of(), "Upgrade."),
                    request.servlet(),
                    response.servlet(),
                    (answer, bytes) -> announced.add(bytes));
        }
        assertEquals(List.of(response.bytes().length), announced);
    }

    @Test
    void hasNoBodyForHeadButItsLength() throws IOException {
        request.method = "HEAD";
        write(426, "Upgrade.", new Field("Upgrade", "websocket"));
        assertEquals("", response.body());
        TestResponse toGet = new TestResponse();
        request.method = "GET";
        RefusalWriter.write(
                new Refusal(426, List.of(new Field("Upgrade", "websocket")), "Upgrade."),
                request.servlet(),
                toGet.servlet(),
                HttpServletResponse::setContentLength);
        assertEquals(toGet.bytes().length, response.contentLength());
        assertEquals(toGet.lines(), response.lines());
    }

    /** The client of a tunnel may have sent its first bytes already, as if it were open. */
    @Test
    void endsTheConnectionOfATunnel() throws IOException {
        request.method = "CONNECT";
        write(405, "No.", new Field("Allow", "GET"));
        assertEquals(List.of("close"), response.values("Connection"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com,      ,    https://example.com/app/chat",
        "https://example.com:8443, a=b, https://example.com:8443/app/chat?a=b",
        "https://[::1],            '',  https://[::1]/app/chat?",
    })
    void redirectsToTheSameResource(String to, @Nullable String query, String location) {
        request.query = query;
        RefusalWriter.redirect(
                Origin.parse(to).orElseThrow(), request.servlet(), response.servlet());
        assertEquals(307, response.status());
        assertEquals(
                List.of(
                        "Location: " + location,
                        "Vary: Upgrade-Insecure-Requests",
                        "Cache-Control: no-store"),
                response.lines());
        assertEquals(0, response.contentLength());
    }
}
