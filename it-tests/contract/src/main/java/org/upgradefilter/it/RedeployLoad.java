package org.upgradefilter.it;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;

/** Clients that each hold one {@link RedeployTalk} after the other with a server. */
final class RedeployLoad implements AutoCloseable {

    /** For whatever a client waits for. */
    private static final int PATIENCE_SECONDS = 30;

    private final URI server;
    private final Rounds rounds = new Rounds();
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final List<LoadClient> clients = new ArrayList<>();
    private final List<Future<?>> ends = new ArrayList<>();

    RedeployLoad(URI server) {
        this.server = server;
    }

    /** Starts clients, besides those that run. */
    RedeployLoad add(int count, RedeployTalk talk) {
        for (int i = 0; i < count; i++) {
            LoadClient client = new LoadClient(talk, clients.size());
            clients.add(client);
            ends.add(
                    pool.submit(
                            () -> {
                                client.run();
                                return null;
                            }));
        }
        return this;
    }

    /** To be called when there is no application any more, nor yet: the next one may be quick. */
    void undeployed() {
        clients.forEach(client -> client.underway.drainPermits());
    }

    /** To be called when there is an application again. */
    void deployed() {
        rounds.deployed();
    }

    /** Waits until every client is in the midst of its talk with the application of now. */
    void awaitUnderway() throws Exception {
        for (int i = 0; i < clients.size(); i++) {
            LoadClient client = clients.get(i);
            if (!client.underway.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                if (ends.get(i).isDone()) {
                    ends.get(i).get();
                }
                throw new AssertionError("not served: " + client.talk);
            }
        }
    }

    /** Lets no client begin again. */
    void noMore() {
        rounds.over();
    }

    /** Waits for the clients, which the end of the application ends, after {@link #noMore}. */
    void awaitEnd() throws Exception {
        for (Future<?> end : ends) {
            end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        pool.shutdown();
        pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        rounds.over();
        pool.shutdownNow();
        for (LoadClient client : clients) {
            if (client.connection != null) {
                client.connection.close();
            }
        }
    }

    private final class LoadClient {

        private final RedeployTalk talk;
        private final int number;
        private final Semaphore underway = new Semaphore(0);

        private volatile RawConnection connection;

        LoadClient(RedeployTalk talk, int number) {
            this.talk = talk;
            this.number = number;
        }

        void run() throws IOException, InterruptedException {
            while (!rounds.isOver()) {
                try (RawConnection opened = RawConnection.to(server)) {
                    connection = opened;
                    talk(opened.patience(PATIENCE_SECONDS * 1000));
                } catch (ConnectException notSwitched) {
                    // Inside TLS is nobody now.
                    rounds.awaitNext();
                } catch (EOFException | SSLHandshakeException | SocketException closed) {
                    // As if by 1006: the application has stopped in the midst of something.
                }
            }
        }

        private void talk(RawConnection opened) throws IOException, InterruptedException {
            while (!rounds.isOver()) {
                Response response = opened.exchange(talk.request());
                switch (response.status()) {
                    case 101 -> {
                        talk.hold(opened, number, underway::release);
                        return;
                    }
                    case 200 -> {
                        assertBytes(response);
                        underway.release();
                    }
                    case 404, 503 -> rounds.awaitNext();
                    default -> throw new AssertionError(talk + " was answered\n" + response);
                }
                if (response.hasMember("Connection", "close")) {
                    return;
                }
            }
        }

        private void assertBytes(Response response) {
            byte[] content = response.content();
            boolean right = talk == RedeployTalk.PLAIN && content.length == 5000;
            for (int i = 0; i < content.length; i++) {
                right &= content[i] == (byte) (i % 251);
            }
            if (!right) {
                throw new AssertionError(talk + " was answered\n" + response);
            }
        }
    }
}
