package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.upgradefilter.http2.ScriptedAnswers.field;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.io.ScriptedPeer;

/** Requests and responses, from the first frame of a stream to its last (RFC 9113 §5.1, §8.1). */
class StreamLifeTest {

    private final ScriptedClient client = new ScriptedClient();
    private final ScriptedAnswers answers = client.answers();

    private Exchange asked() {
        return answers.exchange(1);
    }

    @Nested
    class Requests {

        @Test
        void content_and_trailers_are_read_to_their_end() {
            client.connects();
            client.posts(1);
            assertEquals("", ScriptedAnswers.read(asked()));
            client.sendsData(1, "hel");
            client.sendsPadded(1, 0, "lo", 7);
            assertEquals(List.of("1 POST /", "1 readable"), answers.news());
            assertEquals("hello", ScriptedAnswers.read(asked()));
            assertEquals(List.of(), asked().trailers());
            client.heads(1, ScriptedClient.END_STREAM, List.of("x-sum: 5", "y: z"));
            assertEquals(".", ScriptedAnswers.read(asked()));
            assertEquals(List.of(field("x-sum", "5"), field("y", "z")), asked().trailers());
            assertEquals(List.of("1 readable"), answers.news());
        }

        @Test
        void content_split_anywhere_is_the_same() {
            client.connects();
            client.posts(1, "content-length: 10");
            ScriptedAnswers.read(asked());
            client.wire()
                    .sendsSlowly(ScriptedClient.frame(0, 8, 1, new byte[] {2, 'a', 'b', 0, 0}));
            client.wire()
                    .sendsSlowly(
                            ScriptedClient.frame(
                                    0, 1, 1, "cdefghij".getBytes(StandardCharsets.US_ASCII)));
            assertEquals("abcdefghij.", ScriptedAnswers.read(asked()));
        }

        @Test
        void content_must_be_as_long_as_announced() {
            client.connects();
            client.posts(1, "content-length: 5");
            client.endsData(1, "four");
            client.expects("RST_STREAM 1 PROTOCOL_ERROR");
            client.posts(3, "content-length: 5");
            client.sendsData(3, "sixsix");
            client.expects("RST_STREAM 3 PROTOCOL_ERROR");
            client.posts(5, "content-length: 5");
            client.sendsData(5, "four");
            client.heads(5, ScriptedClient.END_STREAM, List.of("x: y"));
            client.expects("RST_STREAM 5 PROTOCOL_ERROR");
            client.heads(
                    7,
                    ScriptedClient.END_STREAM,
                    ScriptedClient.request("POST", "content-length: 5"));
            client.expects("RST_STREAM 7 PROTOCOL_ERROR");
            assertEquals(
                    List.of(
                            "1 POST /",
                            "1 aborted: less content than announced",
                            "3 POST /",
                            "3 aborted: more content than announced",
                            "5 POST /",
                            "5 aborted: less content than announced"),
                    answers.news());
            assertEquals("!less content than announced", ScriptedAnswers.read(asked()));
        }

        @Test
        void a_cancelled_request_never_looks_complete() {
            client.connects();
            client.posts(1);
            client.sendsData(1, "half");
            client.resets(1);
            assertTrue(ScriptedAnswers.read(asked()).startsWith("!"));
            assertThrows(IllegalStateException.class, () -> asked().flush());
            asked().respond(200, List.of());
            assertThrows(IOException.class, () -> asked().write(ByteBuffer.allocate(1)));
            asked().end(List.of());
            asked().abort(new IllegalStateException("too late"));
            client.expects();
        }

        @Test
        void content_is_expected_when_it_is_asked_for() {
            client.connects();
            client.posts(1, "expect: 100-continue");
            client.expects();
            assertEquals("", ScriptedAnswers.read(asked()));
            assertEquals("", ScriptedAnswers.read(asked()));
            client.expects("HEADERS 1 :status: 100");
            client.endsData(1, "hello");
            assertEquals("hello.", ScriptedAnswers.read(asked()));
            client.expects();
        }

