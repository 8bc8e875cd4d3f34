package org.upgradefilter.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message (RFC 9110 §5): names are case-insensitive, the lines of one name keep
 * their order. Immutable.
 */
public final class Fields {

    private static final Fields NONE = new Fields(Map.of());

    /** Lower-case name to its lines. */
    private final Map<String, List<String>> lines;

    private Fields(Map<String, List<String>> lines) {
        this.lines = lines;
    }

    /** No field at all. */
    public static Fields none() {
        return NONE;
    }

    public static Fields of(Iterable<Field> fields) {
        Received received = received();
        fields.forEach(field -> received.line(field.name(), field.value()));
        return received.done();
    }

    /** Begins to collect the lines of a message as they are. */
    public static Received received() {
        return new Received();
    }

    /**
     * Collects received lines, whatever they are made of: to leave out one that is malformed would
     * be to treat it as absent. Not for more than one thread.
     */
    public static final class Received {

        private final Map<String, List<String>> lines = new LinkedHashMap<>();

        private Received() {}

        /** Adds a line behind those of the same name. */
        public void line(String name, String value) {
            lines.computeIfAbsent(key(name), absent -> new ArrayList<>()).add(value);
        }

        /** Ends the collection. */
        public Fields done() {
            lines.replaceAll((name, values) -> List.copyOf(values));
            return new Fields(Collections.unmodifiableMap(lines));
        }
    }

    /** The names, in lower case. */
    public Set<String> names() {
        return lines.keySet();
    }

    /** The lines of {@code name} in order; empty if there is none. */
    public List<String> lines(String name) {
        return lines.getOrDefault(key(name), List.of());
    }

    /** The first line of {@code name}, or null if there is none. */
    public @Nullable String first(String name) {
        List<String> values = lines(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /** These and, of other names, those of {@code others}. */
    public Fields and(Fields others) {
        if (others.lines.isEmpty()) {
            return this;
        }
        Map<String, List<String>> all = new LinkedHashMap<>(lines);
        others.lines.forEach(all::putIfAbsent);
        return new Fields(Collections.unmodifiableMap(all));
    }

    public boolean contains(String name) {
        return lines.containsKey(key(name));
    }

    /** The members of {@code name} read as a list (RFC 9110 §5.6.1). */
    public List<String> members(String name) {
        return FieldList.members(lines(name));
    }

    /** True if {@code name}, read as a list of tokens, has {@code member} in any case (§7.6.1). */
    public boolean hasMember(String name, String member) {
        return FieldList.tokens(lines(name)).stream().anyMatch(member::equalsIgnoreCase);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
