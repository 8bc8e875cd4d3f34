package org.upgradefilter.it.soak;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.upgradefilter.it.RawConnection;

/** Some of each kind, who begin again whenever they have had their answer. */
final class Abusers implements AutoCloseable {

    private static final int OF_EACH_KIND = 2;

    /** For an answer, after they have been told to leave. */
    private static final int PATIENCE_SECONDS = 60;

    private static final int PAUSE_MILLIS = 100;

    private final URI server;
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<Abuser> abusers = new ArrayList<>();
    private final List<Future<?>> ends = new ArrayList<>();

    /** How often each kind has had which answer. */
    private final Map<Abuse, Map<String, Integer>> answers =
            Collections.synchronizedMap(new EnumMap<>(Abuse.class));

    private Abusers(URI server) {
        this.server = server;
    }

    static Abusers start(URI server) {
        Abusers started = new Abusers(server);
        for (Abuse abuse : Abuse.values()) {
            for (int i = 0; i < OF_EACH_KIND; i++) {
                started.add(abuse);
            }
        }
        return started;
    }

    private void add(Abuse abuse) {
        Abuser abuser = new Abuser(abuse);
        abusers.add(abuser);
        ends.add(
                pool.submit(
                        () -> {
                            abuser.run();
                            return null;
                        }));
    }

    /** Lets each of them have one more answer. */
    void leave() throws Exception {
        over.countDown();
        for (int i = 0; i < ends.size(); i++) {
            try {
                ends.get(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError("no answer to " + abusers.get(i).abuse, e);
            }
        }
        pool.shutdown();
        pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** A copy. */
    Map<Abuse, Map<String, Integer>> answers() {
        Map<Abuse, Map<String, Integer>> copy = new EnumMap<>(Abuse.class);
        synchronized (answers) {
            answers.forEach((abuse, counts) -> copy.put(abuse, new TreeMap<>(counts)));
        }
        return copy;
    }

    private void count(Abuse abuse, String answer) {
        synchronized (answers) {
            answers.computeIfAbsent(abuse, none -> new TreeMap<>()).merge(answer, 1, Integer::sum);
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        pool.shutdownNow();
        for (Abuser abuser : abusers) {
            if (abuser.connection != null) {
                abuser.connection.close();
            }
        }
    }

    private final class Abuser {

        private final Abuse abuse;
        private volatile RawConnection connection;

        Abuser(Abuse abuse) {
            this.abuse = abuse;
        }

        void run() throws IOException, InterruptedException {
            do {
                try (RawConnection opened = RawConnection.to(server)) {
                    connection = opened;
                    count(abuse, abuse.commit(opened));
                } catch (IOException e) {
                    // Whatever it is, it is not the answer that is due.
                    count(abuse, e.toString());
                }
            } while (!over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        }
    }
}
