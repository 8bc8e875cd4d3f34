package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.upgradefilter.http2.ScriptedAnswers.field;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.io.ScriptedPeer;

/** An application's thread that comes while another one is on the strand. */
class Http2StreamThreadsTest {

    private final ScriptedPeer wire = new ScriptedPeer(1 << 20);
    private final ScriptedClient client = new ScriptedClient(wire);
    private final ScriptedAnswers answers = client.answers();

    private Exchange asks(int... settings) {
        client.connects(Http2Settings.inClear(), settings);
        client.posts(1);
        answers.news();
        return answers.exchange(1);
    }

    private <T> T meanwhile(Callable<T> step) {
        return OtherThread.meanwhile(wire.duplex(), step);
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count);
    }

    @Test
    void reads_what_is_there_without_waiting() {
        Exchange exchange = asks();
        client.endsData(1, "hello");
        assertEquals("hello.", meanwhile(() -> ScriptedAnswers.read(exchange)));
    }

    @Test
    void reads_nothing_and_is_called_back() {
        Exchange exchange = asks();
        assertEquals("", meanwhile(() -> ScriptedAnswers.read(exchange)));
        client.sendsData(1, "hello");
        assertEquals(List.of("1 readable"), answers.news());
    }

    @Test
    void writes_a_little_without_waiting_and_the_rest_when_called_back() {
        Exchange exchange = asks();
        ByteBuffer content = bytes(20_000);
        List<Integer> taken =
                meanwhile(
                        () -> {
                            exchange.respond(200, List.of());
                            return List.of(exchange.write(content), exchange.write(content));
                        });
        assertEquals(List.of(16 * 1024, 0), taken);
        assertEquals(List.of("1 writable"), answers.news());
        assertEquals(20_000 - 16 * 1024, ScriptedAnswers.write(exchange, content));
        exchange.end(List.of());
        client.received();
        assertEquals(20_000, client.contentBytes());
    }

    @Test
    void is_called_back_when_what_was_copied_has_found_a_window() {
        Exchange exchange = asks(4, 10);
        exchange.respond(200, List.of());
        assertEquals(100, meanwhile(() -> exchange.write(bytes(100))));
        assertEquals(0, ScriptedAnswers.write(exchange, bytes(10)));
        client.opensWindow(1, 50);
        assertEquals(List.of(), answers.news());
        client.opensWindow(1, 50);
        assertEquals(List.of("1 writable"), answers.news());
        client.received();
        assertEquals(100, client.contentBytes());
        assertEquals(10, ScriptedAnswers.write(exchange, bytes(10)));
    }

    @Test
    void ends_behind_what_was_copied() {
        Exchange exchange = asks(4, 10);
        meanwhile(
                () -> {
                    exchange.respond(200, List.of());
                    exchange.write(bytes(100));
                    exchange.end(List.of(field("x", "y")));
                    return 0;
                });
        client.opensWindow(1, 100);
        List<String> frames = client.received();
        assertEquals("HEADERS 1 x: y END", frames.get(frames.size() - 1));
        assertEquals(100, client.contentBytes());
    }

    @Test
    void who_has_written_more_than_announced_is_told() {
        Exchange exchange = asks();
        meanwhile(
                () -> {
                    exchange.respond(200, List.of(field("Content-Length", "5")));
                    exchange.write(bytes(6));
                    return exchange.write(bytes(1));
                });
        assertEquals(
                List.of("1 aborted: more content than Content-Length has said"), answers.news());
        client.expects("RST_STREAM 1 INTERNAL_ERROR");
        assertThrows(IOException.class, () -> exchange.write(bytes(1)));
    }

    @Test
    void flushes_nothing_and_is_called_back() throws IOException {
        Exchange exchange = asks();
        exchange.respond(200, List.of());
        assertFalse(meanwhile(exchange::flush));
        assertEquals(List.of("1 writable"), answers.news());
        assertTrue(exchange.flush());
        client.expects("HEADERS 1 :status: 200");
    }

    @Test
    void flushes_what_was_written_after_a_flush_that_was_left_to_others() throws IOException {
        Exchange exchange = asks();
        exchange.respond(200, List.of());
        meanwhile(
                () -> {
                    exchange.flush();
                    return exchange.write(bytes(5));
                });
        assertTrue(exchange.flush());
        client.received();
        assertEquals(5, client.contentBytes());
    }

    @Test
    void what_cannot_fail_is_done_later() {
        Exchange exchange = asks();
        meanwhile(
                () -> {
                    exchange.inform(103, List.of());
                    exchange.respond(200, List.of());
                    exchange.end(List.of());
                    exchange.leave();
                    return 0;
                });
        client.expects("HEADERS 1 :status: 103", "HEADERS 1 :status: 200 END");
        assertEquals(List.of(), answers.news());
    }

    @Test
    void cuts_off_later() {
        Exchange exchange = asks();
        meanwhile(
                () -> {
                    exchange.abort(new IOException("aborted by the test"));
                    return 0;
                });
        client.expects("RST_STREAM 1 INTERNAL_ERROR");
        assertEquals(List.of(), answers.news());
    }
}
