package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.upgradefilter.io.ScriptedPeer;

/** How a connection ends: ours, theirs, with requests under way (RFC 9113 §6.8). */
class ShutdownTest {

    private static final int MOST = Integer.MAX_VALUE;
    private static final byte[] FAREWELL = "farewell".getBytes(StandardCharsets.US_ASCII);
    static final String PING = "PING " + HexFormat.of().formatHex(FAREWELL);

    private final ScriptedPeer wire = new ScriptedPeer(1 << 20);
    private final ScriptedClient client = new ScriptedClient(wire);
    private final ScriptedAnswers answers = client.answers();

    private void answersFarewell() {
        client.sends(6, ScriptedClient.ACK, 0, FAREWELL);
    }

    @Test
    void the_end_is_announced_before_the_last_stream_is_named() {
        Http2Connection connection = client.connects();
        connection.shutdown();
        connection.shutdown();
        client.expects("GOAWAY " + MOST + " NO_ERROR", PING);
        // On its way before the client has heard.
        client.gets(1);
        assertEquals(List.of("1 GET /"), answers.news());
        answersFarewell();
        client.expects("GOAWAY 1 NO_ERROR");
        assertFalse(client.isClosed());
        ScriptedAnswers.respond(answers.exchange(1), "bye");
        client.expects("HEADERS 1 :status: 200", "DATA 1 bye END");
        assertTrue(client.isClosed());
    }

    @Test
    void a_client_that_does_not_answer_is_waited_for_a_second() {
        Http2Connection connection = client.connects();
        client.gets(1);
        connection.shutdown();
        client.received();
        client.timer().advance(Duration.ofMillis(999));
        client.expects();
        client.timer().advance(Duration.ofMillis(1));
        client.expects("GOAWAY 1 NO_ERROR");
        ScriptedAnswers.respond(answers.exchange(1), "bye");
        assertTrue(client.isClosed());
        assertEquals(0, client.timer().pending());
    }

    @Test
    void the_rest_of_what_is_answered_is_waited_for_no_longer_than_a_second() {
        Http2Connection connection = client.connects();
        client.posts(1);
        client.posts(3);
        ScriptedAnswers.respond(answers.exchange(1), "bye");
        connection.shutdown();
        answersFarewell();
        client.received();
        client.timer().advance(Duration.ofMillis(999));
        client.expects();
        client.timer().advance(Duration.ofMillis(1));
        client.expects("RST_STREAM 1 NO_ERROR");
        ScriptedAnswers.respond(answers.exchange(3), "bye");
        client.expects("HEADERS 3 :status: 200", "DATA 3 bye END");
        client.timer().advance(Duration.ofSeconds(1));
        client.expects("RST_STREAM 3 NO_ERROR");
        assertTrue(client.isClosed());
        assertEquals(0, client.timer().pending());
    }

    @Test
    void a_connection_without_requests_closes_when_the_client_knows() {
        client.connects().shutdown();
        client.received();
        answersFarewell();
        client.expects("GOAWAY 0 NO_ERROR");
        assertTrue(client.isClosed());
    }

    @Test
    void requests_behind_the_last_one_are_ignored_with_all_that_belongs_to_them() {
        client.connects().shutdown();
        client.gets(1);
        answersFarewell();
        client.received();
        client.posts(3);
        client.sendsData(3, "content");
        client.opensWindow(3, 10);
        client.sends(2, 0, 3, new byte[5]);
        client.heads(3, ScriptedClient.END_STREAM, List.of("x: trailer"));
        client.posts(5);
        client.resets(5);
        client.resets(3);
        client.expects();
        // The table is in step.
        client.heads(1, 0, List.of("x: trailer"));
        client.expects("RST_STREAM 1 STREAM_CLOSED");
        assertEquals(List.of("1 GET /", "1 aborted: a head behind the end"), answers.news());
        answers.exchange(1).leave();
        assertTrue(client.isClosed());
    }

    @Test
    void content_behind_the_last_stream_is_granted_again() {
        client.connects().shutdown();
        client.gets(1);
        answersFarewell();
        client.received();
        client.posts(3);
        int granted = 0;
        for (int i = 0; i < 200; i++) {
            client.sendsBulk(3, 16_384);
            granted += client.received().stream().mapToInt(ShutdownTest::increment).sum();
        }
        assertTrue(granted > 1_000_000, "granted " + granted);
        assertFalse(client.isClosed());
    }

    private static int increment(String line) {
        assertTrue(line.startsWith("WINDOW_UPDATE 0 "), line);
        return Integer.parseInt(line.split(" ", -1)[2]);
    }

    @Test
    void nothing_of_the_streams_behind_the_last_one_raises_it() {
        client.connects().shutdown();
        client.gets(1);
        answersFarewell();
        client.received();
        client.posts(3);
        client.sends(1, ScriptedClient.END_HEADERS, 5, (byte) 0xFF);
        client.expects("GOAWAY 1 COMPRESSION_ERROR");
    }

