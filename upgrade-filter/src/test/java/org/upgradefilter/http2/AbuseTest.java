package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.io.ScriptedPeer;

/** What makes work and brings nothing (RFC 9113 §10.5), and what only looks like it. */
class AbuseTest {

    /** Beyond the limit, and what a connection is forgiven in its first second. */
    private static final int SOON = 1000;

    private final ScriptedClient client = new ScriptedClient();
    private final ScriptedAnswers answers = client.answers();

    /** How many times {@code step} can be done before the connection is ended. */
    private int endures(IntConsumer step, int most) {
        for (int i = 0; i < most; i++) {
            step.accept(i);
            if (client.received().stream().anyMatch(frame -> frame.endsWith("ENHANCE_YOUR_CALM"))) {
                return i;
            }
        }
        return most;
    }

    private void isFlood(IntConsumer step) {
        int endured = endures(step, SOON);
        assertTrue(endured < SOON, "still there after " + endured);
        client.timer().advance(Duration.ofSeconds(1));
        assertTrue(client.isClosed());
    }

    private void isHonest(IntConsumer step, int times) {
        int endured = endures(step, times);
        assertEquals(times, endured);
    }

    private static int id(int number) {
        return 2 * number + 1;
    }

    private static void answer(Exchange exchange, int bytes) {
        exchange.respond(200, List.of());
        ScriptedAnswers.write(exchange, ByteBuffer.allocate(bytes));
    }

    @Nested
    class Floods {

        @Test
        void of_requests_that_are_cancelled() {
            client.connects();
            isFlood(
                    i -> {
                        client.gets(id(i));
                        client.resets(id(i));
                    });
            assertTrue(answers.news().size() <= 200, "handed on");
        }

        @Test
        void of_requests_that_are_cancelled_never_busy_the_application_with_more_than_its_number() {
            client.connects(
                    Http2Settings.inClear()
                            .withLimits(
                                    Http2Limits.defaults()
                                            .withMaxConcurrentStreams(10)
                                            .withMaxOverhead(1_000_000)));
            for (int i = 0; i < 10_000; i++) {
                client.gets(id(i));
                client.resets(id(i));
            }
            assertEquals(
                    10, answers.news().stream().filter(line -> line.endsWith("GET /")).count());
            client.gets(id(10_000));
            assertEquals(List.of(), answers.news());
            answers.exchange(1).leave();
            answers.exchange(1).leave();
            assertEquals(List.of(id(10_000) + " GET /"), answers.news());
        }

        @Test
        void of_violations_that_make_us_reset() {
            client.connects();
            isFlood(
                    i -> {
                        client.posts(id(i));
                        client.sends(8, 0, id(i), new byte[4]);
                    });
        }

        @Test
        void of_requests_beyond_the_number_of_streams() {
            client.connects();
            for (int i = 0; i < 100; i++) {
                client.gets(id(i));
            }
            isFlood(i -> client.gets(id(100 + i)));
        }

        @Test
        void of_settings() {
            client.connects();
            isFlood(i -> client.sendsSettings());
        }

        @Test
        void of_pings() {
            client.connects();
            isFlood(i -> client.pings("12345678"));
        }

        @Test
        void of_pings_by_a_client_that_takes_no_answer() {
            ScriptedPeer wire = new ScriptedPeer(1 << 20);
            ScriptedClient deaf = new ScriptedClient(wire);
            deaf.connects();
            wire.room(0);
            for (int i = 0; i < 100_000; i++) {
                deaf.pings("12345678");
            }
            assertTrue(deaf.isClosed() || wire.unread() == 0);
            deaf.timer().advance(Duration.ofSeconds(1));
            assertTrue(deaf.isClosed());
        }

        @Test
        void of_acknowledgements() {
            client.connects();
            isFlood(i -> client.sends(4, ScriptedClient.ACK, 0));
        }

        @Test
        void of_priorities() {
            client.connects();
            isFlood(i -> client.sends(2, 0, id(i), new byte[5]));
        }

        @Test
        void of_windows() {
            client.connects();
            isFlood(i -> client.opensWindow(0, 1));
        }

        @Test
        void of_frames_nobody_knows() {
            client.connects();
            isFlood(i -> client.sends(0x42, 0, 0, new byte[10]));
        }

        @Test
        void of_good_byes() {
            client.connects();
            client.gets(1);
            isFlood(i -> client.sends(7, 0, 0, new byte[8]));
        }

