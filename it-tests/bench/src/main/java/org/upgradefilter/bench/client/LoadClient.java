package org.upgradefilter.bench.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** WebSockets to one path, all of which send the same message. For one thread. */
public final class LoadClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 100;

    private final Selector selector;
    private final List<Peer> peers = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(256 * 1024);
    private long echoed;
    private boolean sending;

    private LoadClient() throws IOException {
        selector = Selector.open();
    }

    /**
     * Opens them, and sees that each of them echoes exactly what was sent.
     *
     * @param depth the most messages that will be in flight on each
     * @throws IOException if the server does not switch, or not with the compression
     */
    public static LoadClient open(
            Address address, int connections, Message message, int depth, Compression compression)
            throws IOException {
        LoadClient client = new LoadClient();
        try {
            Message.Burst burst = message.frames(depth, compression);
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = OpeningHandshake.connect(address, compression);
                client.peers.add(new Peer(channel, client.selector, burst));
            }
            client.peers.forEach(Peer::expectExactly);
            client.echoOnce();
            return client;
        } catch (IOException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** Sends one message on each, and waits for its echo. */
    public void echoOnce() throws IOException {
        run(1, Duration.ZERO);
    }

    /**
     * Keeps {@code depth} messages in flight on each connection for as long as {@code duration},
     * and then waits for the last of them.
     *
     * @return what was echoed in that time
     */
    public Work run(int depth, Duration duration) throws IOException {
        echoed = 0;
        long received = received();
        sending = !duration.isZero();
        long start = System.nanoTime();
        for (Peer peer : peers) {
            peer.send(depth);
        }
        while (System.nanoTime() - start < duration.toNanos()) {
            select();
        }
        long inTime = echoed;
        long nanos = System.nanoTime() - start;
        finish();
        return new Work(inTime, nanos, echoed, received() - received);
    }

    private long received() {
        return peers.stream().mapToLong(Peer::received).sum();
    }

    private void finish() throws IOException {
        if (sending) {
            sending = false;
            peers.forEach(Peer::stop);
        }
        long start = System.nanoTime();
        for (Peer peer : peers) {
            while (!peer.isQuiet()) {
                select();
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new IOException("the server owes an echo for too long");
                }
            }
        }
    }

    private void select() throws IOException {
        try {
            selector.select(this::proceed, POLL_MILLIS);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void proceed(SelectionKey key) {
        Peer peer = (Peer) key.attachment();
        try {
            if (key.isReadable()) {
                int messages = peer.read(in);
                echoed += messages;
                if (sending && messages > 0) {
                    peer.send(messages);
                }
            }
            if (key.isWritable()) {
                peer.write();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Ends them all as the protocol wants it.
     *
     * @throws IOException if the server does not close
     */
    public void sayGoodbye() throws IOException {
        for (Peer peer : peers) {
            peer.sayClose();
        }
        for (Peer peer : peers) {
            peer.awaitEnd();
        }
    }

    /** Drops what is still open. */
    @Override
    public void close() throws IOException {
        for (Peer peer : peers) {
            peer.close();
        }
        selector.close();
    }

    /** Where the server echoes. */
    public record Address(int port, String path) {

        InetSocketAddress socket() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        }
    }
}
