package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.H2cApplication;

/** What h2spec asks by prior knowledge, of connections that were upgraded to HTTP/2. */
public abstract class H2cViolationContract extends ContainerContract {

    private static final int REFUSED_STREAM = 7;

    private final H2cApplication application = new H2cApplication();

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(application);
    }

    private Http2Client open() throws IOException {
        Http2Client client =
                Http2Client.upgraded(server(), Http2Client.asking("GET", "/plain")).begin();
        assertEquals(200, client.answer(1).status());
        return client;
    }

    static List<Violation> violations() {
        return Violation.all();
    }

    @ParameterizedTest
    @MethodSource("violations")
    void a_violation_is_an_error(Violation violation) throws IOException {
        try (Http2Client client = open()) {
            client.send(violation.frames().toArray(Http2Frame[]::new));
            Http2Frame error = client.error(violation.stream());
            assertTrue(violation.codes().contains(error.errorCode()), error.toString());
            if (error.type() == Http2Frame.GOAWAY) {
                client.awaitEnd();
            } else {
                assertTrue(!violation.wholeConnection(), error.toString());
                client.request(99, "GET", "/plain");
                assertEquals(200, client.answer(99).status());
            }
        }
    }

    @Test
    void no_more_streams_are_open_than_was_said() throws IOException {
        application.closeGate();
        try (Http2Client client =
                Http2Client.upgraded(server(), Http2Client.asking("GET", "/plain")).begin()) {
            byte[] settings = client.next(Http2Frame.SETTINGS).payload();
            client.answer(1);
            int streams = (int) Http2Frame.setting(settings, 3).orElseThrow();
            List<Http2Frame> requests = new ArrayList<>();
            byte[] upload = FieldBlock.request("POST", "/upload").bytes();
            for (int i = 0; i <= streams; i++) {
                requests.add(Http2Frame.headers(3 + 2 * i, upload));
            }
            client.send(requests.toArray(Http2Frame[]::new));
            Http2Frame refused = client.error(3 + 2 * streams);
            assertEquals(REFUSED_STREAM, refused.errorCode());
            client.send(Http2Frame.lastData(3, new byte[0]));
            assertEquals(200, client.answer(3).status());
        }
    }

    @Test
    void what_is_not_known_is_ignored() throws IOException {
        try (Http2Client client = open()) {
            client.send(
                    Http2Frame.frame(0xEE, 0xFF, 0, 1, 2, 3),
                    Http2Frame.frame(0xEE, 0xFF, 3, 1, 2, 3),
                    Http2Frame.settings(0xEEEE, 1),
                    Http2Frame.frame(Http2Frame.PING, 0xFE, 0, new int[8]),
                    Http2Frame.frame(Http2Frame.PRIORITY, 0, 5, 0, 0, 0, 0, 1));
            client.request(3, "GET", "/plain");
            assertEquals(200, client.answer(3).status());
        }
    }

    @Test
    void padding_and_priorities_are_no_content() throws IOException {
        try (Http2Client client = open()) {
            byte[] block = FieldBlock.request("POST", "/facts").with("x-one", "1").bytes();
            byte[] three = new byte[3];
            byte[] first =
                    FieldBlock.empty()
                            .followedBy(new byte[] {3, 0, 0, 0, 0, 9})
                            .followedBy(block)
                            .followedBy(three)
                            .bytes();
            int flags = Http2Frame.PADDED | Http2Frame.HAS_PRIORITY | Http2Frame.END_HEADERS;
            client.send(
                    new Http2Frame(Http2Frame.HEADERS, flags, 3, first),
                    Http2Frame.frame(Http2Frame.DATA, Http2Frame.PADDED, 3, 1, 'a', 0),
                    Http2Frame.frame(
                            Http2Frame.DATA, Http2Frame.PADDED | Http2Frame.END_STREAM, 3, 0));
            String facts = client.answer(3).text();
            assertTrue(facts.contains("header x-one = [1]\n"), facts);
        }
    }
}
