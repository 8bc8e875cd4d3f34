package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.upgradefilter.it.http2.Http2Client.asking;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.GuardedApplication;
import org.upgradefilter.it.PlainServlet;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.it.Response;

/**
 * What is sent together with the request that asks for h2c is what the protocol has it be, to the
 * byte: content, or HTTP/2; never a request of HTTP/1.1 that nobody has judged.
 */
public abstract class H2cSwitchContract extends ContainerContract {

    private static final int PROTOCOL_ERROR = 1;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.startWithLogin(new GuardedApplication());
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] begun() {
        return join(
                Http2Client.PREFACE,
                Http2Frame.settings().bytes(),
                Http2Frame.lastHeaders(3, FieldBlock.request("GET", "/plain").bytes()).bytes());
    }

    /** A client should wait for the 101, but some do not. */
    private static void isUnderstood(RawConnection connection, String first) throws IOException {
        assertEquals(101, connection.response().status());
        Http2Client client = Http2Client.over(connection);
        assertTrue(client.answer(1).text().startsWith(first), "stream 1");
        assertEquals(200, client.answer(3).status());
        assertEquals(200, client.request(5, "GET", "/plain").answer(5).status());
    }

    @Test
    void the_preface_glued_to_the_request_is_understood() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(join(asking("GET", "/plain").bytes(), begun()));
            isUnderstood(connection, "GET " + PlainServlet.digest(new byte[0]));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 14, 18, 23, 24, 30, 40})
    void the_preface_may_be_cut_anywhere(int end) throws IOException {
        byte[] all = join(asking("GET", "/plain").bytes(), begun());
        int cut = all.length - begun().length + end;
        try (RawConnection connection = connect()) {
            connection.send(Arrays.copyOf(all, cut));
            connection.send(Arrays.copyOfRange(all, cut, all.length));
            isUnderstood(connection, "GET " + PlainServlet.digest(new byte[0]));
        }
    }

    @Test
    void a_request_and_the_preface_may_come_byte_by_byte() throws IOException {
        try (RawConnection connection = connect()) {
            connection.sendSlowly(join(asking("GET", "/plain").bytes(), begun()));
            isUnderstood(connection, "GET " + PlainServlet.digest(new byte[0]));
        }
    }

    @Test
    void content_and_the_preface_glued_together_are_told_apart() throws IOException {
        byte[] content = "hello".getBytes(StandardCharsets.US_ASCII);
        try (RawConnection connection = connect()) {
            connection.send(join(asking("POST", "/plain").content(content).bytes(), begun()));
            isUnderstood(connection, "POST " + PlainServlet.digest(content));
        }
    }

    /** Content that looks like the preface is content. */
    @Test
    void a_preface_that_is_content_begins_nothing() throws IOException {
        byte[] content = begun();
        try (RawConnection connection = connect()) {
            connection.send(join(asking("POST", "/plain").content(content).bytes(), begun()));
            isUnderstood(connection, "POST " + PlainServlet.digest(content));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /member/plain HTTP/1.1\r\nHost: example.com\r\n\r\n",
                "GET /plain HTTP/1.1\r\nHost: example.com\r\n\r\n",
                "\r\nGET /plain HTTP/1.1\r\nHost: example.com\r\n\r\n",
            })
    void a_request_behind_the_one_that_asks_is_answered_by_nobody(String next) throws IOException {
        RawRequest asking = asking("GET", "/plain");
        try (RawConnection connection = connect()) {
            connection.send(join(asking.bytes(), next.getBytes(StandardCharsets.US_ASCII)));
            isRefused(connection);
        }
        try (RawConnection connection = connect()) {
            connection.send(join(asking.bytes(), asking.bytes()));
            isRefused(connection);
        }
    }

    /** Stream 1 may be answered before the violation is seen. */
    private static void isRefused(RawConnection connection) throws IOException {
        assertEquals(101, connection.response().status());
        Http2Client client = Http2Client.over(connection);
        assertEquals(PROTOCOL_ERROR, client.awaitEnd().orElseThrow().errorCode());
        assertFalse(client.hasBegun(3));
    }

    /** What has chunks, or two lengths, stays with HTTP/1.1, and so does what follows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "Content-Length: +5\r\n\r\nhello",
                "Content-Length: 5, 5\r\n\r\nhello",
                "Content-Length: -1\r\n\r\n",
                "Transfer-Encoding: identity\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            })
    void content_whose_end_may_be_disputed_is_not_taken_along(String rest) throws IOException {
        byte[] asking = asking("POST", "/plain").bytes();
        byte[] head = Arrays.copyOf(asking, asking.length - 2);
        try (RawConnection connection = connect()) {
            connection.send(
                    join(
                            head,
                            rest.getBytes(StandardCharsets.US_ASCII),
                            RawRequest.get("/member/plain").bytes()));
            Response response = connection.response();
            assertTrue(response.status() != 101, response::toString);
            try {
                // The container has found both ends of the request, or given up.
                int next = connection.response().status();
                assertTrue(next == 401 || next == 400, "answered " + next);
            } catch (EOFException | SocketException closed) {
                // As good.
            }
        }
    }

    /** Where the upgrade is not taken, the preface is a request that nobody answers well. */
    @Test
    void a_preface_without_an_upgrade_is_no_request() throws IOException {
        RawRequest asking = asking("GET", "/plain").without("HTTP2-Settings");
        try (RawConnection connection = connect()) {
            connection.send(join(asking.bytes(), begun()));
            assertEquals(200, connection.response().status());
            try {
                assertTrue(connection.response().status() >= 400);
            } catch (EOFException | SocketException closed) {
                // As good.
            }
        }
    }

    /** Whatever is named beside it, the fields of the connection are gone on stream 1. */
    @Test
    void what_connection_names_is_not_on_stream_1() throws IOException {
        RawRequest asking =
                asking("GET", "/facts")
                        .replacing("Connection", "Upgrade, HTTP2-Settings, X-Secret, close")
                        .with("X-Secret", "1")
                        .with("TE", "trailers, deflate")
                        .with("Keep-Alive", "timeout=5");
        try (Http2Client client = Http2Client.upgraded(server(), asking).begin()) {
            String facts = client.answer(1).text();
            for (String hop :
                    List.of("connection", "upgrade", "http2-settings", "x-secret", "keep-alive")) {
                assertFalse(facts.contains("header " + hop + " "), facts);
            }
            assertEquals(200, client.request(3, "GET", "/plain").answer(3).status());
        }
    }
}
