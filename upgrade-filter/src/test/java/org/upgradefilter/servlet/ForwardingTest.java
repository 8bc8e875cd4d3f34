package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.AddressRange;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.servlet.Forwarding.Client;
import org.upgradefilter.servlet.Forwarding.Kind;

class ForwardingTest {

    private static final Client PROXY = new Client("10.0.0.1", "http", "internal");

    private static Forwarding by(Kind kind) {
        return new Forwarding(
                List.of(
                        AddressRange.parse("10.0.0.0/8").orElseThrow(),
                        AddressRange.parse("fd00::/8").orElseThrow()),
                kind);
    }

    private static Fields fields(String... lines) {
        Fields.Received fields = Fields.received();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            fields.line(line.substring(0, colon), line.substring(colon + 2));
        }
        return fields.done();
    }

    private static Client client(Kind kind, String... lines) {
        return by(kind).client(PROXY, fields(lines));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "::1", "unknown", ""})
    void aPeerThatIsNotTrustedIsNotBelieved(String peer) {
        Client stranger = new Client(peer, "http", "example.com");
        Fields fields =
                fields(
                        "X-Forwarded-For: 10.0.0.2",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: evil",
                        "Forwarded: for=10.0.0.2;proto=https;host=evil");
        for (Kind kind : Kind.values()) {
            assertSame(stranger, by(kind).client(stranger, fields));
        }
    }

    @Test
    void nobodyIsBelievedByDefault() {
        assertSame(PROXY, Forwarding.NONE.client(PROXY, fields("X-Forwarded-For: 192.0.2.1")));
    }

    @Test
    void whatATrustedProxyDoesNotSayIsAsItIs() {
        for (Kind kind : Kind.values()) {
            assertEquals(PROXY, client(kind));
        }
    }

    @Test
    void onlyOneKindOfFieldIsBelieved() {
        assertEquals(PROXY, client(Kind.X_FORWARDED, "Forwarded: for=192.0.2.1;proto=https"));
        assertEquals(
                PROXY,
                client(
                        Kind.FORWARDED,
                        "X-Forwarded-For: 192.0.2.1",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: evil"));
    }

    @Test
    void theHeadSaysWhatTheProxySays() {
        TestRequest request =
                TestRequest.of("/chat")
                        .header("X-Forwarded-For", "192.0.2.7")
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-Host", "public.example:8443");
        request.remoteAddress = "10.0.0.1";
        RequestHead head = RequestHeads.of(request.servlet(), by(Kind.X_FORWARDED));
        assertEquals("192.0.2.7", head.remoteAddress());
        assertEquals("https://public.example:8443", head.target().orElseThrow().toString());
        RequestHead plain = RequestHeads.of(request.servlet(), Forwarding.NONE);
        assertEquals("10.0.0.1", plain.remoteAddress());
        assertEquals("http://example.com", plain.target().orElseThrow().toString());
    }

    @Nested
    class XForwarded {

        private static String address(String... hops) {
            return client(
                            Kind.X_FORWARDED,
                            Arrays.stream(hops)
                                    .map("X-Forwarded-For: "::concat)
                                    .toArray(String[]::new))
                    .address();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "192.0.2.1                          | 192.0.2.1",
                    "2001:db8::1                        | 2001:db8::1",
                    // ports and brackets, as some proxies write them
                    "192.0.2.1:4711                     | 192.0.2.1",
                    "[2001:db8::1]                      | 2001:db8::1",
                    "[2001:db8::1]:4711                 | 2001:db8::1",
                    // what a client has sent itself stands to the left
                    "10.9.9.9, 192.0.2.1                | 192.0.2.1",
                    "198.51.100.1, 192.0.2.1            | 192.0.2.1",
                    // several proxies
                    "192.0.2.1, 10.0.0.3, 10.0.0.2      | 192.0.2.1",
                    "evil, 192.0.2.1,10.0.0.3 ,10.0.0.2 | 192.0.2.1",
                    "192.0.2.1, fd00::1, 10.0.0.2       | 192.0.2.1",
                    "192.0.2.1, [fd00::1]:80            | 192.0.2.1",
                    "192.0.2.1, ::ffff:10.0.0.2         | 192.0.2.1",
                    // nobody but proxies: the farthest
                    "10.0.0.3, 10.0.0.2                 | 10.0.0.3",
                    // nobody knows
                    "unknown                            | unknown",
                    "192.0.2.1, unknown                 | unknown",
                    "192.0.2.1, unknown, 10.0.0.2       | unknown",
                    "'192.0.2.1, , ,'                   | 192.0.2.1",
                    "[2001:db8::1                       | [2001:db8::1",
                })
        void isReadFromTheEndToTheFirstStranger(String hops, String expected) {
            assertEquals(expected, address(hops));
        }

        @Test
        void isOneListOverAllLines() {
            assertEquals("192.0.2.1", address("10.9.9.9", "192.0.2.1", "10.0.0.2"));
        }

        /** The client's part stands before the comma, the proxy's behind. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"",
                    "10.9.9.9\"",
                    "[10.9.9.9]\"",
                    "\"10.9.9.9",
                    "\"\\",
                    "a\"b\"c\"",
                    ",\",,"
                })
        void aQuoteOfTheClientSwallowsNothing(String spoofed) {
            assertEquals("192.0.2.1", address(spoofed + ", 192.0.2.1"));
            assertEquals("192.0.2.1", address(spoofed + ", 192.0.2.1, 10.0.0.2"));
            Client client =
                    client(
                            Kind.X_FORWARDED,
                            "X-Forwarded-Proto: " + spoofed + ", https",
                            "X-Forwarded-Host: " + spoofed + ", example.com");
            assertEquals(new Client("10.0.0.1", "https", "example.com"), client);
        }

        @Test
        void schemeAndHostAreTheLast() {
            assertEquals(
                    new Client("192.0.2.1", "https", "example.com:8443"),
                    client(
                            Kind.X_FORWARDED,
                            "X-Forwarded-For: 192.0.2.1",
                            "X-Forwarded-Proto: http",
                            "X-Forwarded-Proto: ftp, HTTPS",
                            "X-Forwarded-Host: evil, example.com:8443"));
        }

        @ParameterizedTest
        @CsvSource({"ws, http", "wss, https", "WSS, https", "http, http"})
        void theSchemeOfAWebSocketIsThatOfItsHandshake(String said, String expected) {
            assertEquals(expected, client(Kind.X_FORWARDED, "X-Forwarded-Proto: " + said).scheme());
            assertEquals(
                    expected, client(Kind.FORWARDED, "Forwarded: for=a;proto=" + said).scheme());
        }
    }

    /** RFC 7239. */
    @Nested
    class Forwarded {

        private static Client of(String... lines) {
            return client(
                    Kind.FORWARDED,
                    Arrays.stream(lines).map("Forwarded: "::concat).toArray(String[]::new));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '\'',
                value = {
                    // the examples of §4
                    "for=\"_gazonk\"                                       | _gazonk",
                    "For=\"[2001:db8:cafe::17]:4711\"                      | 2001:db8:cafe::17",
                    "for=192.0.2.60;proto=http;by=203.0.113.43             | 192.0.2.60",
                    "for=192.0.2.43, for=198.51.100.17                     | 198.51.100.17",
                    // ports and quotes (§6)
                    "for=\"192.0.2.1:4711\"                                | 192.0.2.1",
                    "for=\"192.0.2.1:_port\"                               | 192.0.2.1",
                    "for=192.0.2.1:4711                                    | 192.0.2.1",
                    "for=\"[2001:db8::1]\"                                 | 2001:db8::1",
                    "for=\"192.0.2\\.1\"                                   | 192.0.2.1",
                    "by=\"a;b,c\";FOR=192.0.2.1                            | 192.0.2.1",
                    " ; for=192.0.2.1 ; ;by=x                              | 192.0.2.1",
                    // unknown and obfuscated (§6.2, §6.3)
                    "for=unknown                                           | unknown",
                    "for=_hidden                                           | _hidden",
                    "for=\"_hidden:_port\"                                 | _hidden",
                    "proto=https                                           | unknown",
                    "for                                                   | ''",
                    "for=192.0.2.1, proto=https                            | unknown",
                    // several proxies
                    "for=192.0.2.1, for=10.0.0.3, for=10.0.0.2             | 192.0.2.1",
                    "for=192.0.2.1, for=\"[fd00::1]:80\"                   | 192.0.2.1",
                    "for=10.0.0.9, for=192.0.2.1, for=10.0.0.2             | 192.0.2.1",
                    "for=192.0.2.1, for=unknown, for=10.0.0.2              | unknown",
                    "for=10.0.0.3, for=10.0.0.2                            | 10.0.0.3",
                })
        void isReadFromTheEndToTheFirstStranger(String line, String expected) {
            assertEquals(expected, of(line).address());
        }

        @Test
        void isOneListOverAllLines() {
            assertEquals(
                    "192.0.2.1", of("for=10.9.9.9", "for=192.0.2.1", "for=10.0.0.2").address());
        }

        @Test
        void schemeAndHostAreOfTheFarthestTrustedHop() {
            assertEquals(
                    new Client("192.0.2.1", "https", "example.com:8443"),
                    of(
                            "for=10.1.1.1;proto=ftp;host=evil, for=192.0.2.1;PROTO=HTTPS;"
                                    + "host=\"example.com:8443\", for=10.0.0.2;proto=http;host=inner"));
            assertEquals(
                    new Client("192.0.2.1", "https", "example.com"),
                    of("for=192.0.2.1, for=10.0.0.2;proto=https;host=example.com"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "for=\"",
                    "for=10.9.9.9;x=\"",
                    "for=10.9.9.9;x=\"\\",
                    "for=[10.9.9.9];x=\"",
                    "for=\"10.9.9.9\";x=\"",
                    "for=10.9.9.9;x=\"\\\"",
                    "\"",
                })
        void aQuoteOfTheClientSwallowsNothing(String spoofed) {
            Client expected = new Client("192.0.2.1", "https", "example.com");
            assertEquals(expected, of(spoofed + ", for=192.0.2.1;proto=https;host=example.com"));
            assertEquals(
                    expected,
                    of(
                            spoofed
                                    + ", for=\"192.0.2.1:80\";proto=https;host=\"example.com\","
                                    + " for=10.0.0.2"));
            assertEquals(expected, of(spoofed, "for=192.0.2.1;proto=https;host=\"example.com\""));
        }
    }
}
