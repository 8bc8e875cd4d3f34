package org.upgradefilter.it;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.upgradefilter.http.Field;

/** An HTTP/1.1 request as it goes over the wire, right or wrong. Immutable. */
public final class RawRequest {

    /** The sample of RFC 6455 §1.3, which {@link #ACCEPT} answers. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private final String requestLine;
    private final List<Field> fields;
    private final byte[] content;

    private RawRequest(String requestLine, List<Field> fields, byte[] content) {
        this.requestLine = requestLine;
        this.fields = List.copyOf(fields);
        this.content = content;
    }

    public static RawRequest get(String target) {
        return line("GET " + target + " HTTP/1.1");
    }

    /** A request of any line, with a {@code Host}. */
    public static RawRequest line(String requestLine) {
        return new RawRequest(requestLine, List.of(new Field("Host", "example.com")), new byte[0]);
    }

    /** A handshake in which everything is right. */
    public static RawRequest webSocket(String target) {
        return get(target).offeringWebSocket();
    }

    /** The fields of a handshake besides. */
    public RawRequest offeringWebSocket() {
        return with("Connection", "Upgrade")
                .with("Upgrade", "websocket")
                .with("Sec-WebSocket-Version", "13")
                .with("Sec-WebSocket-Key", KEY);
    }

    /** One more field line. */
    public RawRequest with(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new RawRequest(requestLine, more, content);
    }

    public RawRequest without(String name) {
        List<Field> fewer =
                fields.stream().filter(field -> !field.name().equalsIgnoreCase(name)).toList();
        return new RawRequest(requestLine, fewer, content);
    }

    /** Other lines of {@code name}. */
    public RawRequest replacing(String name, String... values) {
        RawRequest replaced = without(name);
        for (String value : values) {
            replaced = replaced.with(name, value);
        }
        return replaced;
    }

    /** Content, and its {@code Content-Length}. */
    public RawRequest content(byte[] bytes) {
        return new RawRequest(requestLine, fields, bytes)
                .with("Content-Length", Integer.toString(bytes.length));
    }

    public boolean isHead() {
        return requestLine.startsWith("HEAD ");
    }

    public byte[] bytes() {
        StringBuilder head = new StringBuilder(requestLine).append("\r\n");
        fields.forEach(
                field ->
                        head.append(field.name())
                                .append(": ")
                                .append(field.value())
                                .append("\r\n"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(content);
        return bytes.toByteArray();
    }
}
