package org.upgradefilter.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.upgradefilter.bench.client.Compression;
import org.upgradefilter.bench.client.LoadClient;
import org.upgradefilter.bench.client.Message;

/** What a WebSocket costs that has said something and is silent now, in a server of its own. */
final class IdleMemory {

    private static final int MESSAGE_BYTES = 64;
    private static final int WARM_UP = 100;

    private final String container;
    private final int connections;
    private final List<String> jvmOptions;

    IdleMemory(String container, int connections, List<String> jvmOptions) {
        this.container = container;
        this.connections = connections;
        this.jvmOptions = jvmOptions;
    }

    void run(PrintStream out) throws IOException {
        out.println();
        out.println("**" + container + "**: bytes for each of " + connections + " idle WebSockets");
        out.println();
        out.println("| | heap | direct buffers | resident |");
        out.println("|---|---|---|---|");
        ServerProcess.Memory own = perConnection(Target.OWN);
        ServerProcess.Memory ours = perConnection(Target.OURS);
        out.println(row("own", own));
        out.println(row("ours", ours));
        out.println(
                String.format(
                        Locale.ROOT,
                        "| ours × own | %.2f | | %.2f |",
                        (double) ours.heap() / own.heap(),
                        (double) ours.resident() / own.resident()));
    }

    private ServerProcess.Memory perConnection(Target target) throws IOException {
        try (ServerProcess server = ServerProcess.start(container, jvmOptions)) {
            // Loads the classes, so that they are not counted for the connections.
            try (LoadClient client = open(server, target, WARM_UP)) {
                client.sayGoodbye();
            }
            ServerProcess.Memory before = server.memory();
            try (LoadClient client = open(server, target, connections)) {
                ServerProcess.Memory after = server.memory();
                // They must all be alive, or their memory would prove nothing.
                client.check();
                client.sayGoodbye();
                return new ServerProcess.Memory(
                        (after.heap() - before.heap()) / connections,
                        (after.direct() - before.direct()) / connections,
                        (after.resident() - before.resident()) / connections);
            }
        }
    }

    private static LoadClient open(ServerProcess server, Target target, int count)
            throws IOException {
        return LoadClient.open(
                new LoadClient.Address(server.port(), target.path(MESSAGE_BYTES)),
                count,
                Message.binary(MESSAGE_BYTES),
                1,
                Compression.NONE);
    }

    private static String row(String name, ServerProcess.Memory memory) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d |",
                name,
                memory.heap(),
                memory.direct(),
                memory.resident());
    }
}
