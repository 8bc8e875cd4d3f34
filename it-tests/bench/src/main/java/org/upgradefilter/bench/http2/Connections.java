package org.upgradefilter.bench.http2;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Clients that do nothing but when they are told. For one thread. */
final class Connections implements Closeable {

    private final List<Client> clients = new ArrayList<>();

    private Connections() {}

    static Connections open(int port, int count) throws IOException {
        Connections all = new Connections();
        try {
            for (int i = 0; i < count; i++) {
                all.clients.add(Client.connect(port));
            }
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    /** Each asks once more. */
    void ask(String path) throws IOException {
        for (Client client : clients) {
            client.get(path);
        }
    }

    /** Each awaits the end of one answer. */
    void awaitAnswers() throws IOException {
        for (Client client : clients) {
            client.awaitAnswer();
        }
    }

    /** Each has something done, and awaits the answer. */
    void await(String path) throws IOException {
        for (Client client : clients) {
            client.post(path);
            client.awaitAnswer();
        }
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.close();
        }
    }
}
