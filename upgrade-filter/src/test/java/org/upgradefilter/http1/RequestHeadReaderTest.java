package org.upgradefilter.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;

/** Bytes in, requests or statuses out, however the bytes are cut. */
class RequestHeadReaderTest {

    private static final Http1Settings SETTINGS =
            Http1Settings.inClear()
                    .withLimits(
                            Http1Limits.defaults()
                                    .withMaxRequestLineBytes(40)
                                    .withMaxFieldsBytes(60)
                                    .withMaxFields(4));

    /** Each request, and the status at the end if there is one. */
    private static List<String> read(Pieces pieces) {
        RequestHeadReader reader = new RequestHeadReader(SETTINGS);
        List<String> read = new ArrayList<>();
        pieces.feed(
                bytes -> {
                    try {
                        while (!isFailed(read) && reader.read(bytes)) {
                            read.add(text(reader.take()));
                        }
                    } catch (Http1Exception violation) {
                        read.add(String.valueOf(violation.status()));
                    }
                    if (isFailed(read)) {
                        bytes.position(bytes.limit());
                    }
                });
        return read;
    }

    private static boolean isFailed(List<String> read) {
        return !read.isEmpty() && read.get(read.size() - 1).length() == 3;
    }

    private static String text(HttpRequest request) {
        StringBuilder text =
                new StringBuilder(request.method())
                        .append(' ')
                        .append(request.target())
                        .append(' ')
                        .append(request.version())
                        .append(" @")
                        .append(request.authority())
                        .append(" #")
                        .append(request.contentLength());
        for (Field field : request.fields()) {
            text.append('|').append(field.name()).append('=').append(field.value());
        }
        return text.toString();
    }

