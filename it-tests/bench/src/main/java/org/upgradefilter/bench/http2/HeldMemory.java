package org.upgradefilter.bench.http2;

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

/** What is held for a connection that is silent, and for a stream that waits. */
final class HeldMemory {

    private static final Streams WARM_UP = new Streams(20, 10);
    private static final Duration WARM_UP_LENGTH = Duration.ofSeconds(5);
    private static final int STREAMS_EACH = 100;

    /** So that what becomes resident is not of the heap. */
    private static final String TOUCH_HEAP = "-XX:+AlwaysPreTouch";

    private final String container;
    private final List<String> jvmOptions;

    HeldMemory(String container, List<String> jvmOptions) {
        this.container = container;
        this.jvmOptions = new ArrayList<>(jvmOptions);
        this.jvmOptions.add(TOUCH_HEAP);
    }

    /** Connections on which one request was answered. */
    void idleConnections(PrintStream out, int count, List<Way> ways) throws IOException {
        table(out, count + " idle connections", ways, way -> idleConnections(way, count));
    }

    /** Requests that are answered later, on connections with 100 of them each. */
    void openStreams(PrintStream out, int count, List<Way> ways) throws IOException {
        table(out, count + " open streams", ways, way -> openStreams(way, count));
    }

    private void table(PrintStream out, String many, List<Way> ways, Measurement measurement)
            throws IOException {
        Map<Way, Memory> memories = new EnumMap<>(Way.class);
        for (Way way : ways) {
            memories.put(way, measurement.of(way));
        }
        new MemoryTable(out, container, many, "").add("", memories);
    }

    private Memory idleConnections(Way way, int count) throws IOException {
        try (ServerProcess server = Http2Bench.start(container, jvmOptions)) {
            int port = warmUp(server, way);
            Memory before = server.memory();
            try (Connections idle = Connections.open(port, count)) {
                idle.ask("/small");
                idle.awaitAnswers();
                Memory after = server.memory();
                // They must all be alive, or their memory would prove nothing.
                idle.ask("/small");
                idle.awaitAnswers();
                return after.since(before).each(count);
            }
        }
    }

    private Memory openStreams(Way way, int count) throws IOException {
        try (ServerProcess server = Http2Bench.start(container, jvmOptions)) {
            int port = warmUp(server, way);
            try (Connections connections = Connections.open(port, count / STREAMS_EACH);
                    Connections other = Connections.open(port, 1)) {
                connections.ask("/small");
                connections.awaitAnswers();
                Memory before = server.memory();
                for (int i = 0; i < STREAMS_EACH; i++) {
                    connections.ask("/waiting");
                }
                other.await("/waiting?" + count);
                Memory after = server.memory();
                other.await("/waiting");
                for (int i = 0; i < STREAMS_EACH; i++) {
                    connections.awaitAnswers();
                }
                return after.since(before).each(count);
            }
        }
    }

    /** Loads and compiles the classes and fills the pools, which is nobody's in particular. */
    private static int warmUp(ServerProcess server, Way way) throws IOException {
        int port = Http2Bench.port(server, way);
        H2Load.during(WARM_UP_LENGTH, WARM_UP, "http://127.0.0.1:" + port + "/small");
        return port;
    }

    /** With servers of their own. */
    @FunctionalInterface
    private interface Measurement {
        Memory of(Way way) throws IOException;
    }
}
