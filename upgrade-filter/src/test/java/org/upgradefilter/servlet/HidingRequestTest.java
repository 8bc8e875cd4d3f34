package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.http.ProtocolToken;

class HidingRequestTest {

    private static HttpServletRequest without(String ignored, TestRequest request) {
        List<ProtocolToken> tokens =
                Arrays.stream(ignored.split(","))
                        .map(token -> ProtocolToken.parse(token).orElseThrow())
                        .toList();
        return HidingRequest.without(tokens, request.servlet());
    }

    private static List<String> lines(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }

    private static void isGone(HttpServletRequest request, String name) {
        assertNull(request.getHeader(name));
        assertEquals(List.of(), lines(request, name));
    }

    @Test
    void whatIsLeftIsOneLine() {
        HttpServletRequest hiding =
                without(
                        "h2c",
                        TestRequest.of("/")
                                .header("Connection", "keep-alive, Upgrade")
                                .header("Upgrade", "foo, h2c")
                                .header("upgrade", "bar/1"));
        assertEquals("foo, bar/1", hiding.getHeader("UPGRADE"));
        assertEquals(List.of("foo, bar/1"), lines(hiding, "Upgrade"));
        assertEquals("keep-alive, Upgrade", hiding.getHeader("Connection"));
        assertEquals(
                List.of("Host", "Connection", "Upgrade"),
                Collections.list(hiding.getHeaderNames()));
    }

    @Test
    void whereNothingIsLeftTheFieldsAreGone() {
        HttpServletRequest hiding =
                without(
                        "h2c",
                        TestRequest.of("/")
                                .header("Connection", "Upgrade, HTTP2-Settings")
                                .header("Upgrade", "h2c")
                                .header("HTTP2-Settings", "AAEAAEAAAAIAAAAA"));
        isGone(hiding, "Upgrade");
        isGone(hiding, "Connection");
        isGone(hiding, "http2-settings");
        assertEquals(List.of("Host"), Collections.list(hiding.getHeaderNames()));
    }

    @Test
    void otherOptionsOfTheConnectionAreKept() {
        HttpServletRequest hiding =
                without(
                        "h2c",
                        TestRequest.of("/")
                                .header("Connection", "keep-alive, Upgrade")
                                .header("Connection", "x, HTTP2-Settings")
                                .header("Upgrade", "h2c"));
        assertEquals(List.of("keep-alive, x"), lines(hiding, "Connection"));
    }

    @Test
    void settingsAreHiddenWithH2cAlone() {
        TestRequest request =
                TestRequest.of("/")
                        .header("Connection", "Upgrade, HTTP2-Settings")
                        .header("Upgrade", "TLS/1.2, h2c")
                        .header("HTTP2-Settings", "AAEAAEAAAAIAAAAA");
        HttpServletRequest tls = without("TLS/1.2", request);
        assertEquals("h2c", tls.getHeader("Upgrade"));
        assertEquals("Upgrade, HTTP2-Settings", tls.getHeader("Connection"));
        assertEquals("AAEAAEAAAAIAAAAA", tls.getHeader("HTTP2-Settings"));
        HttpServletRequest h2c = without("H2C", request);
        assertEquals("TLS/1.2", h2c.getHeader("Upgrade"));
        assertEquals("Upgrade", h2c.getHeader("Connection"));
        isGone(h2c, "HTTP2-Settings");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h2c, foo          | h2c     | foo",
                "H2C, foo          | h2c     | foo",
                "h2c,h2c, foo,H2c  | h2c     | foo",
                "h2c, foo, TLS/1.2 | h2c,TLS/1.2 | foo",
                // versions are compared exactly
                "TLS/1.2, TLS/1.3  | TLS/1.2 | TLS/1.3",
                // nothing that can be read as an offer is left, whatever stands beside it
                "'\", h2c, foo'    | h2c     | '\", foo'",
                "'a b, h2c'        | h2c     | 'a b'",
            })
    void everyMentionIsHidden(String upgrade, String ignored, String expected) {
        HttpServletRequest hiding = without(ignored, TestRequest.of("/").offering(upgrade));
        assertEquals(expected, hiding.getHeader("Upgrade"));
        assertEquals("Upgrade", hiding.getHeader("Connection"));
    }

    private static TestRequest handshake(String upgrade) {
        return TestRequest.of("/")
                .offering(upgrade)
                .header("Sec-WebSocket-Key", "k")
                .header("Sec-WebSocket-Version", "13");
    }

    private static HttpServletRequest showing(String passing, TestRequest request) {
        return HidingRequest.showing(ProtocolToken.parseList(List.of(passing)), request.servlet());
    }

    @Test
    void whatPassesIsNotWrapped() {
        TestRequest request = handshake("websocket, foo");
        assertSame(request.servlet(), showing("foo, websocket", request));
    }

    @Test
    void handshakeIsKnownByItsFields() {
        TestRequest plain = TestRequest.of("/").offering("websocket");
        assertFalse(HidingRequest.looksLikeHandshake(plain.servlet()));
        for (String name : List.of("Sec-WebSocket-Key", "sec-websocket-version")) {
            TestRequest request = TestRequest.of("/").header(name, "");
            assertTrue(HidingRequest.looksLikeHandshake(request.servlet()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "websocket           |     |",
                "'\"websocket\"'     |     |",
                "websocket, foo      | foo | foo",
                "foo                 | foo | foo",
                "foo, websocket/13   | foo | foo",
                "a b, foo            | foo | foo",
                "''                  |     |",
            })
    void handshakeIsHiddenUnlessItPasses(
            String upgrade, @Nullable String passing, @Nullable String expected) {
        HttpServletRequest hiding = showing(passing == null ? "" : passing, handshake(upgrade));
        assertEquals(expected, hiding.getHeader("Upgrade"));
        isGone(hiding, "Sec-WebSocket-Key");
        isGone(hiding, "Sec-WebSocket-Version");
        assertEquals(-1, hiding.getIntHeader("Sec-WebSocket-Version"));
        assertEquals(-1, hiding.getDateHeader("Sec-WebSocket-Version"));
    }

    @Test
    void everythingElseIsAsItWas() {
        TestRequest request =
                TestRequest.of("/").offering("h2c").header("Accept", "a").header("Accept", "b");
        HttpServletRequest hiding = without("h2c", request);
        assertEquals("a", hiding.getHeader("accept"));
        assertEquals(List.of("a", "b"), lines(hiding, "Accept"));
        assertNull(hiding.getHeader("X"));
        assertEquals("GET", hiding.getMethod());
        assertSame(request.servlet(), ((HttpServletRequestWrapper) hiding).getRequest());
    }
}
