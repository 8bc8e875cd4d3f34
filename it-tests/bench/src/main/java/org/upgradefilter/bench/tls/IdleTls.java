package org.upgradefilter.bench.tls;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.upgradefilter.bench.MemoryTable;
import org.upgradefilter.bench.ServerProcess;
import org.upgradefilter.bench.ServerProcess.Memory;
import org.upgradefilter.bench.Way;
import org.upgradefilter.bench.server.KeyFile;

/** What a connection costs that was answered and is silent now, in a server of its own. */
final class IdleTls {

    private static final int WARM_UP = 200;
    private static final Duration WARM_UP_LENGTH = Duration.ofSeconds(5);

    /** So that what becomes resident is not of the heap. */
    private static final String TOUCH_HEAP = "-XX:+AlwaysPreTouch";

    private final String container;
    private final KeyFile keys;
    private final int connections;
    private final List<String> jvmOptions;

    IdleTls(String container, KeyFile keys, int connections, List<String> jvmOptions) {
        this.container = container;
        this.keys = keys;
        this.connections = connections;
        this.jvmOptions = new ArrayList<>(jvmOptions);
        this.jvmOptions.add(TOUCH_HEAP);
    }

    void run(PrintStream out, List<Version> versions, List<Way> ways) throws IOException {
        MemoryTable table =
                new MemoryTable(out, container, connections + " idle connections", "version");
        for (Version version : versions) {
            Map<Way, Memory> memories = new EnumMap<>(Way.class);
            for (Way way : ways) {
                memories.put(way, perConnection(way, version));
            }
            table.add(version, memories);
        }
    }

    private Memory perConnection(Way way, Version version) throws IOException {
        List<String> arguments = List.of(container, keys.path().toString());
        try (ServerProcess server = ServerProcess.start(arguments, jvmOptions)) {
            Address address = Address.of(server, way);
            // Loads and compiles the classes and fills the pools, which is nobody's in particular.
            try (CallLoad load = CallLoad.open(address, version, WARM_UP)) {
                load.run(WARM_UP_LENGTH);
            }
            Memory before = server.memory();
            try (CallLoad load = CallLoad.open(address, version, connections)) {
                Memory after = server.memory();
                // They must all be alive, or their memory would prove nothing.
                load.callOnce();
                return after.since(before).each(connections);
            }
        }
    }
}
