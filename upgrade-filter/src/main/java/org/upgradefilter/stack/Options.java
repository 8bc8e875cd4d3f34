package org.upgradefilter.stack;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.upgradefilter.protocol.RuleSettings;

/**
 * Named settings as text, each of which must be asked for before {@link #requireAllKnown}: so an
 * unknown name is an error, and the message can tell the known ones.
 *
 * <p>Errors are {@link IllegalArgumentException}s that name the setting, its value and the cure.
 * Confined to the thread that configures.
 */
public final class Options implements RuleSettings {

    private final Map<String, String> values;
    private final Set<String> known = new TreeSet<>();

    public Options(Map<String, String> values) {
        this.values = new LinkedHashMap<>(values);
    }

    @Override
    public Optional<String> text(String name) {
        known.add(name);
        return Optional.ofNullable(values.get(name));
    }

    /** True if the setting has this value; unless it has, it is not asked for. */
    boolean says(String name, String value) {
        return value.equals(values.get(name)) && text(name).isPresent();
    }

    /** The parts of a comma-separated value; empty if the setting is absent. */
    public List<String> list(String name) {
        return text(name)
                .map(value -> Arrays.stream(value.split(",", -1)).map(String::strip).toList())
                .orElse(List.of());
    }

    public boolean flag(String name, boolean absent) {
        return text(name)
                .map(
                        value ->
                                switch (value) {
                                    case "true" -> true;
                                    case "false" -> false;
                                    default -> throw bad(name, value, "use true or false");
                                })
                .orElse(absent);
    }

    /** A whole number of at least {@code least}. */
    public long number(String name, long least, long absent) {
        return text(name).map(value -> parse(name, value, least)).orElse(absent);
    }

    /** A whole number of at least {@code least} that fits into 31 bits. */
    public int count(String name, int least, int absent) {
        long count = number(name, least, absent);
        if (count > Integer.MAX_VALUE) {
            throw bad(name, Long.toString(count), "use at most " + Integer.MAX_VALUE);
        }
        return (int) count;
    }

    /** A whole number of milliseconds, at least 1. */
    public Duration millis(String name, Duration absent) {
        return text(name).map(value -> Duration.ofMillis(parse(name, value, 1))).orElse(absent);
    }

    private static long parse(String name, String value, long least) {
        String cure = "use a whole number of at least " + least;
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw bad(name, value, cure);
        }
        if (number < least) {
            throw bad(name, value, cure);
        }
        return number;
    }

    /** The value, unless it may be that of a password whose name is misspelt. */
    private static String shown(Map.Entry<String, String> entry) {
        String name = entry.getKey().toLowerCase(Locale.ROOT);
        return name.contains("pas") || name.contains("pw") ? "..." : entry.getValue();
    }

    /** An exception that says what is wrong with a value and what would be right. */
    public static IllegalArgumentException bad(String name, String value, String cure) {
        return new IllegalArgumentException(name + "=" + value + " is not valid: " + cure);
    }

    /**
     * Ends the reading.
     *
     * @throws IllegalArgumentException if a setting was given that nobody has asked for
     */
    public void requireAllKnown() {
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw new IllegalArgumentException(
                        entry.getKey()
                                + "="
                                + shown(entry)
                                + " is not known here; known are "
                                + String.join(", ", known));
            }
        }
    }
}
