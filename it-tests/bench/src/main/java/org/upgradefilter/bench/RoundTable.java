package org.upgradefilter.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A Markdown table of what came of contests. */
final class RoundTable {

    private final PrintStream out;

    RoundTable(PrintStream out, String container) {
        this.out = out;
        out.println();
        out.println("**" + container + "**: middle (least–greatest) of the rounds");
        out.println();
        out.println(
                "| scenario | | messages/s | × own | server µs/message | × own | client µs/message"
                        + " | server B/message | echo B/message |");
        out.println("|---|---|---|---|---|---|---|---|---|");
    }

    void add(Scenario scenario, Map<Target, List<Round>> results) {
        List<Round> own = results.getOrDefault(Target.OWN, List.of());
        results.forEach(
                (target, rounds) ->
                        out.println(
                                String.join(
                                        " | ",
                                        "| " + scenario,
                                        target.toString(),
                                        all(rounds, Round::messagesPerSecond).show("%.0f"),
                                        ratio(rounds, own, Round::messagesPerSecond),
                                        middle(rounds, Round::serverMicrosPerMessage, "%.1f"),
                                        ratio(rounds, own, Round::serverMicrosPerMessage),
                                        middle(rounds, Round::clientMicrosPerMessage, "%.1f"),
                                        middle(rounds, Round::serverBytesPerMessage, "%.0f"),
                                        middle(rounds, Round::echoBytesPerMessage, "%.0f")
                                                + " |")));
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
