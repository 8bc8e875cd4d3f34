package org.upgradefilter.http2;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.upgradefilter.h2spec.H2Spec;
import org.upgradefilter.io.SocketServer;
import org.upgradefilter.io.TimerThread;

/** The cases of h2spec, over real sockets. */
class H2SpecTest {

    private final TimerThread timer = new TimerThread("http2-test");
    private SocketServer server;

    @TempDir private Path directory;

    @BeforeEach
    void start() throws IOException {
        server =
                new SocketServer(
                        duplex ->
                                new Http2Connection(
                                        duplex,
                                        timer,
                                        Http2Settings.inClear(),
                                        new ReadingHandler()));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        timer.close();
    }

    @TestFactory
    Stream<DynamicNode> cases() throws IOException, InterruptedException {
        return H2Spec.run(server.port(), "/", directory);
    }
}
