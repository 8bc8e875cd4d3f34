package org.upgradefilter.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connections over real sockets: one thread selects, others work, as in a container. What a strand
 * throws is kept for {@link #close}.
 */
public final class SocketServer implements AutoCloseable {

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final ExecutorService workers = Executors.newFixedThreadPool(16);

    /** Apart, or workers that all wait for content would leave nobody to bring it. */
    private final ExecutorService events = Executors.newFixedThreadPool(4);

    /** As many as there are: what is handed on here may block, and wait for the one behind it. */
    private final ExecutorService turns = Executors.newCachedThreadPool();

    private final Function<Duplex, Connection> connections;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final Thread selecting = new Thread(this::select, "selecting");

    public SocketServer(Function<Duplex, Connection> connections) throws IOException {
        this.connections = connections;
        selector = Selector.open();
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        selecting.start();
    }

    public int port() throws IOException {
        return ((InetSocketAddress) server.getLocalAddress()).getPort();
    }

    private void select() {
        try {
            while (selector.isOpen()) {
                selector.select(this::onSelected);
            }
        } catch (ClosedSelectorException e) {
            // The test is over.
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private void onSelected(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept();
                return;
            }
            int ready = key.readyOps();
            key.interestOpsAnd(~ready);
            ((SocketDuplex) key.attachment()).onReady(ready);
        } catch (CancelledKeyException e) {
            // The connection was closed by a worker.
        }
    }

    private void accept() {
        try {
            SocketChannel channel = server.accept();
            channel.configureBlocking(false);
            SocketDuplex duplex = new SocketDuplex(channel);
            duplex.signals.open(connections.apply(duplex));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws AssertionError if anything failed meanwhile
     */
    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
        try {
            selecting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        events.shutdownNow();
        workers.shutdownNow();
        turns.shutdownNow();
        if (!failures.isEmpty()) {
            throw new AssertionError("the server has failed", failures.peek());
        }
    }

    private final class SocketDuplex implements Duplex {

        private final SocketChannel channel;
        private final Strand strand = new Strand(failures::add);
        private final Signals signals = new Signals(strand);
        private final SelectionKey key;

        SocketDuplex(SocketChannel channel) throws IOException {
            this.channel = channel;
            key = channel.register(selector, 0);
            key.attach(this);
        }

        void onReady(int operations) {
            if ((operations & SelectionKey.OP_READ) != 0) {
                events.execute(signals::readable);
            }
            if ((operations & SelectionKey.OP_WRITE) != 0) {
                events.execute(signals::writable);
            }
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            strand.check();
            int count = orClose(() -> channel.read(dst));
            if (count == 0) {
                await(SelectionKey.OP_READ);
            }
            return count;
        }

        @Override
        public int write(ByteBuffer src) throws IOException {
            strand.check();
            int count = orClose(() -> channel.write(src));
            if (count == 0) {
                await(SelectionKey.OP_WRITE);
            }
            return count;
        }

        @Override
        public boolean flush() {
            return true;
        }

        private int orClose(Transfer transfer) throws IOException {
            try {
                return transfer.run();
            } catch (IOException e) {
                end(e);
                throw e;
            }
        }

        private void await(int operation) {
            try {
                key.interestOpsOr(operation);
                selector.wakeup();
            } catch (CancelledKeyException e) {
                end(new IOException(e));
            }
        }

        @Override
        public void close() {
            end(null);
        }

        private void end(@Nullable IOException cause) {
            signals.closed(
                    cause,
                    () -> {
                        try {
                            channel.close();
                        } catch (IOException e) {
                            failures.add(e);
                        }
                    });
        }

        @Override
        public Strand strand() {
            return strand;
        }

        @Override
        public Executor workers() {
            return workers;
        }

        @Override
        public Executor nextTurns() {
            return turns;
        }
    }

    private interface Transfer {
        int run() throws IOException;
    }
}
