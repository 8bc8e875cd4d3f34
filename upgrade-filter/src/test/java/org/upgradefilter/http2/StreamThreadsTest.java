package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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

/** An application's thread that comes while another one is on the strand. */
class StreamThreadsTest {

    private final ScriptedClient client = new ScriptedClient();
    private final ScriptedAnswers answers = client.answers();

    private Exchange receive(String... responseLines) {
        client.connects();
        client.gets(1);
        Exchange exchange = answers.exchange(1);
        exchange.respond(
                200,
                responseLines.length == 0
                        ? List.of()
                        : List.of(ScriptedAnswers.field(responseLines[0], responseLines[1])));
        answers.news();
        return exchange;
    }

    /** Calls {@code step} on another thread while this one is on the strand. */
    private <T> T meanwhile(Callable<T> step) {
        FutureTask<T> called = new FutureTask<>(step);
        List<T> result = new ArrayList<>();
        client.wire()
                .duplex()
                .run(
                        () -> {
                            new Thread(called).start();
                            result.add(called.get(10, TimeUnit.SECONDS));
                        });
        return result.get(0);
    }

    private static List<Integer> write(Exchange exchange, String... pieces) throws IOException {
        List<Integer> taken = new ArrayList<>();
        for (String piece : pieces) {
            taken.add(exchange.write(ScriptedAnswers.bytes(piece)));
        }
        return taken;
    }

    @Test
    void a_few_pieces_are_copied_and_who_has_more_is_called_back_once() {
        Exchange exchange = receive();
        List<Integer> taken = meanwhile(() -> write(exchange, "aa", "bb", "cc", "dd", "ee"));
        assertEquals(List.of(2, 2, 2, 2, 0), taken);
        assertEquals(List.of("1 writable"), answers.news());
        exchange.end(List.of());
        client.expects("HEADERS 1 :status: 200", "DATA 1 aabbccdd END");
    }

    @Test
    void more_is_copied_when_what_was_copied_has_left() {
        Exchange exchange = receive();
        for (int i = 0; i < 10; i++) {
            assertEquals(List.of(1, 1, 1), meanwhile(() -> write(exchange, "a", "b", "c")));
        }
        exchange.end(List.of());
        client.expects("HEADERS 1 :status: 200", "DATA 1 " + "abc".repeat(10) + " END");
    }

    @Test
    void copies_wait_for_a_window_in_order_and_no_more_are_made_meanwhile() throws IOException {
        client.connects(Http2Settings.inClear(), 4, 3);
        client.gets(1);
        Exchange exchange = answers.exchange(1);
        exchange.respond(200, List.of());
        answers.news();
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
    void an_end_waits_for_what_was_copied() {
        client.connects(Http2Settings.inClear(), 4, 1);
        client.gets(1);
        Exchange exchange = answers.exchange(1);
        meanwhile(
                () -> {
                    exchange.respond(200, List.of(ScriptedAnswers.field("Content-Length", "4")));
                    List<Integer> taken = write(exchange, "aa", "bb");
                    exchange.end(List.of());
                    return taken;
                });
        client.expects("HEADERS 1 :status: 200 | content-length: 4", "DATA 1 a");
        client.opensWindow(1, 3);
        client.expects("DATA 1 abb END");
    }

    @Test
    void copies_beyond_what_was_announced_cut_the_response_off() {
        client.connects(Http2Settings.inClear(), 4, 1);
        client.gets(1);
        Exchange exchange = answers.exchange(1);
        exchange.respond(200, List.of(ScriptedAnswers.field("Content-Length", "3")));
        assertEquals(List.of(2, 2), meanwhile(() -> write(exchange, "aa", "bb")));
        List<String> frames = client.received();
        assertEquals("RST_STREAM 1 INTERNAL_ERROR", frames.get(frames.size() - 1));
        assertThrows(IOException.class, () -> exchange.write(ByteBuffer.allocate(1)));
    }

    @Test
    void large_content_from_another_thread_arrives_whole() {
        Exchange exchange = receive();
        client.opensWindow(0, 1_000_000);
        client.opensWindow(1, 1_000_000);
        ByteBuffer content = ByteBuffer.allocate(500_000);
        while (content.hasRemaining()) {
            int here = content.position();
            meanwhile(() -> ScriptedAnswers.write(exchange, content));
            assertTrue(content.position() > here, () -> "stuck at " + here);
        }
        exchange.end(List.of());
        client.received();
        assertEquals(500_000, client.contentBytes());
    }
}
