package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.upgradefilter.http2.ScriptedAnswers.field;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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

    private static <T> T elsewhere(Callable<T> step) {
        try {
            return OtherThread.call(step);
        } catch (Exception e) {
            throw new AssertionError("the other thread failed", e);
        }
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

    private static List<Integer> write(Exchange exchange, String... pieces) throws IOException {
        List<Integer> taken = new ArrayList<>();
        for (String piece : pieces) {
            taken.add(exchange.write(ScriptedAnswers.bytes(piece)));
        }
        return taken;
    }

    @Test
    void writes_a_few_pieces_without_waiting_and_is_called_back_once() {
        Exchange exchange = asks();
        exchange.respond(200, List.of());
        List<Integer> taken = meanwhile(() -> write(exchange, "aa", "bb", "cc", "dd", "ee"));
        assertEquals(List.of(2, 2, 2, 2, 0), taken);
        assertEquals(List.of("1 writable"), answers.news());
        exchange.end(List.of());
        client.expects("HEADERS 1 :status: 200", "DATA 1 aabbccdd END");
    }

    @Test
    void writes_more_when_what_was_copied_has_left() {
        Exchange exchange = asks();
        exchange.respond(200, List.of());
        for (int i = 0; i < 10; i++) {
            assertEquals(List.of(1, 1, 1), meanwhile(() -> write(exchange, "a", "b", "c")));
        }
        exchange.end(List.of());
        client.expects("HEADERS 1 :status: 200", "DATA 1 " + "abc".repeat(10) + " END");
    }

    @Test
    void copies_wait_for_a_window_in_order_and_no_more_are_made_meanwhile() throws IOException {
        Exchange exchange = asks(4, 3);
        exchange.respond(200, List.of());
        assertEquals(List.of(2, 2, 2), meanwhile(() -> write(exchange, "aa", "bb", "cc")));
        assertEquals(List.of(0), meanwhile(() -> write(exchange, "dd")));
        assertEquals(List.of(0), write(exchange, "dd"));
        client.expects("HEADERS 1 :status: 200", "DATA 1 aab");
        client.opensWindow(1, 2);
        client.expects("DATA 1 bc");
        assertEquals(List.of(), answers.news());
        client.opensWindow(1, 10);
        assertEquals(List.of("1 writable"), answers.news());
        assertEquals(List.of(2), meanwhile(() -> write(exchange, "dd")));
        exchange.end(List.of());
        client.expects("DATA 1 c", "DATA 1 dd END");
    }

    @Test
    void writes_large_content_in_copies_of_16_kib() {
        Exchange exchange = asks();
        exchange.respond(200, List.of());
        client.opensWindow(0, 1_000_000);
        client.opensWindow(1, 1_000_000);
        ByteBuffer content = bytes(500_000);
        assertEquals(
                List.of(16 * 1024, 16 * 1024, 16 * 1024, 16 * 1024, 0),
                meanwhile(() -> fiveTimes(exchange, content)));
        while (content.hasRemaining()) {
            int here = content.position();
            meanwhile(() -> ScriptedAnswers.write(exchange, content));
            assertTrue(content.position() > here, () -> "stuck at " + here);
        }
        exchange.end(List.of());
        client.received();
        assertEquals(500_000, client.contentBytes());
    }

    private static List<Integer> fiveTimes(Exchange exchange, ByteBuffer content)
            throws IOException {
        List<Integer> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken.add(exchange.write(content));
        }
        return taken;
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
    void a_flush_that_was_left_to_others_says_nothing_of_what_was_written_since() {
        Exchange exchange = asks();
        exchange.respond(200, List.of());
        List<Boolean> flushed = new ArrayList<>();
        answers.onWritable(
                writable -> {
                    if (flushed.isEmpty()) {
                        flushed.add(elsewhere(exchange::flush));
                    }
                });
        meanwhile(
                () -> {
                    exchange.flush();
                    return exchange.write(bytes(5));
                });
        assertEquals(List.of(false), flushed);
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
