package org.upgradefilter.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.http.Field;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;

/** An application's thread that comes while another one is on the strand. */
class Http1ExchangeThreadsTest {

    private final ScriptedHandler handler = new ScriptedHandler();
    private final ScriptedPeer client = new ScriptedPeer();
    private final Exchange exchange = receive();

    private Exchange receive() {
        client.duplex()
                .connect(
                        duplex ->
                                new Http1Connection(
                                        duplex,
                                        new ManualTimer(),
                                        Http1Settings.inClear(),
                                        handler));
        client.sends(Pieces.bytes("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"));
        assertEquals(List.of("POST /"), handler.news());
        return handler.exchange();
    }

    /** Calls {@code step} on another thread while this one is on the strand. */
    private <T> T meanwhile(Callable<T> step) {
        FutureTask<T> called = new FutureTask<>(step);
        List<T> result = new ArrayList<>();
        client.duplex()
                .run(
                        () -> {
                            new Thread(called).start();
                            result.add(called.get(10, TimeUnit.SECONDS));
                        });
        return result.get(0);
    }

    private static ByteBuffer hello() {
        return ByteBuffer.wrap(Pieces.bytes("hello"));
    }

    @Test
    void readsNothingAndIsCalledBack() {
        assertEquals(0, meanwhile(() -> exchange.read(ByteBuffer.allocate(10))));
        assertEquals(List.of("readable"), handler.news());
        assertEquals("hello.", ScriptedHandler.read(exchange));
    }

    @Test
    void writesNothingAndIsCalledBack() throws IOException {
        exchange.respond(200, List.of());
        ByteBuffer content = hello();
        assertEquals(0, meanwhile(() -> exchange.write(content)));
        assertEquals(5, content.remaining());
        assertEquals(List.of("writable"), handler.news());
        assertEquals(5, exchange.write(content));
    }

    @Test
    void flushesNothingAndIsCalledBack() throws IOException {
        exchange.respond(200, List.of());
        assertFalse(meanwhile(() -> exchange.flush()));
        assertEquals(List.of("writable"), handler.news());
        assertTrue(exchange.flush());
    }

    @Test
    void whatCannotFailIsDoneLater() {
        meanwhile(
                () -> {
                    exchange.inform(103, List.of());
                    exchange.respond(200, List.of(new Field("Content-Length", "0")));
                    exchange.end(List.of());
                    return 0;
                });
        assertEquals(
                "HTTP/1.1 103 \r\n\r\nHTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n",
                client.receivedText());
        assertEquals(List.of(), handler.news());
    }

    @Test
    void cutsOffLater() {
        meanwhile(
                () -> {
                    exchange.abort(new IOException("aborted by the test"));
                    return 0;
                });
        assertTrue(client.duplex().isAborted());
        assertEquals(List.of(), handler.news());
    }

    @Test
    void isNotGivenTheNextRequestInsideItsCall() {
        client.duplex().holdWorkers();
        client.sends(Pieces.bytes("GET /next HTTP/1.1\r\nHost: a\r\n\r\n"));
        assertEquals("hello.", ScriptedHandler.read(exchange));
        ScriptedHandler.respond(exchange, "x");
        assertEquals(List.of(), handler.news());
        client.duplex().releaseWorkers();
        assertEquals(List.of("GET /next"), handler.news());
    }
}