        @Test
        void content_is_expected_of_a_client_that_takes_nothing_for_a_while() {
            ScriptedPeer wire = new ScriptedPeer(1 << 20);
            ScriptedClient slow = new ScriptedClient(wire);
            slow.connects();
            slow.posts(1, "expect: 100-continue");
            wire.room(0);
            slow.pings("12345678");
            assertEquals("", ScriptedAnswers.read(slow.answers().exchange(1)));
            wire.unlimitedRoom();
            assertEquals("HEADERS 1 :status: 100", slow.received().get(1));
        }

        @Test
        void nothing_is_expected_that_is_there_or_will_not_come() {
            client.connects();
            client.posts(1, "expect: 100-continue");
            client.sendsData(1, "a");
            assertEquals("a", ScriptedAnswers.read(asked()));
            assertEquals("", ScriptedAnswers.read(asked()));
            client.gets(3, "expect: 100-continue");
            assertEquals(".", ScriptedAnswers.read(answers.exchange(3)));
            client.expects();
        }

        @Test
        void a_malformed_head_harms_no_other_stream() {
            client.connects();
            client.gets(1);
            client.gets(3, "connection: close");
            client.gets(5, "Upper: case");
            client.heads(7, 0, List.of(":method: GET"));
            client.expects(
                    "RST_STREAM 3 PROTOCOL_ERROR",
                    "RST_STREAM 5 PROTOCOL_ERROR",
                    "RST_STREAM 7 PROTOCOL_ERROR");
            ScriptedAnswers.respond(asked(), "still");
            client.expects("HEADERS 1 :status: 200", "DATA 1 still END");
        }

        @Test
        void a_handler_that_throws_resets_its_stream() {
            client.connects();
            answers.answers(
                    exchange -> {
                        throw new IllegalStateException("thrown by the test");
                    });
            client.gets(1);
            client.expects("RST_STREAM 1 INTERNAL_ERROR");
        }
    }

    @Nested
    class Responses {

        @Test
        void interim_ones_come_first() {
            client.connects();
            client.gets(1);
            asked().inform(103, List.of(field("Link", "</a>")));
            asked().inform(103, List.of(field("Link", "</b>")));
            ScriptedAnswers.respond(asked(), "");
            client.expects(
                    "HEADERS 1 :status: 103 | link: </a>",
                    "HEADERS 1 :status: 103 | link: </b>",
                    "HEADERS 1 :status: 200 END");
        }

        @Test
        void trailers_end_them() {
            client.connects();
            client.gets(1);
            asked().respond(200, List.of());
            ScriptedAnswers.write(asked(), "hello");
            asked().end(List.of(field("X-Sum", "5")));
            client.expects("HEADERS 1 :status: 200", "DATA 1 hello", "HEADERS 1 x-sum: 5 END");
        }

        @Test
        void fields_of_a_connection_are_not_sent() {
            client.connects();
            client.gets(1);
            asked().respond(
                            200,
                            List.of(
                                    field("Connection", "keep-alive"),
                                    field("X", "1"),
                                    field("Transfer-Encoding", "chunked"),
                                    field("Keep-Alive", "5"),
                                    field("Y", "2")));
            asked().end(List.of());
            client.expects("HEADERS 1 :status: 200 | x: 1 | y: 2 END");
        }

        /** RFC 9113 §8.2.1 has it that no value begins or ends with one. */
        @Test
        void fields_lose_the_space_around_their_values() {
            client.connects();
            client.gets(1);
            asked().respond(
                            200,
                            List.of(field("A", " one two\t"), field("B", " "), field("C", "")));
            asked().end(List.of(field("D", "\t three ")));
            client.expects(
                    "HEADERS 1 :status: 200 | a: one two | b:  | c: ", "HEADERS 1 d: three END");
        }

        @Test
        void to_a_head_has_no_content() {
            client.connects();
            client.heads(1, ScriptedClient.END_STREAM, ScriptedClient.request("HEAD"));
            asked().respond(200, List.of(field("Content-Length", "5")));
            ScriptedAnswers.write(asked(), "hello");
            asked().end(List.of());
            client.expects("HEADERS 1 :status: 200 | content-length: 5 END");
        }

