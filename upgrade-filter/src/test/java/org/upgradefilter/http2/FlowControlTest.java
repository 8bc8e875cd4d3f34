package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.io.ScriptedPeer;

/** Windows of streams and of the connection, both ways (RFC 9113 §5.2, §6.9). */
class FlowControlTest {

    private static final int WINDOW = 65_535;

    private final ScriptedClient client = new ScriptedClient();
    private final ScriptedAnswers answers = client.answers();

    @Nested
    class Receiving {

        /** What the client may send by the windows of the connection and of stream 1. */
        private int connection = WINDOW;

        private int stream = WINDOW;

        private void connect() {
            Http2Limits all = Http2Limits.defaults();
            Http2Limits small =
                    new Http2Limits(
                            all.maxConcurrentStreams(),
                            all.maxFieldsBytes(),
                            all.maxFields(),
                            WINDOW,
                            WINDOW,
                            all.maxDroppedBytes(),
                            all.minContentBytesPerSecond(),
                            all.maxOverhead());
            client.connects(Http2Settings.inClear().withLimits(small));
        }

        private void look() {
            for (String line : client.received()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("WINDOW_UPDATE")) {
                    int increment = Integer.parseInt(words[2]);
                    connection += words[1].equals("0") ? increment : 0;
                    stream += words[1].equals("1") ? increment : 0;
                }
            }
        }

        private void requireOpen() {
            look();
            assertTrue(connection > WINDOW / 2, () -> "left: " + connection);
            assertTrue(connection <= WINDOW, () -> "left: " + connection);
        }

        private void sent(int bytes) {
            connection -= bytes;
            stream -= bytes;
            look();
        }

        @Test
        void what_was_read_is_granted_again() {
            connect();
            client.posts(1);
            for (int i = 0; i < 50; i++) {
                client.sendsBulk(1, 16_000);
                sent(16_000);
                assertEquals(16_000, ScriptedAnswers.read(answers.exchange(1)).length());
                requireOpen();
                assertTrue(stream > WINDOW / 2, () -> "left of the stream: " + stream);
            }
        }

        @Test
        void what_was_not_read_is_not_granted_again() {
            connect();
            client.posts(1);
            client.sendsBulk(1, WINDOW);
            sent(WINDOW);
            assertEquals(0, connection);
            assertEquals(0, stream);
            client.sendsData(1, "x");
            assertEquals(List.of("GOAWAY 1 FLOW_CONTROL_ERROR"), client.received().subList(0, 1));
        }

        @Test
        void content_nobody_reads_is_granted_again_when_the_response_has_ended() {
            connect();
            for (int id = 1; id < 40; id += 2) {
                client.posts(id);
                client.sendsBulk(id, 16_000);
                client.endsData(id, "");
                connection -= 16_000;
                ScriptedAnswers.respond(answers.exchange(id), "no");
                requireOpen();
            }
        }

        @Test
        void content_that_comes_behind_the_response_is_granted_again() {
            connect();
            answers.answers(exchange -> ScriptedAnswers.respond(exchange, "no"));
            for (int id = 1; id < 40; id += 2) {
                client.posts(id);
                client.sendsBulk(id, 16_000);
                client.endsData(id, "");
                connection -= 16_000;
                requireOpen();
            }
        }

        @Test
        void content_of_a_cancelled_request_is_granted_again() {
            connect();
            for (int id = 1; id < 40; id += 2) {
                client.posts(id);
                client.sendsBulk(id, 16_000);
                connection -= 16_000;
                client.resets(id);
                answers.exchange(id).leave();
                requireOpen();
            }
        }

        @Test
        void padding_is_granted_again() {
            connect();
            client.posts(1);
            for (int i = 0; i < 1000; i++) {
                client.sendsPadded(1, 0, "0123456789", 200);
                sent(211);
                assertEquals("0123456789", ScriptedAnswers.read(answers.exchange(1)));
                requireOpen();
                assertTrue(stream > WINDOW / 2, () -> "left of the stream: " + stream);
            }
        }

        @Test
        void padding_behind_what_has_ended_the_stream_is_granted_again() {
            connect();
            answers.onReadable(exchange -> exchange.abort(new IllegalStateException("enough")));
            for (int id = 1; id < 800; id += 2) {
                client.posts(id);
                ScriptedAnswers.read(answers.exchange(id));
                client.sendsPadded(id, 0, "0123456789", 200);
                connection -= 211;
                answers.exchange(id).leave();
                requireOpen();
            }
        }

        @Test
        void content_amid_whose_frame_the_stream_has_ended_is_granted_again() {
            connect();
            for (int id = 1; id < 40; id += 2) {
                client.posts(id);
                byte[] frame = ScriptedClient.frame(0, 0, id, new byte[16_000]);
                client.wire().sends(ByteBuffer.wrap(frame, 0, 5_000));
                answers.exchange(id).abort(new IllegalStateException("enough"));
                answers.exchange(id).leave();
                client.wire().sends(ByteBuffer.wrap(frame, 5_000, frame.length - 5_000));
                connection -= 16_000;
                requireOpen();
            }
        }

        @Test
        void content_for_streams_that_were_reset_is_granted_again() {
            connect();
            client.posts(1);
            answers.exchange(1).abort(new IllegalStateException("enough"));
            for (int i = 0; i < 20; i++) {
                client.sendsBulk(1, 16_000);
                sent(16_000);
                requireOpen();
            }
        }

