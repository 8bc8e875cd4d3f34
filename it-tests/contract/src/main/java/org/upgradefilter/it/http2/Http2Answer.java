package org.upgradefilter.it.http2;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A response as it came over a stream, without interim ones. */
final class Http2Answer {

    private final List<Map.Entry<String, String>> fields;
    private final byte[] content;

    /**
     * @param fields in order, those of the head and then those of the trailers
     */
    Http2Answer(List<Map.Entry<String, String>> fields, byte[] content) {
        this.fields = List.copyOf(fields);
        this.content = content;
    }

    byte[] content() {
        return content;
    }

    /** The only value of {@code name}. */
    String field(String name) {
        List<String> values = fields(name);
        if (values.size() != 1) {
            throw new AssertionError("one " + name + " expected in " + fields);
        }
        return values.get(0);
    }

    List<String> fields(String name) {
        return fields.stream()
                .filter(field -> field.getKey().equals(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** True if a field has that name, spelled in any way. */
    boolean hasAny(String name) {
        return fields.stream().anyMatch(field -> field.getKey().equalsIgnoreCase(name));
    }

    int status() {
        return Integer.parseInt(field(":status"));
    }

    String text() {
        return new String(content, StandardCharsets.UTF_8);
    }
}
