package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.upgradefilter.exchange.Encryption;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.http.Field;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;

/** Streams that are handed over: extended CONNECT (RFC 8441), and what a stream is as a duplex. */
class TunnelTest {

    private final ScriptedClient client = new ScriptedClient();
    private final ScriptedAnswers answers = client.answers();
    private final List<String> told = new ArrayList<>();
    private final List<Duplex> tunnels = new ArrayList<>();
    private @Nullable Http2Connection connection;

    private static List<String> connect() {
        List<String> lines = ScriptedClient.request("CONNECT", "sec-websocket-version: 13");
        lines.add(1, ":protocol: websocket");
        return lines;
    }

    private void switches(Exchange exchange) {
        exchange.handOver(Recording::new);
        // With a length, as Jetty's 101 has one.
        exchange.respond(
                101,
                List.of(
                        new Field("Upgrade", "websocket"),
                        new Field("Content-Length", "0"),
                        new Field("X", "y")));
        exchange.end(List.of());
        exchange.leave();
    }

    private Duplex opens() {
        connection = client.connects();
        answers.answers(this::switches);
        client.heads(1, 0, connect());
        client.expects("HEADERS 1 :status: 200 | x: y");
        assertEquals(List.of("open"), told);
        told.clear();
        return tunnels.get(0);
    }

    /** Says what it hears, and reads what comes. */
    private final class Recording implements Connection {

        private final Duplex duplex;

        Recording(Duplex duplex) {
            this.duplex = duplex;
            tunnels.add(duplex);
        }

        @Override
        public void onOpen() {
            told.add("open");
            read();
        }

        @Override
        public void onReadable() {
            read();
        }

        private void read() {
            ByteBuffer bytes = ByteBuffer.allocate(1000);
            try {
                int count = duplex.read(bytes);
                while (count > 0) {
                    told.add(
                            new String(
                                    bytes.array(),
                                    0,
                                    bytes.position(),
                                    StandardCharsets.ISO_8859_1));
                    count = duplex.read(bytes.clear());
                }
                if (count < 0) {
                    told.add("end");
                }
            } catch (IOException e) {
                told.add("failed: " + e.getMessage());
            }
        }

        @Override
        public void onWritable() {
            told.add("writable");
        }

        @Override
        public void onOverflow() {
            told.add("overflow");
        }

        @Override
        public void onClosed(@Nullable IOException cause) {
            told.add("closed: " + (cause == null ? "" : cause.getMessage()));
        }

        @Override
        public void shutdown() {
            duplex.close();
        }
    }

    @Test
    void the_request_looks_like_the_handshake_of_http_1() {
        client.connects();
        client.heads(1, 0, connect());
        assertEquals(List.of("1 GET /"), answers.news());
        assertEquals("HTTP/1.1", answers.exchange(1).request().version());
        assertEquals("websocket", answers.exchange(1).request().first("Upgrade"));
        assertEquals(".", ScriptedAnswers.read(answers.exchange(1)));
    }

    /**
     * As Jetty's client asks for a {@code wss} (12.1.14); requests of other kinds are misdirected.
     */
    @Test
    void inside_tls_the_scheme_may_be_said_to_be_http() {
        client.connects(
                Http2Settings.within(
                        new Encryption("TLSv1.3", "TLS_AES_128_GCM_SHA256", 128, "", List.of())));
        client.heads(1, 0, connect());
        assertEquals("https", answers.exchange(1).request().scheme());
        client.expects();
        client.gets(3);
        client.expects("HEADERS 3 :status: 421 END");
    }

    @Test
    void in_clear_the_scheme_is_http() {
        client.connects();
        List<String> lines = connect();
        lines.replaceAll(line -> line.equals(":scheme: http") ? ":scheme: https" : line);
        client.heads(1, 0, lines);
        client.expects("HEADERS 1 :status: 421 END");
    }

    @Test
    void bytes_go_both_ways() {
        Duplex tunnel = opens();
        client.sendsData(1, "hello");
        assertEquals(List.of("hello"), told);
        client.wire()
                .duplex()
                .run(
                        () -> {
                            assertEquals(3, tunnel.write(ScriptedAnswers.bytes("yes")));
                            assertTrue(tunnel.flush());
                        });
        client.expects("DATA 1 yes");
    }

