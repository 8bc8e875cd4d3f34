package org.upgradefilter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtocolTokenTest {

    @ParameterizedTest
    @CsvSource({
        "websocket, websocket,",
        "WebSocket, WebSocket,",
        "h2c,       h2c,",
        "TLS/1.2,   TLS,       1.2",
        "HTTP/2.0,  HTTP,      2.0",
        "a/b,       a,         b",
        "!#$/%&,    !#$,       %&",
    })
    void parse(String member, String name, @Nullable String version) {
        ProtocolToken token = ProtocolToken.parse(member).orElseThrow();
        assertEquals(new ProtocolToken(name, version), token);
        assertEquals(member, token.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                "/1",
                "h2c/",
                "a/b/c",
                "a//b",
                "a b",
                "a /1",
                "a/ 1",
                "a;q=1",
                "a=1",
                "\"a\"",
                "a\u00e4",
                "a/1\r\nX: y",
                "web\u017focket",
                "websoc\u212aet"
            })
    void malformed(String member) {
        assertEquals(Optional.empty(), ProtocolToken.parse(member));
    }

    @ParameterizedTest
    @CsvSource({"'', ", "a/b, ", "a b, ", "a, ''", "a, b/c", "a, b c"})
    void noTokenCanBeMadeOf(String name, @Nullable String version) {
        assertThrows(IllegalArgumentException.class, () -> new ProtocolToken(name, version));
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                arguments(List.of(), ""),
                arguments(List.of("websocket"), "websocket"),
                arguments(List.of("h2c, websocket"), "h2c websocket"),
                arguments(List.of("TLS/1.3,TLS/1.2", "websocket"), "TLS/1.3 TLS/1.2 websocket"),
                arguments(List.of(",, websocket ,,"), "websocket"),
                arguments(List.of("websocket, websocket"), "websocket websocket"),
                // malformed members are skipped, and the others stay
                arguments(List.of("a b, websocket"), "websocket"),
                arguments(List.of("h2c/, /1, websocket"), "websocket"),
                arguments(List.of("\"h2c, TLS/1.2\", websocket"), "websocket"),
                arguments(List.of("\"h2c, TLS/1.2", "websocket"), "TLS/1.2 websocket"),
                arguments(List.of("a;b=c", "a/b/c"), ""));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void parseList(List<String> lines, String expected) {
        List<String> read =
                ProtocolToken.parseList(lines).stream().map(ProtocolToken::toString).toList();
        assertEquals(expected, String.join(" ", read));
    }

    /** RFC 9110 §7.8: names in any case, versions exactly. */
    @ParameterizedTest
    @CsvSource({
        "websocket, websocket,   true",
        "websocket, WebSocket,   true",
        "websocket, WEBSOCKET,   true",
        "websocket, websockets,  false",
        "websocket, websocket/13, true",
        "h2c,       h2,          false",
        "TLS,       TLS/1.2,     true",
        "TLS,       tls/1.3,     true",
        "TLS/1.2,   tls/1.2,     true",
        "TLS/1.2,   TLS/1.3,     false",
        "TLS/1.2,   TLS,         false",
        "a/X,       a/x,         false",
    })
    void covers(String ours, String offered, boolean expected) {
        ProtocolToken token = ProtocolToken.parse(ours).orElseThrow();
        assertEquals(expected, token.covers(ProtocolToken.parse(offered).orElseThrow()));
    }
}
