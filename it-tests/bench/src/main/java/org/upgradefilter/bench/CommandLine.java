package org.upgradefilter.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Options of a benchmark: {@code --name=value,value}; {@code --quick} or {@code --full} for several
 * at once; {@code --jvm=} for those of the server's JVM.
 */
public final class CommandLine {

    private static final String JVM = "--jvm=";

    private final Map<String, String> values;
    private final List<String> jvm = new ArrayList<>();

    /**
     * @param quick every option with its usual value
     * @param full values of some, by {@code --full}
     * @throws IllegalArgumentException if an argument is no option
     */
    public CommandLine(Map<String, String> quick, Map<String, String> full, String... arguments) {
        values = new HashMap<>(quick);
        for (String argument : arguments) {
            String[] words = argument.split("=", 2);
            if (argument.startsWith(JVM)) {
                jvm.add(argument.substring(JVM.length()));
            } else if (argument.equals("--full")) {
                values.putAll(full);
            } else if (words.length == 2
                    && words[0].startsWith("--")
                    && values.containsKey(words[0].substring(2))) {
                values.put(words[0].substring(2), words[1]);
            } else if (!argument.equals("--quick")) {
                throw new IllegalArgumentException(
                        "not an option: " + argument + "; there are jvm and " + values.keySet());
            }
        }
    }

    /** Further options of the server's JVM. */
    public List<String> jvm() {
        return List.copyOf(jvm);
    }

    public int number(String name) {
        return Integer.parseInt(text(name));
    }

    public List<Integer> numbers(String name) {
        return list(name, Integer::valueOf);
    }

    /** The values of one option. */
    public <T> List<T> list(String name, Function<String, T> read) {
        return Arrays.stream(text(name).split(",", -1)).map(read).toList();
    }

    /** The values of one option, each the name of a constant. */
    public <T extends Enum<T>> List<T> constants(String name, Class<T> type) {
        return list(name, value -> Enum.valueOf(type, value.toUpperCase(Locale.ROOT)));
    }

    private String text(String name) {
        return Objects.requireNonNull(values.get(name));
    }
}
