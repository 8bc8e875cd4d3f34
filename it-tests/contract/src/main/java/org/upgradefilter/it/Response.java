package org.upgradefilter.it;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.FieldList;

/** An HTTP/1.1 response as it came over the wire. */
public final class Response {

    private final String statusLine;
    private final List<Field> fields;
    private final byte[] content;

    Response(String statusLine, List<Field> fields, byte[] content) {
        this.statusLine = statusLine;
        this.fields = List.copyOf(fields);
        this.content = content;
    }

    Response with(byte[] otherContent) {
        return new Response(statusLine, fields, otherContent);
    }

    public int status() {
        return Integer.parseInt(statusLine.substring(9, 12));
    }

    /** The lines of {@code name} in order; empty if there is none. */
    public List<String> lines(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** The only line of {@code name}. */
    public String line(String name) {
        List<String> lines = lines(name);
        if (lines.size() != 1) {
            throw new AssertionError("one line of " + name + " expected, not " + lines);
        }
        return lines.get(0);
    }

    /** True if {@code name}, read as a list, has {@code member} in any case. */
    public boolean hasMember(String name, String member) {
        return FieldList.members(lines(name)).stream().anyMatch(member::equalsIgnoreCase);
    }

    /** The names in lower case. */
    public List<String> names() {
        return fields.stream().map(field -> field.name().toLowerCase(Locale.ROOT)).toList();
    }

    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    public byte[] content() {
        return content.clone();
    }

    /** All of it but the time of day. */
    public String withoutDate() {
        return statusLine
                + "\n"
                + fields.stream()
                        .filter(field -> !field.name().equalsIgnoreCase("Date"))
                        .map(field -> field.name() + ": " + field.value())
                        .collect(Collectors.joining("\n"))
                + "\n\n"
                + new String(content, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return withoutDate();
    }
}