    @Test
    void a_connection_that_was_never_told_a_preface_ends_too() {
        Http2Connection connection = client.opens(Http2Settings.inClear());
        client.received();
        connection.shutdown();
        client.timer().advance(Duration.ofSeconds(1));
        client.expects("GOAWAY " + MOST + " NO_ERROR", PING, "GOAWAY 0 NO_ERROR");
        assertTrue(client.isClosed());
    }

    @Test
    void a_client_that_says_good_bye_is_answered_what_it_has_asked() {
        client.connects();
        client.gets(1);
        client.sends(7, 0, 0, new byte[8]);
        client.gets(3);
        client.expects();
        ScriptedAnswers.respond(answers.exchange(1), "one");
        ScriptedAnswers.respond(answers.exchange(3), "three");
        client.expects(
                "HEADERS 1 :status: 200",
                "DATA 1 one END",
                "HEADERS 3 :status: 200",
                "DATA 3 three END",
                "GOAWAY 3 NO_ERROR");
        assertTrue(client.isClosed());
    }

    @Test
    void a_client_that_closes_aborts_what_it_has_asked() {
        client.connects();
        client.gets(1);
        client.posts(3);
        client.wire().finishes();
        assertEquals(
                List.of(
                        "1 GET /",
                        "3 POST /",
                        "1 aborted: the client has closed the connection",
                        "3 aborted: the client has closed the connection"),
                answers.news());
        assertTrue(client.isClosed());
        assertEquals(0, client.timer().pending());
    }

    @Test
    void what_was_answered_reaches_a_client_that_sends_no_more() {
        client.connects();
        wire.room(100);
        answers.answers(exchange -> ScriptedAnswers.respond(exchange, "x".repeat(1000)));
        client.gets(1);
        wire.finishes();
        assertFalse(client.isClosed());
        wire.unlimitedRoom();
        client.expects("HEADERS 1 :status: 200", "DATA 1 (1000) END");
        assertTrue(client.isClosed());
    }

    @Test
    void what_was_answered_reaches_a_slow_client_at_the_end() {
        Http2Connection connection = client.connects();
        wire.room(100);
        client.gets(1);
        connection.shutdown();
        answersFarewell();
        ScriptedAnswers.respond(answers.exchange(1), "x".repeat(20_000));
        client.timer().advance(Duration.ofSeconds(30));
        assertFalse(client.isClosed());
        wire.unlimitedRoom();
        List<String> frames = client.received();
        assertEquals("DATA 1 (3616) END", frames.get(frames.size() - 1));
        assertTrue(client.isClosed());
    }

    @Test
    void a_client_that_takes_nothing_at_the_end_is_not_waited_for_longer_than_ever() {
        Http2Connection connection = client.connects();
        wire.room(100);
        client.gets(1);
        connection.shutdown();
        answersFarewell();
        ScriptedAnswers.respond(answers.exchange(1), "x".repeat(20_000));
        client.timer().advance(Duration.ofMinutes(1));
        assertTrue(client.isClosed());
        assertEquals(0, client.timer().pending());
    }

    @Test
    void after_a_violation_the_client_has_a_second_to_hear_of_it() {
        client.connects();
        client.gets(1);
        client.sends(0, 0, 0);
        client.expects("GOAWAY 1 PROTOCOL_ERROR");
        assertEquals(List.of("1 GET /", "1 aborted: a frame without a stream"), answers.news());
        assertFalse(client.isClosed());
        client.wire().sends(new byte[100_000]);
        assertEquals(0, wire.unread());
        client.timer().advance(Duration.ofSeconds(1));
        client.expects();
        assertTrue(client.isClosed());
        assertEquals(0, client.timer().pending());
    }

    @Test
    void a_connection_that_breaks_aborts_its_requests() {
        client.connects();
        client.gets(1);
        wire.breaks(new IOException("broken"));
        assertEquals(List.of("1 GET /", "1 aborted: broken"), answers.news());
        answers.exchange(1).leave();
        assertEquals(0, client.timer().pending());
    }

    @Test
    void an_idle_connection_says_good_bye_as_at_a_shutdown() {
        client.connects();
        client.timer().advance(Duration.ofMinutes(1));
        client.expects("GOAWAY " + MOST + " NO_ERROR", PING);
        // A request that was on its way is answered.
        answers.answers(exchange -> ScriptedAnswers.respond(exchange, "late"));
        client.gets(1);
        client.expects("HEADERS 1 :status: 200", "DATA 1 late END");
        answersFarewell();
        client.expects("GOAWAY 1 NO_ERROR");
        assertTrue(client.isClosed());
    }

    @Test
    void the_end_waits_for_the_application_of_a_cancelled_request() {
        Http2Connection connection = client.connects();
        client.gets(1);
        client.resets(1);
        connection.shutdown();
        answersFarewell();
        assertFalse(client.isClosed());
        answers.exchange(1).leave();
        assertTrue(client.isClosed());
    }
}