    private static HttpRequest only(String head) {
        RequestHeadReader reader = new RequestHeadReader(Http1Settings.inClear());
        assertTrue(reader.read(ByteBuffer.wrap(Pieces.bytes(head))));
        return reader.take();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; GET / HTTP/1.1 @a #0|Host=a",
                "GET /a?b=%20 HTTP/1.1\\r\\nhOST:a:80\\r\\n\\r\\n;"
                        + " GET /a?b=%20 HTTP/1.1 @a:80 #0|hOST=a:80",
                "get / HTTP/1.1\\r\\nHost: [::1]:8080\\r\\n\\r\\n;"
                        + " get / HTTP/1.1 @[::1]:8080 #0|Host=[::1]:8080",
                "GET / HTTP/1.1\\r\\nHost: \\t a \\t\\r\\nX:\\r\\n\\r\\n;"
                        + " GET / HTTP/1.1 @a #0|Host=a|X=",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nX: b: \\t\u00e4 c\\r\\n\\r\\n;"
                        + " GET / HTTP/1.1 @a #0|Host=a|X=b: \t\u00e4 c",
                "\\r\\n\\r\\nGET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n;"
                        + " GET / HTTP/1.1 @a #0|Host=a",
                "PUT / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 007\\r\\n\\r\\n;"
                        + " PUT / HTTP/1.1 @a #7|Host=a|Content-Length=007",
                "PUT / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: CHUNKED\\r\\n\\r\\n;"
                        + " PUT / HTTP/1.1 @a #-1|Host=a|Transfer-Encoding=CHUNKED",
                "GET / HTTP/1.0\\r\\n\\r\\n; GET / HTTP/1.0 @ #0",
                "GET / HTTP/1.0\\r\\nHost: a\\r\\n\\r\\n; GET / HTTP/1.0 @a #0|Host=a",
                "GET / HTTP/1.7\\r\\nHost: a\\r\\n\\r\\n; GET / HTTP/1.1 @a #0|Host=a",
                "OPTIONS * HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n;" + " OPTIONS * HTTP/1.1 @a #0|Host=a",
                "OPTIONS http://a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n;"
                        + " OPTIONS * HTTP/1.1 @a #0|Host=a",
                "GET http://a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; GET / HTTP/1.1 @a #0|Host=a",
                "GET http://a?b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n;"
                        + " GET /?b HTTP/1.1 @a #0|Host=a",
                "GET HTTP://a:80/b HTTP/1.1\\r\\nHost: A\\r\\n\\r\\n;"
                        + " GET /b HTTP/1.1 @a:80 #0|Host=A",
            })
    void requests(String head, String expected) {
        Pieces.assertReads(List.of(expected), Pieces.unescaped(head), RequestHeadReaderTest::read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "request line ends with LF; GET / HTTP/1.1\\nHost: a\\n\\n; 400",
                "CR alone; GET / HTTP/1.1\\rHost: a\\r\\n\\r\\n; 400",
                "CR CR LF; GET / HTTP/1.1\\r\\r\\nHost: a\\r\\n\\r\\n; 400",
                "two spaces; GET  / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "space at the end; GET / HTTP/1.1 \\r\\nHost: a\\r\\n\\r\\n; 400",
                "tab for space; GET\\t/\\tHTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "no version; GET /\\r\\nHost: a\\r\\n\\r\\n; 400",
                "space before the method; \\r\\n GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "method is no token; G(T / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "NUL; GET /\\0 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "too many empty lines; \\r\\n\\r\\n\\r\\n\\r\\n\\r\\nGET; 400",
                "small letters; GET / http/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "long version; GET / HTTP/1.10\\r\\nHost: a\\r\\n\\r\\n; 400",
                "no such version; GET / HTTP/1.x\\r\\nHost: a\\r\\n\\r\\n; 400",
                "HTTP/2; GET / HTTP/2.0\\r\\nHost: a\\r\\n\\r\\n; 505",
                "HTTP/0.9; GET / HTTP/0.9\\r\\n\\r\\n; 505",
                "HTTP/2 preface; PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n; 505",
                "CONNECT; CONNECT a:443 HTTP/1.1\\r\\nHost: a:443\\r\\n\\r\\n; 501",
                "asterisk for GET; GET * HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "relative; GET a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "fragment; GET /#a HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "not ASCII; GET /\u00e4 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "no URI; GET /{a} HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "other scheme; GET ftp://a/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "not our scheme; GET https://a/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 421",
                "user; GET http://u@a/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "no authority; GET http:///b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n; 400",
                "two authorities; GET http://a/ HTTP/1.1\\r\\nHost: b\\r\\n\\r\\n; 400",
                "no Host; GET / HTTP/1.1\\r\\nX: a\\r\\n\\r\\n; 400",
                "no Host but a target's; GET http://a/ HTTP/1.1\\r\\n\\r\\n; 400",
                "empty Host; GET / HTTP/1.1\\r\\nHost:\\r\\n\\r\\n; 400",
                "two Hosts; GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: a\\r\\n\\r\\n; 400",
                "two Hosts in 1.0; GET / HTTP/1.0\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n; 400",
                "Host list; GET / HTTP/1.1\\r\\nHost: a, b\\r\\n\\r\\n; 400",
                "Host with path; GET / HTTP/1.1\\r\\nHost: a/b\\r\\n\\r\\n; 400",
                "Host with user; GET / HTTP/1.1\\r\\nHost: u@a\\r\\n\\r\\n; 400",
                "port too large; GET / HTTP/1.1\\r\\nHost: a:65536\\r\\n\\r\\n; 400",
                "field line ends with LF; GET / HTTP/1.1\\r\\nHost: a\\n\\r\\n; 400",
                "head ends with LF; GET / HTTP/1.1\\r\\nHost: a\\r\\n\\n; 400",
                "field line is folded; GET / HTTP/1.1\\r\\nHost: a\\r\\nX: a\\r\\n b\\r\\n\\r\\n; 400",
                "folded with a tab; GET / HTTP/1.1\\r\\nHost: a\\r\\nX: a\\r\\n\\tb\\r\\n\\r\\n; 400",
                "first is folded; GET / HTTP/1.1\\r\\n Host: a\\r\\n\\r\\n; 400",
                "space before colon; GET / HTTP/1.1\\r\\nHost : a\\r\\n\\r\\n; 400",
                "no colon; GET / HTTP/1.1\\r\\nHost: a\\r\\nX\\r\\n\\r\\n; 400",
                "no name; GET / HTTP/1.1\\r\\nHost: a\\r\\n: b\\r\\n\\r\\n; 400",
                "name is no token; GET / HTTP/1.1\\r\\nHost: a\\r\\nX\u00e4: b\\r\\n\\r\\n; 400",
                "NUL in value; GET / HTTP/1.1\\r\\nHost: a\\r\\nX: b\\0c\\r\\n\\r\\n; 400",
                "CR in value; GET / HTTP/1.1\\r\\nHost: a\\r\\nX: b\\rc\\r\\n\\r\\n; 400",
                "DEL in value; GET / HTTP/1.1\\r\\nHost: a\\r\\nX: \u007f\\r\\n\\r\\n; 400",
                "long line; GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; 414",
                "many fields; GET / HTTP/1.1\\r\\na:\\r\\na:\\r\\na:\\r\\na:\\r\\na:\\r\\n\\r\\n; 431",
                "long field; GET / HTTP/1.1\\r\\nHost: a\\r\\nX:"
                        + " 0123456789012345678901234567890123456789012345678901; 431",
            })
    void refusals(String what, String head, String status) {
        Pieces.assertReads(List.of(status), Pieces.unescaped(head), RequestHeadReaderTest::read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "both| Content-Length: 5\\r\\nTransfer-Encoding: chunked| 400",
                "both the other way| Transfer-Encoding: chunked\\r\\nContent-Length: 5| 400",
                "both, length 0| Transfer-Encoding: chunked\\r\\nContent-Length: 0| 400",
                "two lengths| Content-Length: 5\\r\\nContent-Length: 6| 400",
                "one length twice| Content-Length: 5\\r\\nContent-Length: 5| 400",
                "list of lengths| Content-Length: 5, 5| 400",
                "plus| Content-Length: +5| 400",
                "minus| Content-Length: -5| 400",
                "hexadecimal| Content-Length: 0x5| 400",
                "space within| Content-Length: 1 5| 400",
                "fraction| Content-Length: 5.0| 400",
                "no length| Content-Length:| 400",
                "quoted| Content-Length: \"5\"| 400",
                "too long for a long| Content-Length: 9223372036854775808| 400",
                "identity| Transfer-Encoding: identity| 400",
                "not chunked| Transfer-Encoding: gzip| 400",
                "chunked not last| Transfer-Encoding: chunked, gzip| 400",
                "chunked twice| Transfer-Encoding: chunked, chunked| 400",
                "twice in two lines| Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked"
                        + "| 400",
                "identity after| Transfer-Encoding: chunked\\r\\nTransfer-Encoding: identity"
                        + "| 400",
                "coding not known| Transfer-Encoding: gzip, chunked| 501",
                "identity before| Transfer-Encoding: identity, chunked| 501",
                "empty| Transfer-Encoding:| 400",
                "comma| Transfer-Encoding: ,chunked| 400",
                "quoted coding| Transfer-Encoding: \"chunked\"| 400",
                "vertical tab| Transfer-Encoding: \u000bchunked| 400",
                "prefix| Transfer-Encoding: xchunked| 400",
                "parameter| Transfer-Encoding: chunked;foo| 400",
                "space before colon| Transfer-Encoding : chunked| 400",
                "folded| Transfer-Encoding:\\r\\n chunked| 400",
                "space in front| X: y\\r\\n Transfer-Encoding: chunked| 400",
                "line ends with LF| X: y\\nTransfer-Encoding: chunked| 400",
                "line ends with CR| X: y\\rTransfer-Encoding: chunked| 400",
                "NUL in the name| Transfer-Encoding\\0: chunked| 400",
            })
    void smuggling(String what, String lines, String status) {
        String head = "POST / HTTP/1.1\r\nHost: a\r\n" + Pieces.unescaped(lines) + "\r\n\r\n";
        Http1Exception refusal =
                assertThrows(
                        Http1Exception.class,
                        () ->
                                new RequestHeadReader(Http1Settings.inClear())
                                        .read(ByteBuffer.wrap(Pieces.bytes(head))));
        assertEquals(Integer.parseInt(status), refusal.status());
    }

    /** TLS, a WebSocket's frame, and others: the end of a line may never come. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0016\u0003\u0001", "\u0081\u0085", " G", "<", "\u00e9"})
    void whatBeginsNoMethodIsRefusedAtItsFirstByte(String begin) {
        Pieces.assertReads(List.of("400"), begin, RequestHeadReaderTest::read);
    }

    @Test
    void transferEncodingIsNotForOldClients() {
        Http1Exception refusal =
                assertThrows(
                        Http1Exception.class,
                        () -> only("PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"));
        assertEquals(400, refusal.status());
    }

    @Test
    void oneRequestAfterTheOther() {
        Pieces.assertReads(
                List.of(
                        "GET /1 HTTP/1.1 @a #0|Host=a",
                        "GET /2 HTTP/1.0 @ #0",
                        "GET /3 HTTP/1.1 @b #0|Host=b",
                        "400"),
                Pieces.unescaped(
                        "GET /1 HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"
                                + "\\r\\nGET /2 HTTP/1.0\\r\\n\\r\\n"
                                + "GET /3 HTTP/1.1\\r\\nHost: b\\r\\n\\r\\n"
                                + "?\\r\\n"),
                RequestHeadReaderTest::read);
    }

    @Test
    void whatFollowsTheHeadIsLeft() {
        ByteBuffer bytes =
                ByteBuffer.wrap(Pieces.bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nrest"));
        assertTrue(new RequestHeadReader(SETTINGS).read(bytes));
        assertEquals(6, bytes.remaining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET / HTTP/1.1\r\n", "\r\nG", "GET / HTTP/1.1\r\nH"})
    void aHeadIsBegunByItsFirstByte(String begin) {
        RequestHeadReader reader = new RequestHeadReader(SETTINGS);
        assertFalse(reader.isBegun());
        assertFalse(reader.read(ByteBuffer.wrap(Pieces.bytes("\r\n"))));
        assertFalse(reader.isBegun());
        assertFalse(reader.read(ByteBuffer.wrap(Pieces.bytes(begin))));
        assertTrue(reader.isBegun());
    }

    @Test
    void theLimitsAreInclusive() {
        Pieces.assertReads(
                List.of("GET /" + "a".repeat(26) + " HTTP/1.1 @a #0|Host=a|X=" + "b".repeat(50)),
                "GET /"
                        + "a".repeat(26)
                        + " HTTP/1.1\r\nHost: a\r\nX: "
                        + "b".repeat(50)
                        + "\r\n\r\n",
                RequestHeadReaderTest::read);
    }
}