        @Test
        void without_content_take_and_drop_it() {
            client.connects();
            for (int status : new int[] {204, 304}) {
                int id = status == 204 ? 1 : 3;
                client.gets(id);
                answers.exchange(id).respond(status, List.of());
                ScriptedAnswers.write(answers.exchange(id), "hello");
                answers.exchange(id).end(List.of());
                client.expects("HEADERS " + id + " :status: " + status + " END");
            }
        }

        @Test
        void that_are_shorter_than_they_said_are_cut_off() {
            client.connects();
            client.gets(1);
            asked().respond(200, List.of(field("Content-Length", "5")));
            ScriptedAnswers.write(asked(), "four");
            asked().end(List.of());
            client.expects(
                    "HEADERS 1 :status: 200 | content-length: 5",
                    "DATA 1 four",
                    "RST_STREAM 1 INTERNAL_ERROR");
        }

        @Test
        void take_no_more_than_they_said() {
            client.connects();
            client.gets(1);
            asked().respond(200, List.of(field("Content-Length", "5")));
            assertThrows(IOException.class, () -> asked().write(ScriptedAnswers.bytes("sixsix")));
            ScriptedAnswers.write(asked(), "fives");
            asked().end(List.of());
            client.expects("HEADERS 1 :status: 200 | content-length: 5", "DATA 1 fives END");
        }

        @Test
        void small_pieces_are_one_frame() {
            client.connects();
            client.gets(1);
            asked().respond(200, List.of());
            for (int i = 0; i < 10; i++) {
                ScriptedAnswers.write(asked(), "abc");
            }
            asked().end(List.of());
            client.expects("HEADERS 1 :status: 200", "DATA 1 " + "abc".repeat(10) + " END");
        }

        @Test
        void forget_what_the_client_has_forgotten() {
            client.connects();
            answers.answers(
                    exchange -> {
                        exchange.respond(200, List.of(field("x-known", "yes")));
                        exchange.end(List.of());
                        exchange.leave();
                    });
            client.gets(1);
            client.received();
            client.sendsSettings(1, 0, 1, 4096);
            client.grants(0);
            client.grants(4096);
            client.gets(3);
            client.expects("SETTINGS ACK", "HEADERS 3 :status: 200 | x-known: yes END");
        }

        @Test
        void heads_of_any_size_are_continued() {
            client.connects();
            client.gets(1);
            String large = "\u00FF".repeat(40_000);
            asked().respond(200, List.of(field("X", large)));
            asked().end(List.of(field("Y", large)));
            client.expects(
                    "HEADERS 1 :status: 200 | x: " + large, "HEADERS 1 y: " + large + " END");
        }

        @Test
        void that_have_ended_let_the_client_come_to_its_end() {
            client.connects();
            client.posts(1);
            ScriptedAnswers.respond(asked(), "early");
            client.expects("HEADERS 1 :status: 200", "DATA 1 early END");
            client.sendsData(1, "more");
            client.endsData(1, "and more");
            client.expects();
        }

        @Test
        void that_have_ended_let_the_client_send_only_so_much() {
            client.connects();
            client.posts(1);
            ScriptedAnswers.respond(asked(), "early");
            client.received();
            client.sendsBulk(1, 256 * 1024);
            assertFalse(client.received().toString().contains("RST_STREAM"));
            client.sendsData(1, "x");
            client.expects("RST_STREAM 1 NO_ERROR");
            client.sendsData(1, "on its way");
            client.expects();
        }

        @Test
        void that_have_ended_and_wait_for_a_window_are_not_cut_off_for_what_the_client_sends() {
            client.connects(Http2Settings.inClear(), 4, 10);
            client.posts(1);
            endsBusy(asked(), "0123456789 and more");
            client.received();
            client.sendsBulk(1, 300 * 1024);
            client.timer().advance(Duration.ofSeconds(40));
            assertFalse(client.received().toString().contains("RST_STREAM"));
            client.opensWindow(1, 100);
            client.expects("DATA 1  and more END", "RST_STREAM 1 NO_ERROR");
        }