        @Test
        void of_empty_content() {
            client.connects();
            client.posts(1);
            isFlood(i -> client.sendsData(1, ""));
        }

        @Test
        void of_nothing_but_padding() {
            client.connects();
            client.posts(1);
            isFlood(i -> client.sendsPadded(1, 0, "", 100));
        }

        @Test
        void of_empty_content_for_a_stream_that_was_reset() {
            client.connects();
            client.posts(1);
            answers.exchange(1).abort(new IllegalStateException("enough"));
            isFlood(i -> client.sendsData(1, ""));
        }

        @Test
        void of_trailers_for_a_stream_that_was_reset() {
            client.connects();
            client.posts(1);
            answers.exchange(1).abort(new IllegalStateException("enough"));
            isFlood(i -> client.heads(1, ScriptedClient.END_STREAM, List.of("x: y")));
        }

        @Test
        void of_continuations() {
            client.connects();
            client.sends(1, 0, 1, client.encode(ScriptedClient.request("GET")));
            isFlood(i -> client.sends(9, 0, 1));
        }

        @Test
        void of_large_continuations() {
            client.connects();
            client.sends(1, 0, 1, client.encode(ScriptedClient.request("GET")));
            isFlood(i -> client.sends(9, 0, 1, new byte[16_000]));
        }

        /** A byte at a time is taken, and asked for. */
        @Test
        void of_windows_by_the_byte() {
            client.connects(Http2Settings.inClear(), 4, 0);
            ByteBuffer content = ByteBuffer.allocate(100_000);
            answers.answers(
                    exchange -> {
                        exchange.respond(200, List.of());
                        ScriptedAnswers.write(exchange, content);
                    });
            answers.onWritable(exchange -> ScriptedAnswers.write(exchange, content));
            client.gets(1);
            isFlood(i -> client.opensWindow(1, 1));
        }

        /** Cancelled requests among a little that is worth something. */
        @Test
        void of_requests_that_are_cancelled_amid_small_content() {
            client.connects();
            answers.onReadable(ScriptedAnswers::read);
            client.posts(1);
            ScriptedAnswers.read(answers.exchange(1));
            isFlood(
                    i -> {
                        client.gets(id(i + 1));
                        client.resets(id(i + 1));
                        client.sendsData(1, "12345678");
                        ScriptedAnswers.read(answers.exchange(1));
                    });
        }

        /** Content that nobody has read was worth nothing. */
        @Test
        void of_requests_that_are_cancelled_with_their_content() {
            client.connects();
            isFlood(
                    i -> {
                        client.posts(id(i));
                        client.sendsData(id(i), "x".repeat(9_000));
                        client.resets(id(i));
                    });
        }

        @Test
        void of_violations_that_make_us_reset_requests_with_their_content() {
            client.connects();
            isFlood(
                    i -> {
                        client.posts(id(i));
                        client.sendsData(id(i), "x".repeat(9_000));
                        client.opensWindow(id(i), 0);
                    });
        }
    }

    @Nested
    class Bombs {

        private byte[] bomb() {
            List<String> lines = ScriptedClient.request("GET");
            for (int i = 0; i < 5_000; i++) {
                lines.add("bomb: " + "x".repeat(3_001));
            }
            return client.encode(lines);
        }

        @Test
        void of_references_to_a_large_field_are_answered_431() {
            client.connects();
            byte[] block = bomb();
            assertTrue(block.length < 16_384, "it is small: " + block.length);
            client.sends(1, 5, 1, block);
            client.expects("HEADERS 1 :status: 431 END");
            client.gets(3);
            assertEquals(List.of("3 GET /"), answers.news());
        }

        @Test
        void that_do_not_cease_are_a_flood() {
            client.connects();
            isFlood(i -> client.heads(id(i), ScriptedClient.END_STREAM, manyFields()));
        }

        private List<String> manyFields() {
            List<String> lines = ScriptedClient.request("GET");
            for (int i = 0; i < 129; i++) {
                lines.add("x: y");
            }
            return lines;
        }

        @Test
        void of_many_small_fields_are_answered_431() {
            client.connects();
            client.heads(1, ScriptedClient.END_STREAM, manyFields());
            client.expects("HEADERS 1 :status: 431 END");
        }
    }

    @Nested
    class HonestClients {

