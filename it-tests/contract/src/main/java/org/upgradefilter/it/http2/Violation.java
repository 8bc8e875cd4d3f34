package org.upgradefilter.it.http2;

import static org.upgradefilter.it.http2.Http2Frame.ACK;
import static org.upgradefilter.it.http2.Http2Frame.CONTINUATION;
import static org.upgradefilter.it.http2.Http2Frame.DATA;
import static org.upgradefilter.it.http2.Http2Frame.END_HEADERS;
import static org.upgradefilter.it.http2.Http2Frame.END_STREAM;
import static org.upgradefilter.it.http2.Http2Frame.GOAWAY;
import static org.upgradefilter.it.http2.Http2Frame.HAS_PRIORITY;
import static org.upgradefilter.it.http2.Http2Frame.HEADERS;
import static org.upgradefilter.it.http2.Http2Frame.PADDED;
import static org.upgradefilter.it.http2.Http2Frame.PING;
import static org.upgradefilter.it.http2.Http2Frame.PRIORITY;
import static org.upgradefilter.it.http2.Http2Frame.PUSH_PROMISE;
import static org.upgradefilter.it.http2.Http2Frame.RST_STREAM;
import static org.upgradefilter.it.http2.Http2Frame.SETTINGS;
import static org.upgradefilter.it.http2.Http2Frame.WINDOW_UPDATE;
import static org.upgradefilter.it.http2.Http2Frame.data;
import static org.upgradefilter.it.http2.Http2Frame.frame;
import static org.upgradefilter.it.http2.Http2Frame.headers;
import static org.upgradefilter.it.http2.Http2Frame.lastData;
import static org.upgradefilter.it.http2.Http2Frame.lastHeaders;
import static org.upgradefilter.it.http2.Http2Frame.reset;
import static org.upgradefilter.it.http2.Http2Frame.settings;
import static org.upgradefilter.it.http2.Http2Frame.windowUpdate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a client must not send on a connection whose stream 1 is over, in order of the sections of
 * RFC 9113 and RFC 7541.
 *
 * @param codes of the error, each as good as the other
 * @param wholeConnection true if not just the last stream is in error
 */
