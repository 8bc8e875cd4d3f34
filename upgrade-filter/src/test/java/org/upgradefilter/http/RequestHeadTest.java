package org.upgradefilter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestHeadTest {

    @Test
    void offersAreTheClientsInTheClientsOrder() {
        RequestHead head = head("http", "Upgrade: h2c, TLS/1.2", "Host: a", "upgrade: websocket");
        assertEquals(
                List.of("h2c", "TLS/1.2", "websocket"),
                head.offers().stream().map(ProtocolToken::toString).toList());
    }

    @Test
    void malformedOffersAreLeftOut() {
        RequestHead head = head("http", "Upgrade: a b, , websocket/, h2c");
        assertEquals(List.of(new ProtocolToken("h2c", null)), head.offers());
    }

    @Test
    void noUpgradeIsNoOffer() {
        assertEquals(List.of(), head("http", "Upgrade-Insecure-Requests: 1").offers());
    }

    static Stream<Arguments> contents() {
        return Stream.of(
                arguments(false, List.of()),
                arguments(false, List.of("Content-Length: 0")),
                arguments(false, List.of("Content-Type: text/plain")),
                arguments(false, List.of("Content-Length: 0", "Content-Length: 0")),
                arguments(true, List.of("Content-Length: 1")),
                arguments(true, List.of("content-length: 5")),
                arguments(true, List.of("Transfer-Encoding: chunked")),
                arguments(true, List.of("transfer-encoding: chunked", "Content-Length: 0")),
                // whatever is not plainly nothing might be something
                arguments(true, List.of("Content-Length: ")),
                arguments(true, List.of("Content-Length: 00")),
                arguments(true, List.of("Content-Length: 0, 0")),
                arguments(true, List.of("Content-Length: 0", "Content-Length: 5")),
                arguments(true, List.of("Content-Length: nonsense")),
                arguments(true, List.of("Transfer-Encoding: identity")),
                arguments(true, List.of("Transfer-Encoding: ")));
    }

    @ParameterizedTest
    @MethodSource("contents")
    void hasContent(boolean expected, List<String> lines) {
        assertEquals(expected, head("http", lines.toArray(String[]::new)).hasContent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Type: text/plain | 0",
                "Content-Length: 0 | 0",
                "Content-Length: 65536 | 65536",
                "content-length: 007 | 7",
                "Content-Length: 999999999999999999 | 999999999999999999",
                "Content-Length: 9999999999999999999 | -1",
                "Content-Length: +1 | -1",
                "Content-Length: -1 | -1",
                "'Content-Length: 1, 1' | -1",
                "Content-Length: x | -1",
                "Transfer-Encoding: chunked | -1",
            })
    void contentBytes(String line, long expected) {
        assertEquals(expected, head("http", line).contentBytes());
    }

    @Test
    void theLengthOfContentIsToldOnce() {
        assertEquals(0, head("http", "Content-Length: 0", "Content-Length: 0").contentBytes());
        assertEquals(-1, head("http", "Content-Length: 5", "Content-Length: 5").contentBytes());
        assertEquals(-1, head("http", "Content-Length: 5", "Transfer-Encoding: x").contentBytes());
    }

    @ParameterizedTest
    @CsvSource({
        "http,  example.com,      http://example.com",
        "https, example.com,      https://example.com",
        "http,  example.com:8080, http://example.com:8080",
        "https, [::1]:8443,       https://[::1]:8443",
    })
    void target(String scheme, String host, String expected) {
        RequestHead head = head(scheme, "Host: " + host);
        assertEquals(expected, head.target().orElseThrow().toString());
    }

    @Test
    void aMalformedHostIsNoTarget() {
        assertEquals(Optional.empty(), head("http").target());
        assertEquals(Optional.empty(), head("http", "Host: ").target());
        assertEquals(Optional.empty(), head("http", "Host: user@example.com").target());
        assertFalse(head("http", "Host: a, b").target().isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "TLS,       HTTP/1.1, http,  false, true",
        "TLS,       HTTP/1.1, https, true,  false",
        "TLS/1.2,   HTTP/1.0, http,  false, true",
        "tls/1.2,   HTTP/1.1, https, true,  false",
        "TLS,       HTTP/2.0, https, true,  false",
        "h2c,       HTTP/1.1, http,  false, true",
        "H2C,       HTTP/2.0, http,  true,  true",
        "h2c,       HTTP/1.1, https, false, false",
        "h2c,       HTTP/2,   https, true,  false",
        "websocket, HTTP/1.1, https, false, true",
        "websocket, HTTP/2.0, http,  false, true",
    })
    void knowsWhatIsInEffectAndWhatMeansSomething(
            String protocol, String version, String scheme, boolean inEffect, boolean meaningful) {
        RequestHead head =
                new RequestHead(
                        "GET",
                        version,
                        "/",
                        null,
                        scheme,
                        false,
                        "192.0.2.1",
                        null,
                        Fields.of(List.of()));
        ProtocolToken token = ProtocolToken.parse(protocol).orElseThrow();
        assertEquals(inEffect, head.isInEffect(token));
        assertEquals(meaningful, head.isMeaningful(token));
    }

    private static RequestHead head(String scheme, String... lines) {
        List<Field> fields = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            fields.add(new Field(line.substring(0, colon), line.substring(colon + 2)));
        }
        return new RequestHead(
                "GET",
                "HTTP/1.1",
                "/",
                null,
                scheme,
                scheme.equals("https"),
                "192.0.2.1",
                null,
                Fields.of(fields));
    }
}
