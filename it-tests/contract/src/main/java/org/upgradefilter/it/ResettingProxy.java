package org.upgradefilter.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Carries bytes between clients and a server, and resets each connection on both sides (RFC 9293
 * §3.10.7) when it has carried some number of them: which one, a seed decides.
 */
final class ResettingProxy implements AutoCloseable {

    private final Listening listening;
    private final URI server;
    private final Random budgets;
    private final int maxBytes;
    private final Set<Carriage> carriages = ConcurrentHashMap.newKeySet();
    private final AtomicInteger resets = new AtomicInteger();

    /**
     * @param maxBytes more than a connection carries, of both directions together
     */
    ResettingProxy(URI server, long seed, int maxBytes) throws IOException {
        this.server = server;
        this.maxBytes = maxBytes;
        budgets = new Random(seed);
        listening = new Listening(this::serve);
    }

    /** Where clients connect to. */
    URI http(String path) {
        return URI.create("http://" + listening.authority() + path);
    }

    /** How many connections were reset. */
    int resets() {
        return resets.get();
    }

    private void serve(Socket client) throws IOException {
        Socket upstream = new Socket(server.getHost(), server.getPort());
        Carriage carriage = new Carriage(client, upstream, budgets.nextInt(maxBytes));
        carriages.add(carriage);
        SocketThread.start(() -> carriage.carry(client, upstream));
        SocketThread.start(() -> carriage.carry(upstream, client));
    }

    @Override
    public void close() {
        listening.close();
        try {
            for (Carriage carriage : carriages) {
                carriage.reset();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One connection and its counterpart. */
    private final class Carriage {

        private final Socket client;
        private final Socket upstream;
        private final AtomicBoolean spent = new AtomicBoolean();
        private final AtomicInteger open = new AtomicInteger(2);
        private int budget;

        Carriage(Socket client, Socket upstream, int budget) throws IOException {
            this.client = client;
            this.upstream = upstream;
            this.budget = budget;
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
        }

        void carry(Socket from, Socket to) throws IOException {
            byte[] piece = new byte[1 << 14];
            try {
                for (int count = from.getInputStream().read(piece);
                        count >= 0;
                        count = from.getInputStream().read(piece)) {
                    int granted = grant(count);
                    to.getOutputStream().write(piece, 0, granted);
                    if (granted < count) {
                        if (spent.compareAndSet(false, true)) {
                            resets.incrementAndGet();
                        }
                        reset();
                        return;
                    }
                }
                to.shutdownOutput();
            } finally {
                if (open.decrementAndGet() == 0) {
                    close();
                }
            }
        }

        private synchronized int grant(int wanted) {
            int granted = Math.min(wanted, budget);
            budget -= granted;
            return granted;
        }

        void reset() throws IOException {
            client.setSoLinger(true, 0);
            upstream.setSoLinger(true, 0);
            close();
        }

        private void close() throws IOException {
            carriages.remove(this);
            client.close();
            upstream.close();
        }
    }
}