record Violation(
        String name, boolean wholeConnection, Set<Integer> codes, List<Http2Frame> frames) {

    private static final int PROTOCOL_ERROR = 1;
    private static final int FLOW_CONTROL_ERROR = 3;
    private static final int STREAM_CLOSED = 5;
    private static final int FRAME_SIZE_ERROR = 6;
    private static final int COMPRESSION_ERROR = 9;

    private static final int TOO_MUCH = (1 << 14) + 1;

    private static Violation connection(String name, int code, Http2Frame... frames) {
        return new Violation(name, true, Set.of(code), Arrays.asList(frames));
    }

    private static Violation stream(String name, int code, Http2Frame... frames) {
        return new Violation(name, false, Set.of(code), Arrays.asList(frames));
    }

    private Violation or(int code) {
        Set<Integer> both = new HashSet<>(codes);
        both.add(code);
        return new Violation(name, wholeConnection, both, frames);
    }

    /** The stream that is in error. */
    int stream() {
        return frames.get(frames.size() - 1).stream();
    }

    @Override
    public String toString() {
        return name;
    }

    private static byte[] get() {
        return FieldBlock.request("GET", "/plain").bytes();
    }

    /** A request of which nothing is answered before all content has come. */
    private static FieldBlock upload() {
        return FieldBlock.request("POST", "/upload");
    }

    private static byte[] bytes(int... values) {
        return frame(DATA, 0, 0, values).payload();
    }

    static List<Violation> all() {
        return Stream.of(layout(), states(), settingsAndPings(), windows(), messages(), fields())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Violation> layout() {
        byte[] get = get();
        byte[] first = Arrays.copyOf(get, 10);
        byte[] rest = Arrays.copyOfRange(get, 10, get.length);
        Http2Frame begun = new Http2Frame(HEADERS, END_STREAM, 3, first);
        Http2Frame lasting = new Http2Frame(CONTINUATION, END_HEADERS, 3, rest);
        return List.of(
                stream(
                        "4.2 DATA beyond MAX_FRAME_SIZE",
                        FRAME_SIZE_ERROR,
                        headers(3, upload().bytes()),
                        data(3, new byte[TOO_MUCH])),
                connection(
                        "4.2 HEADERS beyond MAX_FRAME_SIZE",
                        FRAME_SIZE_ERROR,
                        lastHeaders(3, upload().with("x", "x".repeat(TOO_MUCH)).bytes())),
                connection(
                        "4.3 PRIORITY amid a field section",
                        PROTOCOL_ERROR,
                        begun,
                        frame(PRIORITY, 0, 3, 0, 0, 0, 0, 1),
                        lasting),
                connection(
                        "4.3 HEADERS of another stream amid a field section",
                        PROTOCOL_ERROR,
                        begun,
                        lastHeaders(5, get),
                        lasting),
                connection(
                        "5.5 an unknown frame amid a field section",
                        PROTOCOL_ERROR,
                        begun,
                        frame(0xEE, 0, 0, 1, 2, 3),
                        lasting),
                connection("6.1 DATA of no stream", PROTOCOL_ERROR, data(0, new byte[1])),
                connection(
                        "6.1 DATA with more padding than payload",
                        PROTOCOL_ERROR,
                        headers(3, upload().bytes()),
                        frame(DATA, PADDED | END_STREAM, 3, 5, 1, 2, 3, 4)),
                connection("6.2 HEADERS of no stream", PROTOCOL_ERROR, lastHeaders(0, get)),
                connection(
                        "6.2 HEADERS with more padding than payload",
                        PROTOCOL_ERROR,
                        frame(HEADERS, PADDED | END_STREAM | END_HEADERS, 3, 200, 0x82)),
                connection(
                        "6.3 PRIORITY of no stream",
                        PROTOCOL_ERROR,
                        frame(PRIORITY, 0, 0, 0, 0, 0, 1, 1)),
                stream(
                        "6.3 PRIORITY of 4 bytes",
                        FRAME_SIZE_ERROR,
                        frame(PRIORITY, 0, 3, 0, 0, 0, 1)),
                connection("6.4 RST_STREAM of no stream", PROTOCOL_ERROR, reset(0, 8)),
                connection(
                        "6.4 RST_STREAM of 3 bytes",
                        FRAME_SIZE_ERROR,
                        headers(3, upload().bytes()),
                        frame(RST_STREAM, 0, 3, 0, 0, 8)),
                connection(
                        "6.6 PUSH_PROMISE",
                        PROTOCOL_ERROR,
                        frame(PUSH_PROMISE, END_HEADERS, 3, 0, 0, 0, 2, 0x82)),
                connection(
                        "6.8 GOAWAY of a stream",
                        PROTOCOL_ERROR,
                        frame(GOAWAY, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0)),
                connection(
                        "6.10 CONTINUATION of no stream",
                        PROTOCOL_ERROR,
                        begun,
                        new Http2Frame(CONTINUATION, END_HEADERS, 0, rest)),
                connection("6.10 CONTINUATION of nothing", PROTOCOL_ERROR, lasting),
                connection(
                        "6.10 CONTINUATION after END_HEADERS",
                        PROTOCOL_ERROR,
                        headers(3, upload().bytes()),
                        lasting));
    }

    private static List<Violation> states() {
        return List.of(
                connection("5.1 DATA on an idle stream", PROTOCOL_ERROR, lastData(3, new byte[1])),
                connection("5.1 RST_STREAM on an idle stream", PROTOCOL_ERROR, reset(3, 8)),
                connection(
                        "5.1 WINDOW_UPDATE on an idle stream", PROTOCOL_ERROR, windowUpdate(3, 1)),
                stream(
                        "5.1 DATA on stream 1, which had ended with the request",
                        STREAM_CLOSED,
                        lastData(1, new byte[1])),
                stream(
                                "5.1 HEADERS on stream 1, which had ended with the request",
                                STREAM_CLOSED,
                                lastHeaders(1, get()))
                        .or(PROTOCOL_ERROR),
                stream(
                        "5.1 DATA on a stream that was reset",
                        STREAM_CLOSED,
                        headers(3, upload().bytes()),
                        reset(3, 8),
                        lastData(3, new byte[1])),
                stream(
                        "5.1 DATA after END_STREAM",
                        STREAM_CLOSED,
                        lastHeaders(3, upload().bytes()),
                        data(3, new byte[1])),
                connection("5.1.1 a stream of the server's", PROTOCOL_ERROR, lastHeaders(2, get())),
                connection(
                                "5.1.1 a stream that is lower than another",
                                PROTOCOL_ERROR,
                                lastHeaders(7, get()),
                                lastHeaders(5, get()))
                        .or(STREAM_CLOSED),
                stream(
                        "5.3.1 a stream that depends on itself",
                        PROTOCOL_ERROR,
                        new Http2Frame(
                                HEADERS,
                                HAS_PRIORITY | END_HEADERS | END_STREAM,
                                3,
                                FieldBlock.empty()
                                        .followedBy(bytes(0, 0, 0, 3, 1))
                                        .followedBy(get())
                                        .bytes())),
                stream(
                        "5.3.1 PRIORITY that depends on itself",
                        PROTOCOL_ERROR,
                        headers(3, upload().bytes()),
                        frame(PRIORITY, 0, 3, 0, 0, 0, 3, 1)));
    }

    private static List<Violation> settingsAndPings() {
        return List.of(
                connection(
                        "6.5 an acknowledgement with settings",
                        FRAME_SIZE_ERROR,
                        frame(SETTINGS, ACK, 0, 0, 3, 0, 0, 0, 100)),
                connection("6.5 SETTINGS of a stream", PROTOCOL_ERROR, frame(SETTINGS, 0, 3)),
                connection(
                        "6.5 SETTINGS of 5 bytes",
                        FRAME_SIZE_ERROR,
                        frame(SETTINGS, 0, 0, 0, 3, 0, 0, 0)),
                connection("6.5.2 ENABLE_PUSH of 2", PROTOCOL_ERROR, settings(2, 2)),
                connection(
                        "6.5.2 INITIAL_WINDOW_SIZE of 2^31",
                        FLOW_CONTROL_ERROR,
                        settings(4, 1L << 31)),
                connection("6.5.2 MAX_FRAME_SIZE of 16383", PROTOCOL_ERROR, settings(5, 16_383)),
                connection("6.5.2 MAX_FRAME_SIZE of 2^24", PROTOCOL_ERROR, settings(5, 1 << 24)),
                connection("6.7 PING of a stream", PROTOCOL_ERROR, frame(PING, 0, 3, new int[8])),
                connection("6.7 PING of 6 bytes", FRAME_SIZE_ERROR, frame(PING, 0, 0, new int[6])));
    }

    private static List<Violation> windows() {
        long all = (1L << 31) - 1;
        Http2Frame begun = headers(3, upload().bytes());
        return List.of(
                connection(
                        "6.9 WINDOW_UPDATE of nothing for all", PROTOCOL_ERROR, windowUpdate(0, 0)),
                stream(
                        "6.9 WINDOW_UPDATE of nothing for a stream",
                        PROTOCOL_ERROR,
                        begun,
                        windowUpdate(3, 0)),
                connection(
                        "6.9 WINDOW_UPDATE of 3 bytes",
                        FRAME_SIZE_ERROR,
                        frame(WINDOW_UPDATE, 0, 0, 0, 0, 1)),
                connection(
                        "6.9.1 a window of all beyond 2^31-1",
                        FLOW_CONTROL_ERROR,
                        windowUpdate(0, all),
                        windowUpdate(0, all)),
                stream(
                        "6.9.1 a window of a stream beyond 2^31-1",
                        FLOW_CONTROL_ERROR,
                        begun,
                        windowUpdate(3, all)),
                connection(
                        "6.9.2 a window that a setting raises beyond 2^31-1",
                        FLOW_CONTROL_ERROR,
                        begun,
                        windowUpdate(3, all - 65_535),
                        settings(4, 65_536)));
    }

    private static Violation malformed(String name, FieldBlock fields) {
        return stream(name, PROTOCOL_ERROR, lastHeaders(3, fields.bytes()));
    }

    private static List<Violation> messages() {
        FieldBlock get = FieldBlock.request("GET", "/plain");
        FieldBlock pseudo = FieldBlock.empty();
        FieldBlock method = pseudo.with(":method", "GET");
        return List.of(
                stream(
                        "8.1 HEADERS amid content that do not end it",
                        PROTOCOL_ERROR,
                        headers(3, upload().bytes()),
                        headers(3, pseudo.with("x", "x").bytes())),
                stream(
                        "8.1 a pseudo-field in trailers",
                        PROTOCOL_ERROR,
                        headers(3, upload().bytes()),
                        lastHeaders(3, method.bytes())),
                stream(
                        "8.1.1 less content than Content-Length",
                        PROTOCOL_ERROR,
                        headers(3, upload().with("content-length", "2").bytes()),
                        lastData(3, new byte[1])),
                stream(
                        "8.1.1 more content than Content-Length",
                        PROTOCOL_ERROR,
                        headers(3, upload().with("content-length", "2").bytes()),
                        data(3, new byte[1]),
                        lastData(3, new byte[2])),
                stream(
                        "8.1.1 no content, but Content-Length",
                        PROTOCOL_ERROR,
                        lastHeaders(3, upload().with("content-length", "2").bytes())),
                malformed("8.1.1 two lengths", upload().with("content-length", "0, 1")),
                malformed("8.2 a name in upper case", get.with("X-Upper", "x")),
                malformed("8.2.1 a name with a space", get.with("x y", "x")),
                malformed("8.2.1 a name with a colon", get.with("x:y", "x")),
                malformed("8.2.1 an empty name", get.with("", "x")),
                malformed("8.2.1 a value of two lines", get.with("x", "x\r\ny: z")),
                malformed("8.2.1 a value with NUL", get.with("x", "x\0y")),
                malformed("8.2.1 a value that begins with a space", get.with("x", " y")),
                malformed("8.2.2 Connection", get.with("connection", "x")),
                malformed("8.2.2 Keep-Alive", get.with("keep-alive", "timeout=1")),
                malformed("8.2.2 Proxy-Connection", get.with("proxy-connection", "x")),
                malformed("8.2.2 Transfer-Encoding", get.with("transfer-encoding", "chunked")),
                malformed("8.2.2 Upgrade", get.with("upgrade", "websocket")),
                malformed("8.2.2 TE of more than trailers", get.with("te", "trailers, gzip")),
                malformed("8.3 a pseudo-field of nobody's", get.with(":nobody", "x")),
                malformed("8.3 a pseudo-field of responses", get.with(":status", "200")),
                malformed(
                        "8.3 a pseudo-field after another field",
                        method.with("x", "x").with(":scheme", "http").with(":path", "/plain")),
                malformed(
                        "8.3.1 no method", pseudo.with(":scheme", "http").with(":path", "/plain")),
                malformed("8.3.1 no scheme", method.with(":path", "/plain")),
                malformed("8.3.1 no path", method.with(":scheme", "http")),
                malformed("8.3.1 an empty path", FieldBlock.request("GET", "")),
                malformed("8.3.1 a path without a slash", FieldBlock.request("GET", "plain")),
                malformed("8.3.1 two methods", method.with(":method", "GET").followedBy(get())),
                malformed("8.3.1 two schemes", pseudo.with(":scheme", "http").followedBy(get())),
                malformed("8.3.1 two paths", pseudo.with(":path", "/plain").followedBy(get())),
                malformed("8.3.1 a host that is another", get.with("host", "other.example")));
    }

    private static Violation unreadable(String name, int... representations) {
        return connection(
                name,
                COMPRESSION_ERROR,
                lastHeaders(
                        3,
                        FieldBlock.request("GET", "/plain")
                                .followedBy(bytes(representations))
                                .bytes()));
    }

    /** RFC 7541. */
    private static List<Violation> fields() {
        return List.of(
                unreadable("HPACK 2.3.3 a field beyond the tables", 0xFF, 0x00),
                unreadable("HPACK 2.3.3 a name beyond the tables", 0x7F, 0x80, 0x01, 0x01, 'x'),
                unreadable("HPACK 4.2 a size after fields", 0x20),
                unreadable("HPACK 5.1 a number that does not end", 0x7F, 0xFF, 0xFF, 0xFF, 0xFF),
                unreadable("HPACK 5.2 a string beyond the end", 0x00, 0x01, 'x', 0x05, 'y'),
                unreadable(
                        "HPACK 5.2 more than 7 bits of padding",
                        0x00,
                        0x85,
                        0xF2,
                        0xB2,
                        0x4A,
                        0x87,
                        0xFF,
                        0xFF,
                        0x00),
                unreadable("HPACK 5.2 padding of zeros", 0x00, 0x01, 'x', 0x81, 0x18),
                unreadable(
                        "HPACK 5.2 EOS within a string",
                        0x00,
                        0x01,
                        'x',
                        0x84,
                        0xFF,
                        0xFF,
                        0xFF,
                        0xFF),
                unreadable("HPACK 6.1 index 0", 0x80),
                connection(
                        "HPACK 6.3 a table larger than was granted",
                        COMPRESSION_ERROR,
                        lastHeaders(
                                3,
                                FieldBlock.empty()
                                        .followedBy(bytes(0x3F, 0xE1, 0x7F))
                                        .followedBy(get())
                                        .bytes())));
    }
}
