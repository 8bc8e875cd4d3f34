package org.upgradefilter.it.http2;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.it.Response;

/**
 * A client of HTTP/2 that sends any frame, in any order. What it receives must be in order.
 *
 * <p>It gives the server no credit for content of its own accord.
 */
final class Http2Client implements AutoCloseable {

    static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final RawConnection connection;
    private final HPackDecoder decoder = new HPackDecoder(4096, StandardCharsets.ISO_8859_1);
    private final Map<Integer, Stream> streams = new HashMap<>();

    private Http2Client(RawConnection connection) {
        this.connection = connection;
    }

    /** What has come over a stream so far. */
    private static final class Stream {
        private final List<Map.Entry<String, String>> fields = new ArrayList<>();
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private boolean ended;
    }

    /** A request that asks for the upgrade, in which everything is right. */
    static RawRequest asking(String method, String target, long... settings) {
        return RawRequest.line(method + " " + target + " HTTP/1.1")
                .with("Connection", "Upgrade, HTTP2-Settings")
                .with("Upgrade", "h2c")
                .with("HTTP2-Settings", settingsValue(settings));
    }

    static String settingsValue(long... settings) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Http2Frame.settingsPayload(settings));
    }

    /** Asks for the upgrade, which must be granted. Nothing of HTTP/2 is sent. */
    static Http2Client upgraded(URI server, RawRequest asking) throws IOException {
        RawConnection connection = RawConnection.to(server);
        try {
            Response switched = connection.open(asking);
            if (!switched.line("Upgrade").equals("h2c")
                    || !switched.hasMember("Connection", "Upgrade")
                    || !switched.lines("HTTP2-Settings").isEmpty()) {
                throw new AssertionError("not the answer to h2c:\n" + switched);
            }
            return new Http2Client(connection);
        } catch (IOException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** Begins without having asked (RFC 9113 §3.3). Nothing is sent. */
    static Http2Client withPriorKnowledge(URI server) throws IOException {
        return new Http2Client(RawConnection.to(server));
    }

    /** Over a connection where HTTP/2 is spoken already. */
    static Http2Client over(RawConnection connection) {
        return new Http2Client(connection);
    }

    /** Keeps no table of fields for the server, who must know that. */
    Http2Client withoutTable() {
        decoder.setMaxTableSize(0);
        return this;
    }

    /**
     * Sends the preface of a client (RFC 9113 §3.4).
     *
     * @param settings identifiers and values, in turn
     */
    Http2Client begin(long... settings) throws IOException {
        connection.send(PREFACE);
        return send(Http2Frame.settings(settings));
    }

    /** Sends frames, all of them in one write. */
    Http2Client send(Http2Frame... frames) throws IOException {
        connection.send(Http2Frame.bytes(frames));
        return this;
    }

    Http2Client sendBytes(byte... bytes) throws IOException {
        connection.send(bytes);
        return this;
    }

    /** Sends a request without content. */
    Http2Client request(int stream, String method, String path) throws IOException {
        return send(Http2Frame.lastHeaders(stream, FieldBlock.request(method, path).bytes()));
    }

    /** Receives the next frame, of any type; keeps what it says of a stream. */
    Http2Frame frame() throws IOException {
        Http2Frame frame = Http2Frame.read(connection);
        keep(frame);
        return frame;
    }

    private void keep(Http2Frame frame) throws IOException {
        if (frame.type() != Http2Frame.DATA && frame.type() != Http2Frame.HEADERS) {
            return;
        }
        Stream stream = streams.computeIfAbsent(frame.stream(), number -> new Stream());
        if (stream.ended) {
            throw new AssertionError("after the end of the stream: " + frame);
        }
        if (frame.type() == Http2Frame.DATA) {
            stream.content.writeBytes(frame.payload());
        } else {
            stream.fields.addAll(decoded(frame));
        }
        stream.ended = frame.has(Http2Frame.END_STREAM);
    }

    private List<Map.Entry<String, String>> decoded(Http2Frame headers) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(headers.payload());
        boolean more = !headers.has(Http2Frame.END_HEADERS);
        while (more) {
            Http2Frame next = frame();
            if (next.type() != Http2Frame.CONTINUATION || next.stream() != headers.stream()) {
                throw new AssertionError("a CONTINUATION expected, not " + next);
            }
            block.writeBytes(next.payload());
            more = !next.has(Http2Frame.END_HEADERS);
        }
        try {
            return decoder.decodeHeaders(ByteBuffer.wrap(block.toByteArray())).stream()
                    .map((Header field) -> Map.entry(field.getName(), field.getValue()))
                    .filter(field -> !isInterim(field))
                    .toList();
        } catch (HttpException e) {
            throw new AssertionError("fields that are not readable", e);
        }
    }

    private static boolean isInterim(Map.Entry<String, String> field) {
        return field.getKey().equals(":status") && field.getValue().startsWith("1");
    }

    /** Receives frames until one of {@code type} comes, which is not an acknowledgement. */
    Http2Frame next(int type) throws IOException {
        Http2Frame frame = frame();
        while (frame.type() != type || (type == Http2Frame.SETTINGS && frame.has(Http2Frame.ACK))) {
            frame = frame();
        }
        return frame;
    }

    /** Receives frames until {@code stream} has ended. */
    Http2Answer answer(int stream) throws IOException {
        while (!hasEnded(stream)) {
            Http2Frame frame = frame();
            if (frame.type() == Http2Frame.GOAWAY
                    || (frame.type() == Http2Frame.RST_STREAM && frame.stream() == stream)) {
                throw new AssertionError("an answer expected, not " + frame);
            }
        }
        Stream ended = streams.get(stream);
        return new Http2Answer(ended.fields, ended.content.toByteArray());
    }

    /** Receives frames until {@code stream} has ended; false if it was reset. */
    boolean hasEndedWell(int stream) throws IOException {
        while (!hasEnded(stream)) {
            Http2Frame frame = frame();
            if (frame.type() == Http2Frame.RST_STREAM && frame.stream() == stream) {
                return false;
            }
        }
        return true;
    }

    private boolean hasEnded(int stream) {
        return streams.containsKey(stream) && streams.get(stream).ended;
    }

    /** How much content has come over a stream so far. */
    int received(int stream) {
        return streams.containsKey(stream) ? streams.get(stream).content.size() : 0;
    }

    /** Receives frames until as much content has come over a stream, and no more. */
    byte[] content(int stream, int bytes) throws IOException {
        while (received(stream) < bytes) {
            frame();
        }
        if (received(stream) > bytes) {
            throw new AssertionError("more content than " + bytes + " bytes");
        }
        byte[] content = streams.get(stream).content.toByteArray();
        streams.get(stream).content.reset();
        return content;
    }

    /** Receives frames until the head of a response has come. */
    Http2Answer head(int stream) throws IOException {
        while (!hasBegun(stream)) {
            frame();
        }
        return new Http2Answer(streams.get(stream).fields, new byte[0]);
    }

    /** True if the response on a stream has begun. */
    boolean hasBegun(int stream) {
        return streams.containsKey(stream) && !streams.get(stream).fields.isEmpty();
    }

    /**
     * Receives all that was sent before the answer to a PING of ours; so what has not come by then
     * was held back.
     */
    Http2Client awaitPong() throws IOException {
        send(Http2Frame.ping("have you"));
        Http2Frame pong = next(Http2Frame.PING);
        if (!pong.has(Http2Frame.ACK)) {
            throw new AssertionError("an answer expected, not " + pong);
        }
        return this;
    }

    /** Receives frames until there is an error of a stream, or of the connection. */
    Http2Frame error(int stream) throws IOException {
        Http2Frame frame = frame();
        while (frame.type() != Http2Frame.GOAWAY
                && (frame.type() != Http2Frame.RST_STREAM || frame.stream() != stream)) {
            frame = frame();
        }
        return frame;
    }

    /** Sends no more, and receives frames until the server ends; the last GOAWAY. */
    Optional<Http2Frame> awaitEnd() throws IOException {
        connection.finishOutput();
        return awaitEndOfAll();
    }

    /** Receives frames until the server ends; the last GOAWAY. */
    Optional<Http2Frame> awaitEndOfAll() throws IOException {
        Optional<Http2Frame> last = Optional.empty();
        try {
            while (true) {
                Http2Frame frame = frame();
                if (frame.type() == Http2Frame.GOAWAY) {
                    last = Optional.of(frame);
                }
            }
        } catch (EOFException end) {
            return last;
        } catch (SocketException reset) {
            // What has been sent meanwhile was not read; the end is as good.
            return last;
        }
    }

    RawConnection connection() {
        return connection;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