    @Test
    void what_comes_before_the_answer_is_kept() {
        client.connects();
        client.heads(1, 0, connect());
        client.sendsData(1, "eager");
        client.expects();
        switches(answers.exchange(1));
        client.expects("HEADERS 1 :status: 200 | x: y");
        assertEquals(List.of("open", "eager"), told);
    }

    @Test
    void the_client_ends_its_direction_first() {
        Duplex tunnel = opens();
        client.endsData(1, "bye");
        assertEquals(List.of("bye", "end"), told);
        client.wire().duplex().run(() -> tunnel.write(ScriptedAnswers.bytes("bye too")));
        tunnel.close();
        client.expects("DATA 1 bye too END");
        assertEquals(List.of("bye", "end", "closed: "), told);
    }

    @Test
    void the_server_closes_first() {
        Duplex tunnel = opens();
        tunnel.close();
        client.expects("DATA 1  END");
        client.sendsData(1, "on its way");
        client.endsData(1, "");
        client.expects();
        assertEquals(List.of("closed: "), told);
    }

    @Test
    void the_server_aborts() {
        Duplex tunnel = opens();
        tunnel.abort();
        tunnel.abort();
        tunnel.close();
        client.expects("RST_STREAM 1 CANCEL");
        assertEquals(List.of("closed: "), told);
        client.wire()
                .duplex()
                .run(
                        () ->
                                assertThrows(
                                        IOException.class,
                                        () -> tunnel.write(ByteBuffer.allocate(1))));
    }

    @Test
    void the_client_resets() {
        opens();
        client.resets(1);
        assertEquals(List.of("closed: the client has cancelled the request: 8"), told);
        client.expects();
    }

    @Test
    void the_connection_breaks() {
        opens();
        client.wire().breaks(new IOException("broken"));
        assertEquals(List.of("closed: broken"), told);
    }

    @Test
    void the_end_of_the_connection_is_announced_to_it() {
        opens();
        Objects.requireNonNull(connection).shutdown();
        client.expects(
                "GOAWAY " + Integer.MAX_VALUE + " NO_ERROR", ShutdownTest.PING, "DATA 1  END");
        assertEquals(List.of("closed: "), told);
    }

    @Test
    void an_end_that_was_announced_before_is_told_to_what_opens() {
        connection = client.connects();
        client.heads(1, 0, connect());
        connection.shutdown();
        client.received();
        switches(answers.exchange(1));
        client.expects("HEADERS 1 :status: 200 | x: y", "DATA 1  END");
        assertEquals(List.of("open", "closed: "), told);
    }

    @Test
    void windows_hold_both_ways() {
        Duplex tunnel = opens();
        ByteBuffer content = ByteBuffer.allocate(100_000);
        client.wire()
                .duplex()
                .run(
                        () -> {
                            while (tunnel.write(content) > 0) {
                                // As long as there is room.
                            }
                        });
        client.received();
        assertEquals(65_535, client.contentBytes());
        assertEquals(List.of(), told);
        client.opensWindow(0, 100_000);
        client.opensWindow(1, 100);
        assertEquals(List.of("writable"), told);
        int granted = 0;
        for (int i = 0; i < 100; i++) {
            client.sendsBulk(1, 16_384);
            for (String line : client.received()) {
                granted += line.startsWith("WINDOW_UPDATE 1 ") ? 1 : 0;
            }
        }
        assertTrue(granted > 1, "granted " + granted);
    }

    @Test
    void what_is_no_switch_is_no_success() {
        client.connects();
        answers.answers(exchange -> ScriptedAnswers.respond(exchange, "a page"));
        client.heads(1, 0, connect());
        client.expects("HEADERS 1 :status: 501", "DATA 1 a page END");
    }

    @Test
    void a_refusal_is_told_as_it_is() {
        client.connects();
        answers.answers(
                exchange -> {
                    exchange.respond(403, List.of());
                    exchange.end(List.of());
                    exchange.leave();
                });
        client.heads(1, 0, connect());
        client.expects("HEADERS 1 :status: 403 END");
    }
}
