package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;

/** The request that asked for the upgrade (RFC 7540 §3.2). */
class FirstStreamTest {

    private final ScriptedClient client = new ScriptedClient();
    private final ScriptedAnswers answers = client.answers();

    private Http2Connection upgrades(String content, int... settings) {
        ByteBuffer payload = ByteBuffer.allocate(3 * settings.length);
        for (int i = 0; i < settings.length; i += 2) {
            payload.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        HttpRequest request =
                new HttpRequest(
                        "POST",
                        "/first",
                        "http",
                        "a",
                        "HTTP/2.0",
                        content.length(),
                        List.of(new Field("host", "a")),
                        null);
        FirstStream first =
                new FirstStream(
                        request,
                        ScriptedAnswers.bytes(content),
                        ClientSettings.parse(
                                        Base64.getUrlEncoder()
                                                .withoutPadding()
                                                .encodeToString(payload.array()))
                                .orElseThrow());
        return client.wire()
                .duplex()
                .connect(
                        duplex ->
                                new Http2Connection(
                                        duplex,
                                        client.timer(),
                                        Http2Settings.inClear(),
                                        answers,
                                        first));
    }

    @Test
    void is_answered_before_the_client_has_said_anything() {
        answers.answers(
                exchange -> ScriptedAnswers.respond(exchange, ScriptedAnswers.read(exchange)));
        upgrades("content");
        List<String> frames = client.received();
        assertTrue(frames.get(0).startsWith("SETTINGS "), frames::toString);
        assertEquals(
                List.of("HEADERS 1 :status: 200", "DATA 1 content. END"),
                frames.subList(2, frames.size()));
        client.sendsPreface();
        client.expects("SETTINGS ACK");
        client.gets(3);
        assertEquals(List.of("1 POST /first", "3 GET /"), answers.news());
    }

    @Test
    void keeps_to_the_settings_it_came_with() {
        answers.answers(
                exchange -> {
                    exchange.respond(200, List.of());
                    ScriptedAnswers.write(exchange, ByteBuffer.allocate(100));
                });
        upgrades("", 4, 10);
        client.received();
        assertEquals(10, client.contentBytes());
        client.sendsPreface(4, 20);
        client.received();
        assertEquals(10, client.contentBytes());
        client.opensWindow(1, 1);
        assertEquals(List.of("1 POST /first", "1 writable"), answers.news().subList(0, 2));
    }

    @Test
    void has_content_that_no_window_counts() {
        upgrades("x".repeat(1_500_000));
        client.received();
        client.sendsPreface();
        assertEquals(1_500_001, ScriptedAnswers.read(answers.exchange(1)).length());
        client.expects("SETTINGS ACK");
    }

    @Test
    void has_ended_for_the_client() {
        upgrades("content");
        client.received();
        client.sendsPreface();
        client.sendsData(1, "more");
        client.expects("SETTINGS ACK", "RST_STREAM 1 STREAM_CLOSED");
    }

    @Test
    void may_be_cancelled() {
        upgrades("content");
        client.sendsPreface();
        client.resets(1);
        assertEquals(
                List.of("1 POST /first", "1 aborted: the client has cancelled the request: 8"),
                answers.news());
    }

    @Test
    void is_over_if_no_preface_follows() {
        upgrades("content");
        client.received();
        client.timer().advance(Duration.ofSeconds(10));
        client.expects("GOAWAY 1 PROTOCOL_ERROR");
        assertEquals(
                List.of("1 POST /first", "1 aborted: the preface came too slowly"), answers.news());
    }

    @Test
    void is_answered_at_a_shutdown_that_comes_before_the_preface() {
        Http2Connection connection = upgrades("content");
        connection.shutdown();
        client.timer().advance(Duration.ofSeconds(1));
        client.received();
        ScriptedAnswers.respond(answers.exchange(1), "hello");
        client.expects("HEADERS 1 :status: 200", "DATA 1 hello END");
        assertTrue(client.isClosed());
    }
}
