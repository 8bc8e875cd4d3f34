package org.upgradefilter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://example.com           | http   | example.com     | 80",
                "https://example.com          | https  | example.com     | 443",
                "ws://example.com             | ws     | example.com     | 80",
                "wss://example.com            | wss    | example.com     | 443",
                "HTTPS://Example.COM          | https  | example.com     | 443",
                "http://example.com:8080      | http   | example.com     | 8080",
                "http://example.com:80        | http   | example.com     | 80",
                "https://example.com:80       | https  | example.com     | 80",
                "http://example.com:1         | http   | example.com     | 1",
                "http://example.com:65535     | http   | example.com     | 65535",
                "app://example.com:99         | app    | example.com     | 99",
                "http://localhost             | http   | localhost       | 80",
                "http://under_score.local     | http   | under_score.local | 80",
                "http://127.0.0.1             | http   | 127.0.0.1       | 80",
                "http://[::1]                 | http   | [::1]           | 80",
                "http://[::1]:8080            | http   | [::1]           | 8080",
                "http://[2001:DB8::A]:443     | http   | [2001:db8::a]   | 443",
                "http://xn--bcher-kva.example | http   | xn--bcher-kva.example | 80",
            })
    void parse(String serialised, String scheme, String host, int port) {
        assertEquals(Optional.of(new Origin(scheme, host, port)), Origin.parse(serialised));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null", // what opaque origins send
                "",
                "*",
                "example.com",
                "//example.com",
                "http:example.com",
                "http:/example.com",
                "http://",
                "://example.com",
                "1http://example.com",
                // more than an origin
                "http://example.com/",
                "http://example.com/path",
                "http://example.com?query",
                "http://example.com#fragment",
                "http://example.com\\path",
                "http://user@example.com",
                "http://user:password@example.com",
                "http://good.example@evil.example",
                // ports
                "http://example.com:",
                "http://example.com:0",
                "http://example.com:65536",
                "http://example.com:-1",
                "http://example.com:+80",
                "http://example.com:99999999999",
                "http://example.com:80:80",
                "http://example.com:8x",
                "app://example.com",
                // hosts
                "http://:80",
                "http://::1",
                "http://[::1",
                "http://::1]",
                "http://[]",
                "http://[::1]x",
                "http://[example.com]",
                "http://exam ple.com",
                "http://ex\u00e4mple.com",
                // lists and lines
                " http://example.com",
                "http://example.com ",
                "http://example.com\n",
                "http://a.example http://b.example",
                "http://a.example, http://b.example",
                "file:///etc/passwd",
                "data:text/html,x",
            })
    void rejected(String serialised) {
        assertEquals(Optional.empty(), Origin.parse(serialised));
    }

    @ParameterizedTest
    @CsvSource({
        "http,  example.com,        http://example.com",
        "http,  example.com:80,     http://example.com",
        "https, example.com:443,    https://example.com",
        "https, example.com:80,     https://example.com:80",
        "http,  EXAMPLE.com:8080,   http://example.com:8080",
        "http,  [::1]:8080,         http://[::1]:8080",
    })
    void requestTarget(String scheme, String authority, String serialised) {
        Origin origin = Origin.of(scheme, authority).orElseThrow();
        assertEquals(serialised, origin.toString());
        assertEquals(Optional.of(origin), Origin.parse(serialised));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "user@a", "a/b", "a?b", "a#b", "a:b", "a:0", "a, b", "[a"})
    void malformedAuthority(String authority) {
        assertEquals(Optional.empty(), Origin.of("http", authority));
    }
}
