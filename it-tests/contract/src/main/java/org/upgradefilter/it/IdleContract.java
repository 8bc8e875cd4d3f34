package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Thousands of WebSockets that do nothing take no thread each, and are all there when called. */
public abstract class IdleContract extends ContainerContract {

    private static final int CONNECTIONS = 5000;

    /** How many may be under way at a time; less than any backlog. */
    private static final int BATCH = 50;

    /** More than the pools of a container grow by, and far less than a thread each. */
    private static final int MAX_MORE_THREADS = 100;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new EchoApplication(adapter()));
    }

    @Test
    void five_thousand_idle_connections_take_no_thread_each() throws IOException {
        // Both ends are in this process.
        assumeTrue(
                maxOpenFiles() > 2 * CONNECTIONS + 500,
                () -> "5,000 connections need more open files than " + maxOpenFiles());
        int threadsBefore = ManagementFactory.getThreadMXBean().getThreadCount();
        List<SocketChannel> channels = new ArrayList<>();
        try {
            while (channels.size() < CONNECTIONS) {
                openBatch(channels);
            }
            int more = ManagementFactory.getThreadMXBean().getThreadCount() - threadsBefore;
            assertTrue(more < MAX_MORE_THREADS, () -> more + " more threads");
            for (int i = 0; i < CONNECTIONS; i += BATCH) {
                pingAll(channels.subList(i, i + BATCH));
            }
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    private void openBatch(List<SocketChannel> channels) throws IOException {
        List<SocketChannel> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            SocketChannel channel = ChannelHandshake.ask(server(), "/echo");
            channels.add(channel);
            batch.add(channel);
        }
        for (SocketChannel channel : batch) {
            ChannelHandshake.awaitAnswer(channel);
        }
    }

    private static void pingAll(List<SocketChannel> channels) throws IOException {
        byte[] ping = ClientFrames.ping("hi");
        for (SocketChannel channel : channels) {
            channel.write(ByteBuffer.wrap(ping));
        }
        byte[] pong = {(byte) 0x8A, 2, 'h', 'i'};
        for (SocketChannel channel : channels) {
            ByteBuffer answer = ByteBuffer.allocate(pong.length);
            while (answer.hasRemaining()) {
                if (channel.read(answer) < 0) {
                    throw new EOFException();
                }
            }
            assertArrayEquals(pong, answer.array());
        }
    }

    private static long maxOpenFiles() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
