package org.upgradefilter.it.http2;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The head of a request as it came over HTTP/1.1, and what it is over HTTP/2 (RFC 9113 §8.3.1). */
final class ProxiedRequest {

    /** What a connection of HTTP/1.1 is told, and no other (RFC 9113 §8.2.2). */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade");

    private final String method;
    private final String target;
    private final String version;

    /** Names in small letters. */
    private final List<Map.Entry<String, String>> fields;

    private final boolean isOffered;

    private ProxiedRequest(
            String method,
            String target,
            String version,
            List<Map.Entry<String, String>> fields,
            boolean isOffered) {
        this.method = method;
        this.target = target;
        this.version = version;
        this.fields = fields;
        this.isOffered = isOffered;
    }

    /** Reads the next head; empty if there is none any more. */
    static Optional<ProxiedRequest> read(InputStream from) throws IOException {
        String first;
        try {
            first = line(from);
        } catch (EOFException end) {
            return Optional.empty();
        }
        String[] requestLine = first.split(" ", -1);
        if (requestLine.length != 3) {
            throw new ProtocolException("no request line: " + first);
        }
        return Optional.of(
                new ProxiedRequest(
                        requestLine[0], requestLine[1], requestLine[2], fieldLines(from), true));
    }

    /** What is left of it where its offer is not taken (RFC 9110 §7.8). */
    ProxiedRequest withoutOffer() {
        return new ProxiedRequest(method, target, version, fields, false);
    }

    static List<Map.Entry<String, String>> fieldLines(InputStream from) throws IOException {
        List<Map.Entry<String, String>> fields = new ArrayList<>();
        for (String line = line(from); !line.isEmpty(); line = line(from)) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("no field: " + line);
            }
            fields.add(
                    Map.entry(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            line.substring(colon + 1).strip()));
        }
        return fields;
    }

    /** Reads a line, without its end. */
    static String line(InputStream from) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = from.read(); b != '\n'; b = from.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }

    String method() {
        return method;
    }

    /** True for a handshake (RFC 6455 §4.1), of whatever version, for which there is a CONNECT. */
    boolean isWebSocket() {
        return isOffered
                && method.equals("GET")
                && version.equals("HTTP/1.1")
                && !hasChunks()
                && values("content-length").allMatch("0"::equals)
                && members("connection").anyMatch("upgrade"::equals)
                && members("upgrade").anyMatch("websocket"::equals);
    }

    boolean keepsConnection() {
        return version.equals("HTTP/1.1") && members("connection").noneMatch("close"::equals);
    }

    boolean takesChunks() {
        return !version.equals("HTTP/1.0");
    }

    boolean hasChunks() {
        return members("transfer-encoding").anyMatch("chunked"::equals);
    }

    /** Of content without chunks; 0 if there is none. */
    long contentLength() throws IOException {
        try {
            return Long.parseLong(values("content-length").findFirst().orElse("0"));
        } catch (NumberFormatException e) {
            throw new ProtocolException(e.getMessage());
        }
    }

    String webSocketKey() {
        return values("sec-websocket-key").findFirst().orElse("");
    }

    private Stream<String> values(String name) {
        return fields.stream()
                .filter(field -> field.getKey().equals(name))
                .map(Map.Entry::getValue);
    }

    private Stream<String> members(String name) {
        return values(name)
                .flatMap(value -> Stream.of(value.split(",")))
                .map(member -> member.strip().toLowerCase(Locale.ROOT));
    }

    /**
     * @param scheme of the connection
     */
    FieldBlock block(String scheme) {
        boolean absolute = target.contains("://");
        URI uri = absolute ? URI.create(target) : null;
        FieldBlock block = FieldBlock.empty();
        if (isWebSocket()) {
            block = block.with(":method", "CONNECT").with(":protocol", "websocket");
        } else {
            block = block.with(":method", method);
        }
        if (!method.equals("CONNECT")) {
            block = block.with(":scheme", scheme).with(":path", uri == null ? target : path(uri));
        }
        Optional<String> host = values("host").findFirst();
        if (uri != null) {
            block = block.with(":authority", uri.getRawAuthority());
        } else if (host.isPresent()) {
            block = block.with(":authority", host.get());
        }
        return withFields(block);
    }

    private static String path(URI uri) {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()) + query;
    }

    private FieldBlock withFields(FieldBlock block) {
        Set<String> left = new HashSet<>(OF_THE_CONNECTION);
        members("connection").forEach(left::add);
        if (isWebSocket()) {
            left.addAll(Set.of("sec-websocket-key", "content-length"));
        }
        boolean hostIsThere = false;
        FieldBlock all = block;
        for (Map.Entry<String, String> field : fields) {
            boolean isFirstHost = field.getKey().equals("host") && !hostIsThere;
            hostIsThere |= isFirstHost;
            if (!isFirstHost && !left.contains(field.getKey())) {
                all = all.with(field.getKey(), field.getValue());
            }
        }
        return all;
    }

    @Override
    public String toString() {
        return method + " " + target + " " + version;
    }

    static byte[] bytes(String head) {
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }
}