        /** Writes while another thread is inside, so that what has no room is kept, and ends. */
        private void endsBusy(Exchange exchange, String text) {
            exchange.respond(200, List.of());
            OtherThread.meanwhile(
                    client.wire().duplex(), () -> exchange.write(ScriptedAnswers.bytes(text)));
            exchange.end(List.of());
            exchange.leave();
        }

        @Test
        void that_have_ended_let_the_client_be_silent_only_so_long() {
            client.connects();
            client.posts(1);
            ScriptedAnswers.respond(asked(), "early");
            client.received();
            client.timer().advance(Duration.ofSeconds(30));
            client.expects("RST_STREAM 1 NO_ERROR");
        }
    }

    @Nested
    class Order {

        @Test
        void streams_go_beside_each_other() {
            client.connects();
            client.gets(1);
            client.posts(3);
            client.gets(5);
            ScriptedAnswers.respond(answers.exchange(5), "five");
            client.endsData(3, "content");
            ScriptedAnswers.respond(answers.exchange(3), "three");
            ScriptedAnswers.respond(answers.exchange(1), "one");
            client.expects(
                    "HEADERS 5 :status: 200",
                    "DATA 5 five END",
                    "HEADERS 3 :status: 200",
                    "DATA 3 three END",
                    "HEADERS 1 :status: 200",
                    "DATA 1 one END");
        }

        @Test
        void a_number_is_never_used_twice() {
            client.connects();
            answers.answers(exchange -> ScriptedAnswers.respond(exchange, ""));
            client.gets(3);
            client.gets(5);
            client.received();
            client.gets(3);
            client.expects("GOAWAY 5 STREAM_CLOSED");
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 3, 7, 9})
        void nor_is_one_that_was_left_out(int skipped) {
            client.connects();
            answers.answers(exchange -> ScriptedAnswers.respond(exchange, ""));
            client.gets(5);
            client.gets(11);
            client.gets(13);
            client.received();
            client.gets(skipped);
            client.expects("GOAWAY 13 PROTOCOL_ERROR");
        }

        /** Nobody counts on which error it is, so that memory need not grow with a client's. */
        @Test
        void of_what_was_left_out_not_everything_is_remembered() {
            client.connects();
            answers.answers(exchange -> ScriptedAnswers.respond(exchange, ""));
            for (int id = 3; id < 4000; id += 4) {
                client.gets(id);
            }
            client.received();
            client.gets(1);
            client.expects("GOAWAY 3999 STREAM_CLOSED");
        }

        @Test
        void what_is_refused_before_it_has_begun_may_be_asked_again() {
            client.connects();
            IllegalStateException full = new IllegalStateException("nobody has time");
            answers.answers(exchange -> exchange.refuse(full));
            client.posts(1);
            client.expects("RST_STREAM 1 REFUSED_STREAM");
            client.endsData(1, "on its way");
            asked().refuse(full);
            asked().abort(full);
            answers.answers(exchange -> exchange.respond(200, List.of()));
            client.gets(3);
            answers.exchange(3).refuse(full);
            client.expects("RST_STREAM 3 INTERNAL_ERROR");
            assertEquals(List.of("1 POST /", "3 GET /"), answers.news());
        }

        @Test
        void more_streams_than_allowed_are_refused_and_may_be_asked_again() {
            client.connects(
                    Http2Settings.inClear()
                            .withLimits(Http2Limits.defaults().withMaxConcurrentStreams(2)));
            client.gets(1);
            client.gets(3);
            client.gets(5);
            client.expects("RST_STREAM 5 REFUSED_STREAM");
            ScriptedAnswers.respond(asked(), "");
            client.received();
            client.gets(7);
            assertEquals(List.of("1 GET /", "3 GET /", "7 GET /"), answers.news());
        }
    }
}