        @Test
        void cancel_all_they_have_asked_at_once() {
            client.connects();
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 100; i++) {
                    client.gets(id(100 * round + i));
                }
                for (int i = 0; i < 100; i++) {
                    client.resets(id(100 * round + i));
                    answers.exchange(id(100 * round + i)).leave();
                }
                assertFalse(client.received().stream().anyMatch(line -> line.startsWith("GOAWAY")));
                client.timer().advance(Duration.ofSeconds(5));
            }
        }

        @Test
        void send_small_messages_all_day() {
            client.connects();
            client.posts(1);
            isHonest(
                    i -> {
                        client.sendsData(1, "12345");
                        assertEquals("12345", ScriptedAnswers.read(answers.exchange(1)));
                    },
                    20_000);
        }

        /** As Go's client does where it reads by 4 KiB. */
        @Test
        void open_both_windows_for_each_few_kilobytes() {
            client.connects();
            answers.answers(exchange -> answer(exchange, 16_384));
            answers.onWritable(
                    exchange -> ScriptedAnswers.write(exchange, ByteBuffer.allocate(16_384)));
            client.gets(1);
            isHonest(
                    i -> {
                        client.opensWindow(0, 4096);
                        client.opensWindow(1, 4096);
                        if (i % 4 == 3) {
                            ScriptedAnswers.write(answers.exchange(1), ByteBuffer.allocate(16_384));
                        }
                    },
                    20_000);
        }

        /** Events to the client, each of which it opens both windows for. */
        @Test
        void open_both_windows_for_each_small_message() {
            client.connects();
            answers.answers(exchange -> answer(exchange, 10));
            client.gets(1);
            isHonest(
                    i -> {
                        ScriptedAnswers.write(answers.exchange(1), ByteBuffer.allocate(10));
                        flush(answers.exchange(1));
                        client.opensWindow(0, 10);
                        client.opensWindow(1, 10);
                    },
                    20_000);
        }

        /** A burst of events, of which the client has seen none before the last one is sent. */
        @Test
        void open_both_windows_for_each_of_many_small_messages() {
            client.connects();
            answers.answers(exchange -> answer(exchange, 10));
            client.gets(1);
            for (int i = 0; i < 4000; i++) {
                ScriptedAnswers.write(answers.exchange(1), ByteBuffer.allocate(10));
                flush(answers.exchange(1));
            }
            isHonest(
                    i -> {
                        client.opensWindow(0, 10);
                        client.opensWindow(1, 10);
                    },
                    4000);
        }

        @Test
        void ask_and_are_answered() {
            client.connects();
            client.opensWindow(0, 1_000_000);
            answers.answers(exchange -> ScriptedAnswers.respond(exchange, "hello"));
            isHonest(i -> client.gets(id(i)), 20_000);
        }

        @Test
        void cancel_every_second_request() {
            client.connects();
            isHonest(
                    i -> {
                        client.gets(id(i));
                        if (i % 2 == 0) {
                            client.resets(id(i));
                            answers.exchange(id(i)).leave();
                        } else {
                            ScriptedAnswers.respond(answers.exchange(id(i)), "hello");
                        }
                    },
                    5_000);
        }

        @Test
        void ping_ten_times_a_second() {
            client.connects();
            client.gets(1);
            isHonest(
                    i -> {
                        client.pings("12345678");
                        client.timer().advance(Duration.ofMillis(100));
                    },
                    5_000);
        }

        @Test
        void go_on_sending_for_a_while_when_they_were_reset() {
            client.connects();
            client.posts(1);
            answers.exchange(1).abort(new IllegalStateException("enough"));
            isHonest(i -> client.sendsData(1, "x".repeat(100)), 600);
        }

        private static void flush(Exchange exchange) {
            try {
                assertTrue(exchange.flush());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Nested
    class Hoarders {

        /** Clients that open no window hold requests, but not again and again. */
        @Test
        void of_responses_are_given_up_all_at_once() {
            client.connects(Http2Settings.inClear(), 4, 0);
            answers.answers(
                    exchange -> {
                        exchange.respond(200, List.of());
                        ScriptedAnswers.write(exchange, ByteBuffer.allocate(1000));
                    });
            for (int i = 0; i < 100; i++) {
                client.gets(id(i));
            }
            client.received();
            client.timer().advance(Duration.ofMinutes(1));
            List<String> frames = client.received();
            assertTrue(
                    frames.get(frames.size() - 1).endsWith("ENHANCE_YOUR_CALM"), frames::toString);
            assertEquals(
                    100, answers.news().stream().filter(line -> line.contains("aborted")).count());
        }
    }
}
