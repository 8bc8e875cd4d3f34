package org.upgradefilter.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.upgradefilter.bench.client.LoadClient;

/**
 * One scenario on one server process: the targets take turns, so that what else the machine does
 * falls on all of them alike.
 */
final class Contest implements AutoCloseable {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final ServerProcess server;
    private final Scenario scenario;
    private final Map<Target, LoadClient> clients = new EnumMap<>(Target.class);

    private Contest(ServerProcess server, Scenario scenario) {
        this.server = server;
        this.scenario = scenario;
    }

    /** Opens every connection, and sees that it echoes. */
    static Contest open(ServerProcess server, Scenario scenario, List<Target> targets)
            throws IOException {
        Contest contest = new Contest(server, scenario);
        try {
            for (Target target : targets) {
                if (target.does(scenario.compression())) {
                    contest.clients.put(target, contest.client(target));
                }
            }
            return contest;
        } catch (IOException | RuntimeException e) {
            contest.close();
            throw e;
        }
    }

    private LoadClient client(Target target) throws IOException {
        return LoadClient.open(
                new LoadClient.Address(
                        server.port(),
                        target.path(scenario.size().bytes(), scenario.compression())),
                scenario.connections(),
                scenario.message(),
                scenario.pattern().depth(),
                scenario.compression());
    }

    void warmUp(Duration length) throws IOException {
        for (LoadClient client : clients.values()) {
            client.run(scenario.pattern().depth(), length);
        }
    }

    /** So many rounds of such length for each target; another one begins each time. */
    Map<Target, List<Round>> run(int count, Duration length) throws IOException {
        Map<Target, List<Round>> rounds = new EnumMap<>(Target.class);
        List<Target> order = new ArrayList<>(clients.keySet());
        for (int i = 0; i < count; i++) {
            for (Target target : order) {
                rounds.computeIfAbsent(target, none -> new ArrayList<>())
                        .add(round(target, length));
            }
            Collections.rotate(order, 1);
        }
        return rounds;
    }

    void sayGoodbye() throws IOException {
        for (LoadClient client : clients.values()) {
            client.sayGoodbye();
        }
    }

    private Round round(Target target, Duration length) throws IOException {
        Cost server = this.server.cost();
        Cost mine = clientCost();
        LoadClient client = Objects.requireNonNull(clients.get(target));
        LoadClient.Echoed echoed = client.run(scenario.pattern().depth(), length);
        return new Round(echoed, this.server.cost().since(server), clientCost().since(mine));
    }

    private static Cost clientCost() {
        return new Cost(PROCESS.getProcessCpuTime(), 0);
    }

    @Override
    public void close() throws IOException {
        for (LoadClient client : clients.values()) {
            client.close();
        }
    }
}
