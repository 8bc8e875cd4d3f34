package org.upgradefilter.bench;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.upgradefilter.bench.client.LoadClient;

/** One scenario on one server process. */
final class Contest implements AutoCloseable {

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

    /** Has the targets take turns. */
    Turns<Target> turns() {
        Map<Target, Load> loads = new EnumMap<>(Target.class);
        int depth = scenario.pattern().depth();
        clients.forEach((target, client) -> loads.put(target, length -> client.run(depth, length)));
        return new Turns<>(server, loads);
    }

    void sayGoodbye() throws IOException {
        for (LoadClient client : clients.values()) {
            client.sayGoodbye();
        }
    }

    @Override
    public void close() throws IOException {
        for (LoadClient client : clients.values()) {
            client.close();
        }
    }
}