        @Test
        void more_than_announced_is_granted_again() {
            connect();
            for (int id = 1; id < 40; id += 2) {
                client.posts(id, "content-length: 10");
                client.sendsBulk(id, 16_000);
                connection -= 16_000;
                answers.exchange(id).leave();
                requireOpen();
            }
        }
    }

    @Nested
    class Sending {

        private final List<Integer> written = new ArrayList<>();

        private void writes(int bytes) {
            ByteBuffer content = ByteBuffer.allocate(bytes);
            answers.answers(exchange -> begin(exchange, content));
            answers.onWritable(exchange -> goOn(exchange, content));
        }

        private void begin(Exchange exchange, ByteBuffer content) {
            exchange.respond(200, List.of());
            goOn(exchange, content);
        }

        private void goOn(Exchange exchange, ByteBuffer content) {
            written.add(ScriptedAnswers.write(exchange, content));
            if (!content.hasRemaining()) {
                exchange.end(List.of());
            }
        }

        @Test
        void the_window_of_a_stream_is_not_exceeded() {
            client.connects();
            client.opensWindow(0, 1_000_000);
            writes(100_000);
            client.gets(1);
            client.received();
            assertEquals(WINDOW, client.contentBytes());
            client.opensWindow(1, 10);
            client.received();
            assertEquals(WINDOW + 10, client.contentBytes());
            client.opensWindow(1, 100_000);
            List<String> last = client.received();
            assertEquals(100_000, client.contentBytes());
            assertTrue(last.get(last.size() - 1).endsWith(" END"), last::toString);
        }

        @Test
        void the_window_of_the_connection_is_not_exceeded() {
            client.connects(Http2Settings.inClear(), 4, 1_000_000);
            writes(100_000);
            client.gets(1);
            client.received();
            assertEquals(WINDOW, client.contentBytes());
            client.opensWindow(0, 10);
            client.received();
            assertEquals(WINDOW + 10, client.contentBytes());
            client.opensWindow(0, 100_000);
            client.received();
            assertEquals(100_000, client.contentBytes());
        }

        @Test
        void a_setting_closes_a_window_below_nothing() {
            client.connects();
            client.opensWindow(0, 1_000_000);
            writes(100_000);
            client.gets(1);
            client.received();
            client.sendsSettings(4, 100);
            client.opensWindow(1, WINDOW - 100);
            client.received();
            assertEquals(WINDOW, client.contentBytes());
            client.opensWindow(1, 1);
            client.received();
            assertEquals(WINDOW + 1, client.contentBytes());
        }

        @Test
        void a_stream_without_a_window_keeps_no_other_back() {
            client.connects();
            client.opensWindow(0, 1_000_000);
            answers.answers(
                    exchange -> {
                        exchange.respond(200, List.of());
                        ScriptedAnswers.write(exchange, ByteBuffer.allocate(100_000));
                    });
            client.gets(1);
            client.received();
            answers.answers(exchange -> ScriptedAnswers.respond(exchange, "hello"));
            client.gets(3);
            client.expects("HEADERS 3 :status: 200", "DATA 3 hello END");
        }

        @Test
        void streams_that_wait_for_the_connection_take_turns() {
            client.connects();
            answers.answers(
                    exchange -> {
                        exchange.respond(200, List.of());
                        ScriptedAnswers.write(exchange, ByteBuffer.allocate(WINDOW));
                    });
            answers.onWritable(
                    exchange -> ScriptedAnswers.write(exchange, ByteBuffer.allocate(100)));
            client.gets(1);
            client.gets(3);
            client.gets(5);
            client.received();
            assertEquals(WINDOW, client.contentBytes());
            client.opensWindow(0, 50);
            client.expects("DATA 3 " + "\0".repeat(50));
            client.opensWindow(0, 60);
            client.expects("DATA 5 " + "\0".repeat(60));
        }

        @Test
        void a_head_leaves_though_the_connection_has_no_window() {
            client.connects();
            answers.answers(
                    exchange -> {
                        exchange.respond(200, List.of());
                        ScriptedAnswers.write(exchange, ByteBuffer.allocate(WINDOW));
                    });
            client.gets(1);
            client.gets(3);
            List<String> frames = client.received();
            assertEquals("HEADERS 3 :status: 200", frames.get(frames.size() - 1));
            client.opensWindow(0, 1_000_000);
            assertEquals(List.of("1 GET /", "3 GET /", "3 writable"), answers.news());
        }

        @Test
        void a_flush_is_through_though_the_connection_has_no_window() {
            ScriptedPeer slow = new ScriptedPeer(1 << 20);
            ScriptedClient other = new ScriptedClient(slow);
            other.connects();
            List<Boolean> flushed = new ArrayList<>();
            other.answers()
                    .answers(
                            exchange -> {
                                exchange.respond(200, List.of());
                                ScriptedAnswers.write(exchange, ByteBuffer.allocate(WINDOW));
                                flush(exchange, flushed);
                            });
            other.answers().onWritable(exchange -> flush(exchange, flushed));
            slow.room(100);
            other.gets(1);
            assertEquals(List.of(false), flushed);
            slow.unlimitedRoom();
            assertEquals(List.of(false, true), flushed);
        }

        private static void flush(Exchange exchange, List<Boolean> flushed) {
            try {
                flushed.add(exchange.flush());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Test
        void windows_that_grow_too_large_end_stream_or_connection() {
            client.connects();
            client.posts(1);
            client.opensWindow(1, Integer.MAX_VALUE);
            client.expects("RST_STREAM 1 FLOW_CONTROL_ERROR");
            client.posts(3);
            client.opensWindow(0, Integer.MAX_VALUE);
            client.expects("GOAWAY 3 FLOW_CONTROL_ERROR");
        }
    }
}
