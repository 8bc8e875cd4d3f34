package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.upgradefilter.exchange.HttpRequest;

/**
 * Requests that share a connection go beside each other through a gateway, and an exchange is left
 * when the application has left the request, whichever way that ends.
 */
public abstract class ParallelContract extends ContainerContract {

    private static final String HTTP_2 = "HTTP/2.0";

    /** More than any container here answers at once, and fewer than it has workers. */
    private static final int MOST = 160;

    private final GatewayWitness witness = new GatewayWitness();
    private final GatewayApplication application = new GatewayApplication(witness);
    private RawConnection socket;
    private ParallelConnection connection;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.startWithLogin(application);
    }

    @BeforeEach
    void open() throws Exception {
        witness.reset();
        socket = connect();
        socket.open(
                RawRequest.get(GatewayApplication.SWITCH)
                        .with("Connection", "Upgrade")
                        .with("Upgrade", ParallelProtocol.TOKEN.name()));
        connection = application.parallel().next();
    }

    @AfterEach
    void close() throws IOException {
        witness.openGate();
        socket.close();
    }

    private static HttpRequest request(String method, String target, String version, int length) {
        return new HttpRequest(
                method, target, "http", "example.com", version, length, List.of(), null);
    }

    private ParallelExchange get(String target) {
        return connection.bring(request("GET", target, HTTP_2, 0));
    }

    /** A request with content that is still to come, and whose end tells its length. */
    private ParallelExchange post(String target) {
        return connection.bring(request("POST", target, HTTP_2, -1));
    }

    /** The answer to a client that takes only its beginning. */
    private ParallelExchange toSlowClient(String target) {
        return connection.bring(request("GET", target, HTTP_2, 0), 100_000);
    }

    @Test
    void slow_requests_hold_up_nobody() {
        List<ParallelExchange> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            slow.add(get("/stream/events"));
        }
        slow.forEach(exchange -> exchange.awaitText("data: first"));
        ParallelExchange quick = get("/plain");
        assertEquals(PlainServlet.said("GET", new byte[0]) + " REQUEST", quick.awaitEnd());
        quick.awaitLeft();
        for (ParallelExchange exchange : slow) {
            assertFalse(exchange.hasEnded());
            assertFalse(exchange.hasLeft());
        }
        witness.openGate();
        for (ParallelExchange exchange : slow) {
            assertEquals("data: first\n\ndata: second\n\n", exchange.awaitEnd());
            exchange.awaitLeft();
        }
    }

    @Test
    void who_brings_a_slow_request_brings_others() throws IOException {
        HttpRequest slow = request("GET", "/stream/events", HTTP_2, 0);
        for (int i = 0; i < 20; i++) {
            ParallelExchange exchange = connection.bringWithByte(slow);
            socket.send((byte) 0);
            exchange.awaitText("data: first");
        }
        List<ParallelExchange> quick = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            quick.add(connection.bringWithByte(request("GET", "/plain", HTTP_2, 0)));
        }
        socket.send((byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        quick.forEach(ParallelExchange::awaitEnd);
    }

    /** A WebSocket's handshake looks like one of HTTP/1.1 (RFC 8441). */
    @Test
    void each_request_has_its_own_version_and_number() {
        List<ParallelExchange> asked = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String version = i % 2 == 0 ? HTTP_2 : "HTTP/1.1";
            asked.add(connection.bring(request("GET", "/facts?n=" + i, version, 0)));
        }
        for (int i = 0; i < asked.size(); i++) {
            ParallelExchange exchange = asked.get(i);
            String facts = exchange.awaitEnd();
            String version = exchange.request().version();
            assertTrue(facts.contains("\nprotocol = " + version + "\n"), facts);
            assertTrue(facts.contains("\nquery = n=" + i + "\n"), facts);
            if (version.equals(HTTP_2)) {
                assertTrue(facts.contains("\nprotocol-id = " + exchange.name() + "\n"), facts);
            }
            exchange.awaitLeft();
        }
    }

    @Test
    void nothing_is_pushed() {
        String facts = get("/facts").awaitEnd();
        assertTrue(facts.contains("\npush = false\n"), facts);
    }

    @Test
    void exchange_is_left_when_an_asynchronous_servlet_has_completed() {
        ParallelExchange exchange = get("/async/thread");
        witness.await("waiting");
        assertFalse(exchange.hasLeft());
        witness.openGate();
        assertEquals("completed elsewhere", exchange.awaitEnd());
        exchange.awaitLeft();
        for (String path : List.of("/async/complete", "/async/at-once", "/async/dispatch")) {
            ParallelExchange other = get(path);
            other.awaitEnd();
            other.awaitLeft();
        }
    }

    @Test
    void exchange_is_left_after_an_error() {
        for (String path :
                List.of("/throw", "/async/throw", "/async/timeout", "/error?status=500")) {
            ParallelExchange exchange = get(path);
            exchange.awaitEnd();
            exchange.awaitLeft();
            assertEquals(500, exchange.status(), path);
        }
        ParallelExchange late = get("/throw-late");
        late.awaitLeft();
        assertFalse(late.hasEnded());
    }

    @Test
    void exchange_is_left_by_who_goes_on_after_the_end() {
        ParallelExchange exchange = get("/stream/early");
        assertEquals("all", exchange.awaitEnd());
        witness.await("going on");
        assertFalse(exchange.hasLeft());
        witness.openGate();
        exchange.awaitLeft();
    }

    @Test
    void exchange_is_left_by_who_does_not_notice_that_it_was_cancelled() {
        ParallelExchange exchange = get("/stream/events");
        witness.await("at the gate");
        exchange.cancel();
        // What comes after it has been answered has not been overtaken.
        get("/plain").awaitEnd();
        assertFalse(exchange.hasLeft());
        witness.openGate();
        exchange.awaitLeft();
        assertFalse(exchange.hasEnded());
    }

    @Test
    void blocking_reader_hears_that_it_was_cancelled() {
        ParallelExchange exchange = post("/stream/echo");
        exchange.supply("abc");
        exchange.awaitText("abc");
        exchange.cancel();
        exchange.awaitLeft();
        assertEquals("abc", exchange.text());
        assertFalse(exchange.hasEnded());
        ParallelExchange digest = post("/upload");
        digest.supply("abc");
        digest.cancel();
        digest.awaitLeft();
        assertFalse(digest.hasEnded());
    }

    @Test
    void blocking_writer_hears_that_it_was_cancelled() {
        ParallelExchange exchange = toSlowClient("/stream/send");
        exchange.awaitNoRoom();
        exchange.cancel();
        witness.await("send failed");
        exchange.awaitLeft();
        assertFalse(exchange.hasEnded());
    }

    @Test
    void reading_listener_hears_that_it_was_cancelled() {
        ParallelExchange exchange = post("/stream/listener-read");
        exchange.supply("abc");
        exchange.cancel();
        exchange.awaitLeft();
        assertFalse(exchange.hasEnded());
        ParallelExchange waiting = post("/stream/listener-echo");
        // More than is kept for somebody who does not flush.
        waiting.supply("abc".repeat(50_000));
        waiting.awaitText("abc");
        waiting.cancel();
        witness.await("echo onError");
        waiting.awaitLeft();
        assertFalse(waiting.hasEnded());
    }

    @Test
    void writing_listener_hears_that_it_was_cancelled() {
        ParallelExchange exchange = toSlowClient("/stream/listener-send");
        witness.await("no room");
        exchange.cancel();
        witness.await("sender onError");
        exchange.awaitLeft();
        assertFalse(exchange.hasEnded());
    }

    @Test
    void asynchronous_servlet_hears_that_it_was_cancelled() {
        ParallelExchange exchange = get("/async/wait");
        witness.await("waiting for ever");
        assertFalse(exchange.hasLeft());
        exchange.cancel();
        witness.await("wait onError");
        exchange.awaitLeft();
        assertFalse(exchange.hasEnded());
    }

    @Test
    void what_is_cancelled_before_its_turn_reaches_no_application() {
        List<ParallelExchange> before = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            before.add(get("/stream/events"));
        }
        ParallelExchange cancelled = get("/async/thread");
        cancelled.cancel();
        witness.openGate();
        before.forEach(ParallelExchange::awaitLeft);
        cancelled.awaitLeft();
        assertFalse(witness.hasHeard("waiting"));
        assertEquals(0, cancelled.status());
    }
}
