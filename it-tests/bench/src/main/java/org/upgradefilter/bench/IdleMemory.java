package org.upgradefilter.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.upgradefilter.bench.client.Compression;
import org.upgradefilter.bench.client.LoadClient;
import org.upgradefilter.bench.client.Message;

/** What a WebSocket costs that has said something and is silent now, in a server of its own. */
final class IdleMemory {

    private static final List<Target> COMPARED = List.of(Target.OWN, Target.OURS);
    private static final int WARM_UP = 1000;
    private static final Duration WARM_UP_LENGTH = Duration.ofSeconds(3);

    /** So that what becomes resident is not of the heap. */
    private static final String TOUCH_HEAP = "-XX:+AlwaysPreTouch";

    private final String container;
    private final int connections;
    private final List<String> jvmOptions;

    IdleMemory(String container, int connections, List<String> jvmOptions) {
        this.container = container;
        this.connections = connections;
        this.jvmOptions = new ArrayList<>(jvmOptions);
        this.jvmOptions.add(TOUCH_HEAP);
    }

    /** Compares {@code own} and {@code ours}, as far as they are among the targets. */
    void run(PrintStream out, List<Compression> compressions, List<Target> targets)
            throws IOException {
        out.println();
        out.println("**" + container + "**: bytes for each of " + connections + " idle WebSockets");
        out.println();
        out.println(
                "| compression | | heap | direct buffers | resident, without the heap | in all |");
        out.println("|---|---|---|---|---|---|");
        // Short, unless it must be long enough for everybody to compress it.
        boolean none = compressions.equals(List.of(Compression.NONE));
        Message message = none ? Message.binary(64) : Message.text(1024);
        for (Compression compression : compressions) {
            String name = compression.name().toLowerCase(Locale.ROOT);
            Map<Target, ServerProcess.Memory> memories = new EnumMap<>(Target.class);
            for (Target target : COMPARED) {
                if (targets.contains(target)) {
                    ServerProcess.Memory memory = perConnection(target, compression, message);
                    memories.put(target, memory);
                    out.println(row(name + " | " + target, memory));
                }
            }
            ServerProcess.Memory own = memories.get(Target.OWN);
            ServerProcess.Memory ours = memories.get(Target.OURS);
            if (own != null && ours != null) {
                out.println(ratio(name + " | ours × own", ours, own));
            }
        }
    }

    private static String ratio(String name, ServerProcess.Memory ours, ServerProcess.Memory own) {
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | | | %.2f |",
                name,
                (double) ours.heap() / own.heap(),
                (double) inAll(ours) / inAll(own));
    }

    private ServerProcess.Memory perConnection(
            Target target, Compression compression, Message message) throws IOException {
        try (ServerProcess server = ServerProcess.start(container, jvmOptions)) {
            LoadClient.Address address =
                    new LoadClient.Address(server.port(), target.path(1024, compression));
            // Loads and compiles the classes and fills the pools, which is nobody's in particular.
            try (LoadClient client = LoadClient.open(address, WARM_UP, message, 1, compression)) {
                client.run(1, WARM_UP_LENGTH);
                client.sayGoodbye();
            }
            ServerProcess.Memory before = server.memory();
            try (LoadClient client =
                    LoadClient.open(address, connections, message, 1, compression)) {
                ServerProcess.Memory after = server.memory();
                // They must all be alive, or their memory would prove nothing.
                client.echoOnce();
                client.sayGoodbye();
                return after.since(before).each(connections);
            }
        }
    }

    private static long inAll(ServerProcess.Memory memory) {
        return memory.heap() + memory.resident();
    }

    private static String row(String name, ServerProcess.Memory memory) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d |",
                name,
                memory.heap(),
                memory.direct(),
                memory.resident(),
                inAll(memory));
    }
}
