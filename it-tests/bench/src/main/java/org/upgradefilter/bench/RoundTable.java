package org.upgradefilter.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A Markdown table of what came of contests. */
public final class RoundTable {

    private final PrintStream out;

    /**
     * @param received what comes back for one unit
     */
    public RoundTable(PrintStream out, String container, Unit unit, String received) {
        this.out = out;
        out.println();
        out.println("**" + container + "**: middle (least–greatest) of the rounds");
        out.println();
        out.println(
                ("| scenario | | many/s | × own | server µs/one | × own | client µs/one | server B/one | "
                                + received
                                + " B/one |")
                        .replace("many", unit.many())
                        .replace("one", unit.one()));
        out.println("|---|---|---|---|---|---|---|---|---|");
    }

    /** What is counted. */
    public record Unit(String one, String many) {

        /** Of a noun that has an s for several. */
        public static Unit of(String noun) {
            return new Unit(noun, noun + "s");
        }
    }

    /** Adds the rows of one scenario, in which ratios are to {@code own}. */
    public <T extends Enum<T>> void add(Object scenario, Map<T, List<Round>> results, T own) {
        List<Round> others = results.getOrDefault(own, List.of());
        results.forEach(
                (target, rounds) ->
                        out.println(
                                String.join(
                                        " | ",
                                        "| " + scenario,
                                        target.toString(),
                                        all(rounds, Round::perSecond).show("%.0f"),
                                        ratio(rounds, others, Round::perSecond),
                                        middle(rounds, Round::serverMicros, "%.1f"),
                                        ratio(rounds, others, Round::serverMicros),
                                        middle(rounds, Round::clientMicros, "%.1f"),
                                        middle(rounds, Round::serverAllocatedBytes, "%.0f"),
                                        middle(rounds, Round::receivedBytes, "%.0f") + " |")));
        out.flush();
    }

    private static Spread all(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.stream().mapToDouble(figure));
    }

    private static String middle(
            List<Round> rounds, ToDoubleFunction<Round> figure, String format) {
        return String.format(Locale.ROOT, format, all(rounds, figure).middle());
    }

    /** Round by round, for what the machine did beside changes from one to the next. */
    private static String ratio(
            List<Round> rounds, List<Round> own, ToDoubleFunction<Round> figure) {
        if (own.isEmpty()) {
            return "";
        }
        return Spread.of(
                        IntStream.range(0, rounds.size())
                                .mapToDouble(
                                        i ->
                                                figure.applyAsDouble(rounds.get(i))
                                                        / figure.applyAsDouble(own.get(i))))
                .show("%.2f");
    }
}
