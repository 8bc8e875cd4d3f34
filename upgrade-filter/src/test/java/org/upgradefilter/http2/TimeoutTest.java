package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.upgradefilter.io.ScriptedPeer;

/** How long a client is waited for: the default limits are 60, 10, 30 and 60 seconds. */
class TimeoutTest {

    private final ScriptedPeer wire = new ScriptedPeer(1 << 20);
    private final ScriptedClient client = new ScriptedClient(wire);
    private final ScriptedAnswers answers = client.answers();

    private void seconds(int seconds) {
        client.timer().advance(Duration.ofSeconds(seconds));
    }

    private void expectsLast(String frame) {
        List<String> frames = client.received();
        assertEquals(frame, frames.isEmpty() ? "" : frames.get(frames.size() - 1));
    }

    @Test
    void a_preface_that_comes_slowly() {
        client.opens(Http2Settings.inClear());
        wire.sends(new byte[] {'P', 'R', 'I'});
        seconds(10);
        expectsLast("GOAWAY 0 PROTOCOL_ERROR");
    }

    @Test
    void a_frame_that_comes_slowly() {
        client.connects();
        client.gets(1);
        wire.sends(new byte[] {0, 0, 8, 6, 0, 0, 0, 0});
        seconds(9);
        wire.sends(new byte[] {0});
        client.expects();
        seconds(1);
        expectsLast("GOAWAY 1 PROTOCOL_ERROR");
    }

    @Test
    void a_head_whose_continuations_come_slowly() {
        client.connects();
        client.sends(1, 0, 1, client.encode(ScriptedClient.request("GET")));
        for (int i = 0; i < 3; i++) {
            seconds(3);
            client.expects();
            client.sends(9, 0, 1);
        }
        seconds(1);
        expectsLast("GOAWAY 0 PROTOCOL_ERROR");
    }

    @Test
    void content_that_is_asked_for_and_does_not_come() {
        client.connects();
        client.posts(1);
        seconds(100);
        client.expects();
        ScriptedAnswers.read(answers.exchange(1));
        seconds(29);
        client.expects();
        seconds(1);
        client.expects("RST_STREAM 1 CANCEL");
        assertEquals(List.of("1 POST /", "1 aborted: the content came too slowly"), answers.news());
    }

    @Test
    void a_response_that_nobody_takes() {
        client.connects(Http2Settings.inClear(), 4, 10);
        client.gets(1);
        answers.exchange(1).respond(200, List.of());
        ScriptedAnswers.write(answers.exchange(1), ByteBuffer.allocate(100));
        seconds(59);
        client.opensWindow(1, 10);
        ScriptedAnswers.write(answers.exchange(1), ByteBuffer.allocate(90));
        seconds(59);
        client.received();
        seconds(1);
        client.expects("RST_STREAM 1 CANCEL");
    }

    @Test
    void a_response_whose_stream_is_opened_again_and_again_and_the_connection_is_not() {
        client.connects(Http2Settings.inClear(), 4, 65_536);
        client.gets(1);
        ByteBuffer content = ByteBuffer.allocate(100_000);
        answers.exchange(1).respond(200, List.of());
        ScriptedAnswers.write(answers.exchange(1), content);
        answers.onWritable(exchange -> ScriptedAnswers.write(exchange, content));
        for (int i = 0; i < 5; i++) {
            seconds(11);
            client.opensWindow(1, 1);
        }
        client.received();
        seconds(5);
        client.expects("RST_STREAM 1 CANCEL");
    }

    @Test
    void a_response_whose_application_has_room_and_takes_its_time() {
        client.connects(Http2Settings.inClear(), 4, 10);
        client.gets(1);
        answers.exchange(1).respond(200, List.of());
        ScriptedAnswers.write(answers.exchange(1), ByteBuffer.allocate(100));
        client.opensWindow(1, 1000);
        seconds(100);
        client.received();
        ScriptedAnswers.write(answers.exchange(1), ByteBuffer.allocate(90));
        answers.exchange(1).end(List.of());
        expectsLast("DATA 1 (90) END");
    }

    @Test
    void a_client_that_takes_nothing_at_all() {
        client.connects();
        wire.room(0);
        client.gets(1);
        answers.exchange(1).respond(200, List.of());
        ScriptedAnswers.write(answers.exchange(1), ByteBuffer.allocate(10));
        answers.exchange(1).end(List.of());
        seconds(59);
        assertFalse(client.isClosed());
        seconds(1);
        assertTrue(client.wire().duplex().isAborted());
        assertEquals(0, client.timer().pending());
    }

    @Test
    void idling_does_not_begin_before_the_last_request_is_left() {
        client.connects();
        client.gets(1);
        client.resets(1);
        seconds(100);
        client.expects();
        answers.exchange(1).leave();
        seconds(59);
        client.expects();
        seconds(1);
        assertFalse(client.received().isEmpty());
    }

    @Test
    void nothing_is_awaited_of_a_connection_that_is_gone() {
        client.connects();
        client.posts(1);
        ScriptedAnswers.read(answers.exchange(1));
        client.posts(3);
        ScriptedAnswers.respond(answers.exchange(3), "x");
        wire.finishes();
        assertTrue(client.isClosed());
        assertEquals(0, client.timer().pending());
    }
}
