package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.OwnApplication;

/**
 * Each request is answered as it was asked, and gets nothing of another's, whatever becomes of
 * those beside it.
 */
public abstract class H2cOwnContract extends ContainerContract {

    private static final int CONNECTIONS = 3;
    private static final int ROUNDS = 200;

    /** All that are too late may be under way together: Tomcat looks once a second (10.1, 11). */
    private static final int ROUNDS_WITH_TOO_LATE = 60;

    private static final int REQUESTS = 30;
    private static final int CANCEL = 8;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int PATIENCE_S = 50;

    private static final List<String> ANY = List.of("/answer", "/upload", "/error", "/async");

    private static final List<String> FEW_TOO_LATE =
            Stream.concat(Stream.of("/too-late"), Collections.nCopies(19, "/answer").stream())
                    .toList();

    private final OwnApplication application = new OwnApplication();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(application);
    }

    @AfterAll
    void stopThreads() {
        threads.shutdownNow();
        application.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/answer", "/upload", "/error", "/async"})
    void what_is_cancelled_touches_nothing_else(String path) throws Exception {
        askAll(ROUNDS, List.of(path));
    }

    @Test
    void what_is_cancelled_touches_nothing_of_another_kind() throws Exception {
        askAll(ROUNDS, ANY);
    }

    /** Whose time is up may not have heard of it, and writes what nobody gets. */
    @Test
    void what_is_written_too_late_is_in_no_other_answer() throws Exception {
        askAll(ROUNDS_WITH_TOO_LATE, FEW_TOO_LATE);
    }

    /** Jetty fails a page of its own that finds no room at once (12.1.14). */
    @Test
    void an_error_page_without_room_touches_nothing_else() throws IOException {
        try (Http2Client client =
                Http2Client.upgraded(server(), Http2Client.asking("GET", "/plain"))) {
            client.begin(INITIAL_WINDOW_SIZE, 10).answer(1);
            for (int stream = 3; stream < 43; stream += 4) {
                request(client, stream, "/error");
                client.head(stream);
                client.send(Http2Frame.reset(stream, CANCEL));
                int next = stream + 2;
                client.send(Http2Frame.windowUpdate(0, 1000));
                request(client, next, "/answer");
                client.send(Http2Frame.windowUpdate(next, 1000));
                Http2Answer answer = client.answer(next);
                assertEquals(200, answer.status());
                assertEquals("(%d)".formatted(next).repeat(100), answer.text());
            }
        }
    }

    private static void request(Http2Client client, int stream, String path) throws IOException {
        String id = "(" + stream + ")";
        String target = path + "?micros=0&times=100&id=" + id;
        client.send(
                Http2Frame.lastHeaders(
                        stream, FieldBlock.request("GET", target).with("x-own", id).bytes()));
    }

    private void askAll(int rounds, List<String> paths) throws Exception {
        List<Future<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int number = i;
            clients.add(
                    threads.submit(
                            () -> {
                                ask(number, rounds, paths);
                                return null;
                            }));
        }
        for (Future<Void> client : clients) {
            client.get(PATIENCE_S, TimeUnit.SECONDS);
        }
        assertEquals(List.of(), application.foreign());
    }

    private void ask(int number, int rounds, List<String> paths) throws IOException {
        Random random = new Random(number);
        try (Http2Client client =
                Http2Client.upgraded(server(), Http2Client.asking("GET", "/plain"))) {
            client.begin().answer(1);
            client.send(Http2Frame.windowUpdate(0, Integer.MAX_VALUE >> 1));
            for (int i = 0; i < rounds; i++) {
                Round round = new Round(random);
                for (int k = 0; k < REQUESTS; k++) {
                    int stream = 3 + 2 * (i * REQUESTS + k);
                    String path = paths.get(random.nextInt(paths.size()));
                    round.add(stream, path, "(" + number + "." + stream + ")", k < REQUESTS / 2);
                }
                round.send(client);
                round.receive(client);
            }
        }
    }

    /** Requests that are sent in two writes, some of which are cancelled at once or in the next. */
    private static final class Round {

        private final Random random;
        private final List<Http2Frame> before = new ArrayList<>();
        private final List<Http2Frame> after = new ArrayList<>();
        private final List<Asked> asked = new ArrayList<>();

        private record Asked(int stream, String path, String id) {}

        private Round(Random random) {
            this.random = random;
        }

        private void add(int stream, String path, String id, boolean isFirst) {
            List<Http2Frame> frames = isFirst ? before : after;
            String target =
                    "%s?id=%s&micros=%d&times=%d"
                            .formatted(path, id, random.nextInt(300), random.nextInt(200));
            if (path.equals("/upload")) {
                FieldBlock head = FieldBlock.request("POST", target).with("x-own", id);
                byte[] content = id.repeat(20).getBytes(StandardCharsets.US_ASCII);
                frames.add(Http2Frame.headers(stream, head.bytes()));
                frames.add(Http2Frame.lastData(stream, content));
            } else {
                FieldBlock head = FieldBlock.request("GET", target).with("x-own", id);
                frames.add(Http2Frame.lastHeaders(stream, head.bytes()));
            }
            if (random.nextInt(3) == 0) {
                List<Http2Frame> soonOrLate = random.nextBoolean() ? frames : after;
                soonOrLate.add(Http2Frame.reset(stream, CANCEL));
            } else if (!path.equals("/too-late")) {
                // Jetty forgets to answer some of those, over HTTP/1.1 as well (12.1.14).
                asked.add(new Asked(stream, path, id));
            }
        }

        private void send(Http2Client client) throws IOException {
            client.send(before.toArray(Http2Frame[]::new));
            client.send(after.toArray(Http2Frame[]::new));
        }

        private void receive(Http2Client client) throws IOException {
            for (Asked one : asked) {
                Http2Answer answer = client.answer(one.stream);
                assertEquals(one.path.equals("/error") ? 404 : 200, answer.status());
                assertEquals(one.id, answer.field("x-own"));
                if (answer.status() == 200) {
                    assertEquals("", answer.text().replace(one.id, ""), one.id);
                }
            }
        }
    }
}
