package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.RequestHead;

/** RFC 6455 §10.2. */
class AllowedOriginsTest {

    private static final AllowedOrigins SAME = AllowedOrigins.same();
    private static final AllowedOrigins ONLY = AllowedOrigins.only(listed());
    private static final AllowedOrigins SAME_AND = AllowedOrigins.sameAnd(listed());
    private static final AllowedOrigins ANY = AllowedOrigins.any();

    private static List<Origin> listed() {
        return List.of(
                Origin.parse("https://listed.example").orElseThrow(),
                Origin.parse("http://listed.example:8080").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http  | example.com       | http://example.com       | true",
                "https | example.com       | https://example.com      | true",
                "http  | example.com:8080  | http://example.com:8080  | true",
                "http  | [::1]:8080        | http://[::1]:8080        | true",
                // default ports
                "http  | example.com:80    | http://example.com       | true",
                "http  | example.com       | http://example.com:80    | true",
                "https | example.com:443   | https://example.com      | true",
                "https | example.com       | https://example.com:443  | true",
                // case
                "http  | Example.COM       | http://example.com       | true",
                "http  | example.com       | HTTP://EXAMPLE.com       | true",
                // other scheme
                "http  | example.com       | https://example.com      | false",
                "https | example.com       | http://example.com       | false",
                "http  | example.com       | ws://example.com         | false",
                // other port
                "http  | example.com       | http://example.com:8080  | false",
                "http  | example.com:8080  | http://example.com       | false",
                "http  | example.com:443   | https://example.com      | false",
                // other host
                "http  | example.com       | http://www.example.com   | false",
                "http  | www.example.com   | http://example.com       | false",
                "http  | example.com       | http://example.com.evil  | false",
                "http  | example.com       | http://evilexample.com   | false",
                "http  | localhost         | http://127.0.0.1         | false",
                // no origin at all
                "http  | example.com       | null                     | false",
                "http  | example.com       | *                        | false",
                "http  | example.com       | example.com              | false",
                "http  | example.com       | http://example.com/      | false",
                "http  | example.com       | http://a@example.com     | false",
                "http  | example.com       | http://example.com http://example.com | false",
                "http  | example.com       | http://example.com, http://example.com | false",
                "http  | example.com       | ''                       | false",
                // nothing to be the same as
                "http  | ''                | http://example.com       | false",
                "http  | a@b               | http://b                 | false",
                "http  | null              | null                     | false",
            })
    void sameIsOfTheSchemeHostAndPortOfTheRequest(
            String scheme, String host, String origin, boolean expected) {
        RequestHead head = head(scheme, "Host: " + host, "Origin: " + origin);
        assertEquals(expected, SAME.allow(head));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // origin                    | only  | sameAnd
                "https://listed.example      | true  | true",
                "https://listed.example:443  | true  | true",
                "HTTPS://Listed.Example      | true  | true",
                "http://listed.example:8080  | true  | true",
                "http://listed.example       | false | false",
                "https://listed.example:8080 | false | false",
                "https://a.listed.example    | false | false",
                "https://other.example       | false | false",
                "null                        | false | false",
                "''                          | false | false",
                // the request's own
                "http://example.com          | false | true",
                "https://example.com         | false | false",
            })
    void listedIsByOriginAndNotByHost(String origin, boolean only, boolean sameAnd) {
        RequestHead head = head("http", "Host: example.com", "Origin: " + origin);
        assertEquals(only, ONLY.allow(head));
        assertEquals(sameAnd, SAME_AND.allow(head));
    }

    @Test
    void whoeverSendsNoOriginIsNoBrowser() {
        RequestHead head = head("http", "Host: example.com", "Sec-WebSocket-Origin: http://evil");
        for (AllowedOrigins origins : List.of(SAME, ONLY, SAME_AND, ANY)) {
            assertTrue(origins.allow(head));
        }
    }

    @Test
    void aSecondLineIsNotAllowedEvenIfItRepeatsTheFirst() {
        RequestHead head =
                head(
                        "http",
                        "Host: example.com",
                        "Origin: http://example.com",
                        "Origin: http://example.com");
        assertFalse(SAME.allow(head));
        assertFalse(ONLY.allow(head));
        assertFalse(SAME_AND.allow(head));
    }

    @Test
    void withoutAHostNothingIsTheSame() {
        RequestHead head = head("http", "Origin: http://example.com");
        assertFalse(SAME.allow(head));
        assertFalse(SAME_AND.allow(head));
    }

    @Test
    void anyIsWhateverIsSent() {
        assertTrue(ANY.allow(head("http", "Host: a", "Origin: http://evil.example")));
        assertTrue(ANY.allow(head("http", "Host: a", "Origin: null")));
        assertTrue(ANY.allow(head("http", "Host: a", "Origin: nonsense")));
        assertTrue(ANY.allow(head("http", "Host: a", "Origin: http://a", "Origin: http://b")));
    }

    @Test
    void onlyNobodyIsNobodyWithAnOrigin() {
        AllowedOrigins nobody = AllowedOrigins.only(List.of());
        assertFalse(nobody.allow(head("http", "Host: a", "Origin: http://a")));
        assertTrue(nobody.allow(head("http", "Host: a")));
    }

    @Test
    void keepsItsOwnCopy() {
        List<Origin> listed = new ArrayList<>(listed());
        AllowedOrigins origins = AllowedOrigins.only(listed);
        listed.clear();
        assertTrue(origins.allow(head("http", "Host: a", "Origin: https://listed.example")));
    }

    private static RequestHead head(String scheme, String... lines) {
        List<Field> fields =
                Arrays.stream(lines)
                        .map(line -> line.split(": ", 2))
                        .map(parts -> new Field(parts[0], parts[1]))
                        .toList();
        return new RequestHead(
                "GET",
                "HTTP/1.1",
                "/chat",
                null,
                scheme,
                scheme.equals("https"),
                "192.0.2.1",
                null,
                Fields.of(fields));
    }
}
