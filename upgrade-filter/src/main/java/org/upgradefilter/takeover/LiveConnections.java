package org.upgradefilter.takeover;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Timer;
import org.upgradefilter.protocol.ConnectionFactory;
import org.upgradefilter.protocol.Handshake;

/** Every connection that was switched and is not yet closed. Any thread. */
public final class LiveConnections {

    private static final System.Logger LOG = System.getLogger(LiveConnections.class.getName());

    /** What closing takes at most, which waits for nobody but other threads of ours. */
    public static final Duration LAST_STEPS = Duration.ofSeconds(1);

    /** How long a place is kept for a connection that was switched and has not begun. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition empty = lock.newCondition();

    // Guarded by the lock.
    private final Set<Registered> connections = new LinkedHashSet<>();
    private final Map<String, Integer> byAddress = new HashMap<>();
    private int places;
    private boolean ending;
    private boolean ended;

    /** Keeps {@code connection} until it is closed. */
    public Connection register(Connection connection, Duplex duplex, Switched switched) {
        Registered registered = new Registered(connection, duplex, switched);
        lock.lock();
        try {
            connections.add(registered);
            byAddress.merge(switched.remoteAddress(), 1, Integer::sum);
        } finally {
            lock.unlock();
        }
        return registered;
    }

    public int count() {
        lock.lock();
        try {
            return connections.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a place for one more connection from {@code remoteAddress}, which counts from now on
     * like a connection; empty if there is none left.
     *
     * @param most connections altogether
     * @param mostPerAddress connections of one address; 0 for no limit
     */
    public Optional<Place> take(String remoteAddress, int most, int mostPerAddress) {
        lock.lock();
        try {
            if (connections.size() + places >= most
                    || (mostPerAddress > 0
                            && byAddress.getOrDefault(remoteAddress, 0) >= mostPerAddress)) {
                return Optional.empty();
            }
            places++;
            byAddress.merge(remoteAddress, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
        return Optional.of(new Place(remoteAddress));
    }

    /** Where the connections come from, oldest first. */
    public List<Switched> switched() {
        lock.lock();
        try {
            return connections.stream().map(registered -> registered.switched).toList();
        } finally {
            lock.unlock();
        }
    }

    /** True once {@link #shutdown} has begun: nothing more may be switched. */
    public boolean isEnding() {
        lock.lock();
        try {
            return ending;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets every connection say good-bye, waits until all have ended or {@code timeout} is over,
     * and closes what is left.
     *
     * @return how many had to be cut off
     */
    public int shutdown(Duration timeout) {
        snapshot().forEach(Registered::sayGoodBye);
        awaitEmpty(timeout);
        List<Registered> left = finish();
        left.forEach(registered -> registered.duplex.close());
        awaitEmpty(LAST_STEPS);
        return left.size();
    }

    /** True when nobody waits for connections any more, nor measures their time. */
    private boolean hasEnded() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    private List<Registered> finish() {
        lock.lock();
        try {
            ended = true;
            return List.copyOf(connections);
        } finally {
            lock.unlock();
        }
    }

    private List<Registered> snapshot() {
        lock.lock();
        try {
            ending = true;
            return List.copyOf(connections);
        } finally {
            lock.unlock();
        }
    }

    private void awaitEmpty(Duration timeout) {
        long left = TimeUnit.NANOSECONDS.convert(timeout);
        lock.lock();
        try {
            while (!connections.isEmpty() && left > 0) {
                left = empty.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // Whoever stops the server is in a hurry: cut off what is left, and let him know.
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void remove(Registered registered) {
        lock.lock();
        try {
            if (connections.remove(registered)) {
                forget(registered.switched.remoteAddress());
            }
            if (connections.isEmpty()) {
                empty.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void forget(String remoteAddress) {
        byAddress.computeIfPresent(
                remoteAddress, (address, count) -> count == 1 ? null : count - 1);
    }

    /** Kept for a connection until it is registered, or will never be. */
    public final class Place {

        private final String remoteAddress;
        private boolean givenUp;

        private Place(String remoteAddress) {
            this.remoteAddress = remoteAddress;
        }

        /**
         * Takes the connection of {@code head} over, which the 101 is still to tell the client.
         * Whoever cannot send it gives the place up.
         *
         * @param application where the connection's listener is called
         * @throws RuntimeException if the protocol could not be prepared; the place is given up
         */
        public Takeover takeover(
                Handshake.Accepted accepted,
                RequestHead head,
                Timer timer,
                WebApplication application) {
            String protocol =
                    accepted.inEffect().stream()
                            .map(ProtocolToken::toString)
                            .collect(Collectors.joining(", "));
            Switched switched =
                    new Switched(protocol, head.path(), head.remoteAddress(), Instant.now());
            ConnectionFactory connections = preparedOrGivenUp(accepted);
            // A container that cannot send the 101 may never hand the connection over.
            Timer.Timeout never = timer.schedule(PATIENCE, this::giveUp);
            return new Takeover(
                    connections,
                    switched,
                    LiveConnections.this,
                    timer,
                    application,
                    () -> {
                        never.cancel();
                        giveUp();
                    });
        }

        private ConnectionFactory preparedOrGivenUp(Handshake.Accepted accepted) {
            try {
                return accepted.connections().prepared();
            } catch (RuntimeException e) {
                giveUp();
                throw e;
            }
        }

        /** Idempotent. */
        public void giveUp() {
            lock.lock();
            try {
                if (!givenUp) {
                    givenUp = true;
                    places--;
                    forget(remoteAddress);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** A connection that signs off when it is closed. */
    private final class Registered implements Connection {

        private final Connection connection;
        private final Duplex duplex;
        private final Switched switched;

        /** Before that, nothing may be said; {@link #onOpen} sees that the server is ending. */
        private volatile boolean opened;

        Registered(Connection connection, Duplex duplex, Switched switched) {
            this.connection = connection;
            this.duplex = duplex;
            this.switched = switched;
        }

        @Override
        public void onOpen() {
            connection.onOpen();
            opened = true;
            // The application has begun to stop, or has stopped, while the 101 was on its way.
            if (isEnding()) {
                connection.shutdown();
            }
            if (hasEnded()) {
                duplex.close();
            }
        }

        private void sayGoodBye() {
            if (!opened) {
                return;
            }
            try {
                connection.shutdown();
            } catch (RuntimeException e) {
                // A protocol of the user's own; the others must hear of it all the same.
                LOG.log(System.Logger.Level.ERROR, "a connection did not shut down", e);
            }
        }

        @Override
        public void onReadable() {
            connection.onReadable();
        }

        @Override
        public void onWritable() {
            connection.onWritable();
        }

        @Override
        public void onOverflow() {
            connection.onOverflow();
        }

        @Override
        public void onClosed(@Nullable IOException cause) {
            // In this order: when the registry is empty, everybody has been told.
            try {
                connection.onClosed(cause);
            } finally {
                remove(this);
            }
        }

        @Override
        public void shutdown() {
            connection.shutdown();
        }
    }
}
