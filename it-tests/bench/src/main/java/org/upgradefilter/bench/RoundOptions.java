package org.upgradefilter.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The command line of a benchmark in which competitors take turns: how often, and for how long. */
public abstract class RoundOptions {

    /** What the options say that only one benchmark has. */
    protected final CommandLine line;

    /**
     * @param quick every option with its usual value
     * @param full values of some, by {@code --full}
     * @throws IllegalArgumentException if an argument is no option
     */
    protected RoundOptions(
            Map<String, String> quick, Map<String, String> full, String... arguments) {
        line = new CommandLine(quick, full, arguments);
    }

    /** How often each competitor has its turn; 0 to leave the load out. */
    public int rounds() {
        return line.number("rounds");
    }

    public Duration roundLength() {
        return Duration.ofSeconds(line.number("seconds"));
    }

    /** How long each competitor is run in advance. */
    public Duration warmUp() {
        return Duration.ofSeconds(line.number("warmup"));
    }

    /** How many idle connections; 0 to leave them out. */
    public int idle() {
        return line.number("idle");
    }

    /** Further options of the server's JVM. */
    public List<String> jvm() {
        return line.jvm();
    }
}
