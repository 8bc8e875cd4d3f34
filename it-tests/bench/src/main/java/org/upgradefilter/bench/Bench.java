package org.upgradefilter.bench;

import java.io.IOException;
import java.util.List;

/** Compares our WebSocket with each container's own; see {@code docs/benchmarks.md}. */
public final class Bench {

    private final Options options;

    private Bench(Options options) {
        this.options = options;
    }

    /** Runs what the arguments say, and prints tables. */
    public static void main(String[] arguments) throws IOException {
        Bench bench = new Bench(new Options(arguments));
        for (String container : bench.options.containers()) {
            bench.load(container);
            bench.idle(container);
        }
    }

    private void load(String container) throws IOException {
        List<Scenario> scenarios = options.scenarios();
        if (options.rounds() == 0) {
            return;
        }
        RoundTable table =
                new RoundTable(System.out, container, RoundTable.Unit.of("message"), "echo");
        try (ServerProcess server = ServerProcess.start(container, options.jvm())) {
            for (Scenario scenario : scenarios) {
                try (Contest contest = Contest.open(server, scenario, options.targets())) {
                    Turns<Target> turns = contest.turns();
                    turns.warmUp(options.warmUp());
                    table.add(
                            scenario,
                            turns.run(options.rounds(), options.roundLength()),
                            Target.OWN);
                    contest.sayGoodbye();
                }
            }
        }
    }

    private void idle(String container) throws IOException {
        if (options.idle() > 0) {
            new IdleMemory(container, options.idle(), options.jvm())
                    .run(System.out, options.compressions(), options.targets());
        }
    }
}
