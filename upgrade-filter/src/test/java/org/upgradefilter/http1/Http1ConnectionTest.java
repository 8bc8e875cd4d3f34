package org.upgradefilter.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.exchange.RequestCheck;
import org.upgradefilter.http.Field;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.MemoryDuplex;
import org.upgradefilter.io.ScriptedPeer;

/** Whole conversations with a scripted client, without a thread or a socket. */
class Http1ConnectionTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 \r\n";

    private final ManualTimer timer = new ManualTimer();
    private final ScriptedHandler handler = new ScriptedHandler();
    private ScriptedPeer client = new ScriptedPeer();
    private Http1Settings settings = Http1Settings.inClear();

    private Http1Connection connect() {
        return client.duplex()
                .connect(duplex -> new Http1Connection(duplex, timer, settings, handler));
    }

    private void sends(String text) {
        client.sends(Pieces.bytes(text));
    }

    private static String get(String path, String... lines) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + joined(lines) + "\r\n";
    }

    private static String post(String... lines) {
        return "POST / HTTP/1.1\r\nHost: a\r\n" + joined(lines) + "\r\n";
    }

    private static String joined(String... lines) {
        StringBuilder joined = new StringBuilder();
        for (String line : lines) {
            joined.append(line).append("\r\n");
        }
        return joined.toString();
    }

    private static Field length(int bytes) {
        return new Field("Content-Length", String.valueOf(bytes));
    }

    private void expectsRefusal(int status) {
        String received = client.receivedText();
        assertTrue(received.startsWith("HTTP/1.1 " + status + " \r\n"), received);
        assertTrue(received.contains("\r\nConnection: close\r\n"), received);
    }

    private boolean isClosed() {
        return client.duplex().isClosed();
    }

    @Nested
    class Persistence {

        @Test
        void oneResponseAfterTheOther() {
            connect();
            handler.answersText("hello");
            for (int i = 0; i < 3; i++) {
                sends(GET);
                assertEquals(OK + "Content-Length: 5\r\n\r\nhello", client.receivedText());
            }
            assertFalse(isClosed());
        }

        @Test
        void pipelinedRequestsAreAnsweredInOrderAndOneAtATime() {
            connect();
            sends(get("/1") + get("/2") + get("/3"));
            for (int i = 1; i <= 3; i++) {
                assertEquals(List.of("GET /" + i), handler.news());
                Exchange exchange = handler.exchange();
                ScriptedHandler.respond(exchange, "" + i);
                assertTrue(client.receivedText().endsWith("\r\n\r\n" + i));
            }
            assertEquals(List.of(), handler.news());
        }

        @Test
        void thousandsOfPipelinedRequestsNeedNoStack() {
            connect();
            handler.answersText("x");
            sends(GET.repeat(10_000));
            assertEquals(10_000, handler.news().size());
            assertEquals((OK + "Content-Length: 1\r\n\r\nx").repeat(10_000), client.receivedText());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "1.1; X: y; keeps; ''",
                    "1.1; Connection: close; closes; close",
                    "1.1; Connection: Upgrade, CLOSE; closes; close",
                    "1.1; Connection: closed; keeps; ''",
                    "1.1; Connection: keep-alive; keeps; ''",
                    "1.0; X: y; closes; close",
                    "1.0; Connection: keep-alive; keeps; keep-alive",
                    "1.0; Connection: Keep-Alive, close; closes; close",
                })
        void theClientSaysWhetherAnotherRequestFollows(
                String version, String line, String manner, String option) {
            connect();
            handler.answersText("x");
            sends("GET / HTTP/" + version + "\r\nHost: a\r\n" + line + "\r\n\r\n");
            String expected = option.isEmpty() ? "" : "Connection: " + option + "\r\n";
            assertEquals(OK + "Content-Length: 1\r\n" + expected + "\r\nx", client.receivedText());
            assertEquals(manner.equals("closes"), isClosed());
        }

        @Test
        void theApplicationMayCloseAsWell() {
            connect();
            handler.answers(
                    exchange -> {
                        exchange.respond(
                                200, List.of(length(0), new Field("Connection", "x, Close")));
                        exchange.end(List.of());
                    });
            sends(GET);
            assertEquals(
                    OK + "Content-Length: 0\r\nConnection: x, close\r\n\r\n",
                    client.receivedText());
            assertTrue(isClosed());
        }

        @Test
        void aClientThatHasFinishedIsAnsweredAndThenClosed() {
            connect();
            sends(GET);
            client.finishes();
            assertFalse(isClosed());
            ScriptedHandler.respond(handler.exchange(), "x");
            assertTrue(client.receivedText().endsWith("x"));
            assertTrue(isClosed());
        }

        @Test
        void theFirstRequestMayHaveBeenReadElsewhere() {
            HttpRequest first =
                    new HttpRequest("OPTIONS", "*", "http", "a", "HTTP/1.1", 0, List.of(), null);
            handler.answersText("x");
            client.duplex()
                    .connect(
                            duplex -> new Http1Connection(duplex, timer, settings, handler, first));
            assertEquals(List.of("OPTIONS *"), handler.news());
            assertTrue(client.receivedText().endsWith("x"));
            sends(GET);
            assertEquals(List.of("GET /"), handler.news());
        }

        @Test
        void aFirstRequestWithContentIsAMistake() {
            HttpRequest first =
                    new HttpRequest("PUT", "/", "http", "a", "HTTP/1.1", 1, List.of(), null);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Http1Connection(client.duplex(), timer, settings, handler, first));
        }
    }

    @Nested
    class Responses {

        private String answer(String method, int status, String text, Field... fields) {
            return answer(method, "1.1", status, text, fields);
        }

        private String answer(
                String method, String version, int status, String text, Field... fields) {
            connect();
            handler.answers(
                    exchange -> {
                        exchange.respond(status, List.of(fields));
                        ScriptedHandler.write(exchange, text);
                        exchange.end(List.of());
                    });
            sends(method + " / HTTP/" + version + "\r\nHost: a\r\n\r\n");
            return client.receivedText();
        }

        @Test
        void withoutALengthContentIsChunked() {
            assertEquals(
                    OK
                            + "X: y\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "0005\r\nhello\r\n0\r\n\r\n",
                    answer("GET", 200, "hello", new Field("X", "y")));
            assertFalse(isClosed());
        }

        @Test
        void withoutALengthOldClientsGetAllUpToTheEnd() {
            assertEquals(OK + "Connection: close\r\n\r\nhello", answer("GET", "1.0", 200, "hello"));
            assertTrue(isClosed());
        }

        @Test
        void noContentHasLengthZero() {
            assertEquals(OK + "Content-Length: 0\r\n\r\n", answer("GET", 200, ""));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = ';',
                value = {
                    "HEAD; 200; 5; Content-Length: 5",
                    "HEAD; 200; ; ",
                    "HEAD; 404; 5; Content-Length: 5",
                    "GET; 204; ; ",
                    "GET; 204; 5; ",
                    "HEAD; 204; 5; ",
                    "GET; 304; ; ",
                    "GET; 304; 5; Content-Length: 5",
                    "GET; 205; 5; Content-Length: 0",
                })
        void someResponsesHaveNoContent(
                String method, int status, @Nullable String length, @Nullable String line) {
            Field[] fields =
                    length == null ? new Field[0] : new Field[] {length(Integer.parseInt(length))};
            assertEquals(
                    "HTTP/1.1 " + status + " \r\n" + (line == null ? "" : line + "\r\n") + "\r\n",
                    answer(method, status, "hello", fields));
            assertFalse(isClosed());
            sends(GET);
            assertEquals(2, handler.news().size());
        }

        @Test
        void theTransferIsTheEnginesBusiness() {
            assertEquals(
                    OK + "Content-Length: 5\r\n\r\nhello",
                    answer(
                            "GET",
                            200,
                            "hello",
                            length(5),
                            new Field("Transfer-Encoding", "chunked"),
                            new Field("Keep-Alive", "timeout=5"),
                            new Field("Connection", "keep-alive")));
        }

        @Test
        void trailersFollowChunks() {
            connect();
            sends(GET);
            Exchange exchange = handler.exchange();
            exchange.respond(200, List.of());
            exchange.end(List.of(new Field("X", "y")));
            assertEquals(
                    OK + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n\r\n",
                    client.receivedText());
        }

        @Test
        void nothingLeavesBeforeItIsFlushed() throws IOException {
            connect();
            sends(GET);
            Exchange exchange = handler.exchange();
            exchange.respond(200, List.of());
            ScriptedHandler.write(exchange, "hel");
            ScriptedHandler.write(exchange, "lo");
            client.expectsNothing();
            assertTrue(exchange.flush());
            assertEquals(
                    OK + "Transfer-Encoding: chunked\r\n\r\n0005\r\nhello\r\n",
                    client.receivedText());
            assertTrue(exchange.flush());
            client.expectsNothing();
            exchange.end(List.of());
            assertEquals("0\r\n\r\n", client.receivedText());
        }

        @Test
        void theHeadMayLeaveAlone() throws IOException {
            connect();
            sends(GET);
            Exchange exchange = handler.exchange();
            exchange.respond(200, List.of());
            assertTrue(exchange.flush());
            assertEquals(OK + "Transfer-Encoding: chunked\r\n\r\n", client.receivedText());
        }

        @Test
        void aHeadMayBeLargerThanABuffer() {
            String value = "v".repeat(40_000);
            assertEquals(
                    OK + "X: " + value + "\r\nContent-Length: 5\r\n\r\nhello",
                    answer("GET", 200, "hello", new Field("X", value), length(5)));
        }

        @Test
        void moreThanTheLengthIsRefused() throws IOException {
            connect();
            sends(GET);
            Exchange exchange = handler.exchange();
            exchange.respond(200, List.of(length(4)));
            assertThrows(
                    IOException.class,
                    () -> exchange.write(ByteBuffer.wrap(Pieces.bytes("hello"))));
            ScriptedHandler.write(exchange, "hell");
            exchange.end(List.of());
            assertTrue(client.receivedText().endsWith("hell"));
        }

        @Test
        void lessThanTheLengthIsCutOff() throws IOException {
            connect();
            sends(GET);
            Exchange exchange = handler.exchange();
            exchange.respond(200, List.of(length(6)));
            ScriptedHandler.write(exchange, "hello");
            assertTrue(exchange.flush());
            exchange.end(List.of());
            assertTrue(client.receivedText().endsWith("hello"));
            assertTrue(isClosed());
        }

        @Test
        void interimResponsesComeFirst() {
            connect();
            sends(GET);
            Exchange exchange = handler.exchange();
            exchange.inform(103, List.of(new Field("Link", "</a>"), length(1)));
            assertEquals("HTTP/1.1 103 \r\nLink: </a>\r\n\r\n", client.receivedText());
            exchange.inform(102, List.of());
            assertEquals("HTTP/1.1 102 \r\n\r\n", client.receivedText());
            ScriptedHandler.respond(exchange, "x");
            assertTrue(client.receivedText().startsWith(OK));
            assertThrows(IllegalStateException.class, () -> exchange.inform(103, List.of()));
        }

        @Test
        void oldClientsGetNoInterimResponse() {
            connect();
            sends("GET / HTTP/1.0\r\n\r\n");
            handler.exchange().inform(103, List.of());
            client.expectsNothing();
        }

        @Test
        void aResponseIsBegunOnceAndBeforeItsContent() {
            connect();
            sends(GET);
            Exchange exchange = handler.exchange();
            assertThrows(IllegalStateException.class, () -> exchange.end(List.of()));
            assertThrows(IllegalStateException.class, exchange::flush);
            assertThrows(IllegalStateException.class, () -> exchange.write(ByteBuffer.allocate(1)));
            assertThrows(IllegalArgumentException.class, () -> exchange.respond(101, List.of()));
            assertThrows(IllegalArgumentException.class, () -> exchange.respond(600, List.of()));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> exchange.respond(200, List.of(new Field("Content-Length", "-1"))));
            exchange.respond(200, List.of());
            assertThrows(IllegalStateException.class, () -> exchange.respond(200, List.of()));
            exchange.end(List.of());
            assertThrows(IOException.class, () -> exchange.read(ByteBuffer.allocate(1)));
            assertThrows(IOException.class, () -> exchange.write(ByteBuffer.allocate(1)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "Content-Length: 1000000"})
        void aClientThatDoesNotReadStopsTheApplication(String line) throws IOException {
            client = new ScriptedPeer(1000);
            connect();
            client.room(100);
            sends(GET);
            Exchange exchange = handler.exchange();
            exchange.respond(200, line.isEmpty() ? List.of() : List.of(length(1_000_000)));
            ByteBuffer content = ByteBuffer.allocate(1_000_000);
            while (exchange.write(content) > 0) {
                assertTrue(content.position() < 64 * 1024, "taken: " + content.position());
            }
            handler.news();
            assertEquals(100, client.received().length);
            client.unlimitedRoom();
            assertEquals(List.of("writable"), handler.news());
            while (content.hasRemaining()) {
                assertTrue(exchange.write(content) > 0);
            }
            exchange.end(List.of());
            assertTrue(client.received().length > 999_000);
            sends(GET);
            assertEquals(List.of("GET /"), handler.news());
        }

        @Test
        void theNextRequestWaitsUntilTheResponseHasLeft() {
            connect();
            client.room(10);
            sends(GET + GET);
            ScriptedHandler.respond(handler.exchange(), "x");
            assertEquals(List.of("GET /"), handler.news());
            client.unlimitedRoom();
            assertEquals(List.of("GET /"), handler.news());
        }
    }

    @Nested
    class Content {

        @Test
        void isReceivedWhenItIsAskedFor() {
            connect();
            sends(post("Content-Length: 100000"));
            for (int i = 0; i < 10; i++) {
                sends("c".repeat(10_000));
            }
            assertTrue(client.unread() > 80_000, "unread: " + client.unread());
            assertEquals("c".repeat(100_000) + ".", ScriptedHandler.read(handler.exchange()));
            assertEquals(0, client.unread());
        }

        @Test
        void whoFoundNoneIsCalledWhenThereIs() {
            connect();
            sends(post("Content-Length: 5"));
            Exchange exchange = handler.exchange();
            assertEquals("", ScriptedHandler.read(exchange));
            handler.news();
            sends("hel");
            assertEquals(List.of("readable"), handler.news());
            assertEquals("hel", ScriptedHandler.read(exchange));
            sends("lo");
            assertEquals(List.of("readable"), handler.news());
            assertEquals("lo.", ScriptedHandler.read(exchange));
        }

        @Test
        void chunksHaveTrailers() {
            connect();
            sends(post("Transfer-Encoding: chunked") + "5\r\nhello\r\n0\r\nX: y\r\n\r\n" + GET);
            Exchange exchange = handler.exchange();
            assertEquals("hello.", ScriptedHandler.read(exchange));
            assertEquals(List.of(new Field("X", "y")), exchange.trailers());
            ScriptedHandler.respond(exchange, "x");
            assertEquals(List.of("POST /", "GET /"), handler.news());
        }

        @Test
        void withoutAnyTheEndIsThereAtOnce() {
            connect();
            sends(GET);
            assertEquals(".", ScriptedHandler.read(handler.exchange()));
            assertEquals(List.of(), handler.exchange().trailers());
        }

        @Test
        void whatNobodyHasReadIsDropped() {
            connect();
            handler.answersText("x");
            sends(post("Content-Length: 200000"));
            assertEquals(OK + "Content-Length: 1\r\n\r\nx", client.receivedText());
            sends("c".repeat(200_000) + get("/2"));
            assertEquals(List.of("POST /", "GET /2"), handler.news());
            sends(post("Transfer-Encoding: chunked") + "186A0\r\n" + "c".repeat(100_000));
            sends("\r\n0\r\n\r\n" + get("/3"));
            assertEquals(List.of("POST /", "GET /3"), handler.news());
        }

        @Test
        void muchThatNobodyHasReadEndsTheConnection() {
            connect();
            handler.answersText("x");
            sends(post("Content-Length: 262145"));
            assertEquals(
                    OK + "Content-Length: 1\r\nConnection: close\r\n\r\nx", client.receivedText());
            assertFalse(isClosed());
            sends("c".repeat(262_145) + GET);
            assertEquals(List.of("POST /"), handler.news());
            client.finishes();
            assertTrue(isClosed());
        }

        @Test
        void chunksThatNobodyReadsEndTheConnectionInTheEnd() {
            connect();
            handler.answersText("x");
            sends(post("Transfer-Encoding: chunked"));
            assertEquals(OK + "Content-Length: 1\r\n\r\nx", client.receivedText());
            sends("50000\r\n" + "c".repeat(0x50000) + "\r\n0\r\n\r\n" + GET);
            assertEquals(List.of("POST /"), handler.news());
            timer.advance(Duration.ofSeconds(2));
            assertTrue(isClosed());
        }

        @Test
        void aMalformedChunkIsAnsweredAndTold() {
            connect();
            sends(post("Transfer-Encoding: chunked") + "5\r\nhelloX");
            Exchange exchange = handler.exchange();
            assertEquals("hello!a malformed chunk", ScriptedHandler.read(exchange));
            assertEquals(List.of("POST /", "aborted: a malformed chunk"), handler.news());
            expectsRefusal(400);
            assertThrows(IOException.class, () -> exchange.read(ByteBuffer.allocate(1)));
            exchange.respond(200, List.of());
            exchange.end(List.of());
            client.expectsNothing();
        }

        @Test
        void aMalformedChunkCutsAResponseOff() throws IOException {
            connect();
            sends(post("Transfer-Encoding: chunked"));
            Exchange exchange = handler.exchange();
            exchange.respond(200, List.of());
            assertTrue(exchange.flush());
            assertEquals("", ScriptedHandler.read(exchange));
            sends("x\r\n");
            assertEquals("!a chunk without a size", ScriptedHandler.read(exchange));
            assertTrue(isClosed());
            assertEquals(
                    List.of("POST /", "readable", "aborted: a chunk without a size"),
                    handler.news());
        }

        @Test
        void contentThatEndsBeforeItsEndIsMalformed() {
            connect();
            sends(post("Content-Length: 5") + "hell");
            client.finishes();
            assertEquals(
                    "hell!the content has ended before its end",
                    ScriptedHandler.read(handler.exchange()));
            expectsRefusal(400);
            assertTrue(isClosed());
        }
    }

    @Nested
    class Expectations {

        private final String request = post("Content-Length: 5", "Expect: 100-Continue");

        @Test
        void a100IsSentWhenContentIsAskedFor() {
            connect();
            sends(request);
            client.expectsNothing();
            Exchange exchange = handler.exchange();
            assertEquals("", ScriptedHandler.read(exchange));
            assertEquals("HTTP/1.1 100 \r\n\r\n", client.receivedText());
            assertEquals("", ScriptedHandler.read(exchange));
            client.expectsNothing();
            sends("hello");
            assertEquals("hello.", ScriptedHandler.read(exchange));
            ScriptedHandler.respond(exchange, "x");
            assertEquals(OK + "Content-Length: 1\r\n\r\nx", client.receivedText());
            assertFalse(isClosed());
        }

        @Test
        void no100IsSentWhenContentHasCome() {
            connect();
            sends(request + "hel");
            assertEquals("hel", ScriptedHandler.read(handler.exchange()));
            client.expectsNothing();
        }

        @Test
        void aFinalResponseInsteadEndsTheConnection() {
            connect();
            handler.answersText("x");
            sends(request);
            assertEquals(
                    OK + "Content-Length: 1\r\nConnection: close\r\n\r\nx", client.receivedText());
            sends("hello" + GET);
            assertEquals(List.of("POST /"), handler.news());
        }

        @Test
        void no100FollowsAFinalResponse() throws IOException {
            connect();
            sends(request);
            Exchange exchange = handler.exchange();
            exchange.respond(200, List.of());
            assertTrue(exchange.flush());
            client.received();
            assertEquals("", ScriptedHandler.read(exchange));
            client.expectsNothing();
        }

        @Test
        void withoutContentNothingIsWaitedFor() {
            connect();
            handler.answersText("x");
            sends(get("/", "Expect: 100-continue"));
            assertEquals(OK + "Content-Length: 1\r\n\r\nx", client.receivedText());
        }

        @Test
        void oldClientsExpectNothing() {
            connect();
            sends("POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
            assertEquals("", ScriptedHandler.read(handler.exchange()));
            client.expectsNothing();
        }

        @Test
        void anythingElseCannotBeMet() {
            connect();
            sends(get("/", "Expect: 100-continue, x=y"));
            expectsRefusal(417);
            assertEquals(List.of(), handler.news());
        }
    }

    @Nested
    class Refusals {

        @Test
        void areTheLastWord() {
            connect();
            handler.answersText("x");
            sends(GET + post("Content-Length: 5", "Transfer-Encoding: chunked") + GET);
            String received = client.receivedText();
            String answered = OK + "Content-Length: 1\r\n\r\nx";
            assertTrue(received.startsWith(answered), received);
            assertEquals(
                    joined(
                                    "HTTP/1.1 400 ",
                                    "Content-Type: text/plain;charset=us-ascii",
                                    "Content-Length: 47",
                                    "Connection: close",
                                    "")
                            + "400: both Content-Length and Transfer-Encoding\n",
                    received.substring(answered.length()));
            sends(GET);
            client.expectsNothing();
            assertEquals(List.of("GET /"), handler.news());
            assertFalse(isClosed());
            client.finishes();
            assertTrue(isClosed());
        }

        @Test
        void doNotWaitForeverForTheClientToGo() {
            connect();
            sends("?\r\n");
            expectsRefusal(400);
            timer.advance(Duration.ofMillis(1999));
            sends("x");
            assertFalse(isClosed());
            timer.advance(Duration.ofMillis(1));
            assertTrue(isClosed());
        }

        @Test
        void haveNoContentForAHead() {
            settings =
                    settings.withCheck(
                            request -> Optional.of(new RequestCheck.Objection(421, "not here")));
            connect();
            sends("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            String received = client.receivedText();
            assertTrue(received.startsWith("HTTP/1.1 421 \r\n"), received);
            assertTrue(received.endsWith("\r\n\r\n"), received);
            assertEquals(List.of(), handler.news());
        }

        @Test
        void comeFromTheCheck() {
            settings =
                    settings.withCheck(
                            request ->
                                    request.authority().equals("a")
                                            ? Optional.empty()
                                            : Optional.of(
                                                    new RequestCheck.Objection(421, "not here")));
            connect();
            handler.answersText("x");
            sends(GET);
            assertTrue(client.receivedText().startsWith(OK));
            sends("GET / HTTP/1.1\r\nHost: b\r\n\r\n");
            expectsRefusal(421);
        }

        @Test
        void comeFromAHandlerThatThrows() {
            connect();
            handler.answers(
                    exchange -> {
                        throw new IllegalStateException("thrown by the test");
                    });
            sends(GET);
            expectsRefusal(500);
        }
    }

    @Nested
    class Timeouts {

        @Test
        void anIdleConnectionIsClosed() {
            connect();
            handler.answersText("x");
            timer.advance(Duration.ofSeconds(59));
            sends(GET);
            client.received();
            timer.advance(Duration.ofSeconds(59));
            assertFalse(isClosed());
            timer.advance(Duration.ofSeconds(1));
            assertTrue(isClosed());
            client.expectsNothing();
        }

        @Test
        void aHeadMustComeInTimeFromItsFirstByte() {
            connect();
            timer.advance(Duration.ofSeconds(30));
            for (int i = 0; i < 10; i++) {
                sends(GET.substring(i, i + 1));
                assertFalse(isClosed());
                client.expectsNothing();
                timer.advance(Duration.ofSeconds(1));
            }
            expectsRefusal(408);
        }

        @Test
        void emptyLinesAreNoHead() {
            connect();
            sends("\r\n");
            timer.advance(Duration.ofSeconds(30));
            sends("\r\n");
            timer.advance(Duration.ofSeconds(30));
            client.expectsNothing();
            assertTrue(isClosed());
        }

        @Test
        void contentMustComeWhileItIsAskedFor() {
            connect();
            sends(post("Content-Length: 5"));
            timer.advance(Duration.ofMinutes(5));
            Exchange exchange = handler.exchange();
            assertEquals("", ScriptedHandler.read(exchange));
            timer.advance(Duration.ofSeconds(29));
            client.expectsNothing();
            timer.advance(Duration.ofSeconds(1));
            expectsRefusal(408);
            assertEquals(List.of("POST /", "aborted: the content came too slowly"), handler.news());
            assertThrows(IOException.class, () -> exchange.read(ByteBuffer.allocate(1)));
        }

        @Test
        void contentThatDoesNotComeCutsAResponseOff() throws IOException {
            connect();
            sends(post("Content-Length: 5"));
            Exchange exchange = handler.exchange();
            exchange.respond(200, List.of());
            assertTrue(exchange.flush());
            client.received();
            assertEquals("", ScriptedHandler.read(exchange));
            timer.advance(Duration.ofSeconds(30));
            client.expectsNothing();
            assertTrue(isClosed());
        }

        @Test
        void contentMustNotTrickle() {
            connect();
            sends(post("Content-Length: 1000"));
            Exchange exchange = handler.exchange();
            assertEquals("", ScriptedHandler.read(exchange));
            int bytes = 0;
            while (!handler.news().contains("aborted: the content came too slowly")) {
                timer.advance(Duration.ofSeconds(1));
                sends("c");
                bytes++;
                ScriptedHandler.read(exchange);
            }
            assertEquals(31, bytes, 1);
            expectsRefusal(408);
        }

        @Test
        void contentMayComeSteadilyForAnyTime() {
            connect();
            sends(post("Content-Length: 1000000"));
            Exchange exchange = handler.exchange();
            assertEquals("", ScriptedHandler.read(exchange));
            for (int i = 0; i < 1000; i++) {
                timer.advance(Duration.ofSeconds(3));
                sends("c".repeat(1000));
                assertTrue(ScriptedHandler.read(exchange).startsWith("c".repeat(1000)));
            }
        }

        @Test
        void aClientThatTakesNothingIsGivenUp() throws IOException {
            connect();
            client.room(10);
            sends(GET);
            Exchange exchange = handler.exchange();
            exchange.respond(200, List.of());
            assertFalse(exchange.flush());
            timer.advance(Duration.ofSeconds(59));
            client.room(1);
            timer.advance(Duration.ofSeconds(59));
            assertFalse(isClosed());
            timer.advance(Duration.ofSeconds(1));
            assertTrue(isClosed());
            assertTrue(
                    handler.news()
                            .contains(
                                    "aborted: the peer took nothing of what was sent for too"
                                            + " long"));
        }

        @Test
        void aResponseThatHasEndedIsWaitedForAsWell() {
            connect();
            client.room(10);
            sends(GET);
            ScriptedHandler.respond(handler.exchange(), "x");
            handler.news();
            timer.advance(Duration.ofMinutes(1));
            assertTrue(isClosed());
            assertEquals(List.of(), handler.news());
        }

        @Test
        void anApplicationMayTakeItsTime() {
            connect();
            sends(GET);
            timer.advance(Duration.ofHours(5));
            ScriptedHandler.respond(handler.exchange(), "x");
            assertTrue(client.receivedText().endsWith("x"));
        }

        @Test
        void nothingIsLeftToTheTimerInTheEnd() {
            connect();
            sends(GET);
            client.breaks(new IOException("broken"));
            assertEquals(0, timer.pending());
        }
    }

    @Nested
    class Ends {

        @Test
        void anIdleConnectionIsShutDownAtOnce() {
            Http1Connection connection = connect();
            connection.shutdown();
            connection.shutdown();
            assertTrue(isClosed());
            client.expectsNothing();
        }

        @Test
        void anExchangeUnderWayIsTheLast() {
            Http1Connection connection = connect();
            sends(GET + GET);
            connection.shutdown();
            assertFalse(isClosed());
            ScriptedHandler.respond(handler.exchange(), "x");
            assertEquals(
                    OK + "Content-Length: 1\r\nConnection: close\r\n\r\nx", client.receivedText());
            assertEquals(List.of("GET /"), handler.news());
            client.finishes();
            assertTrue(isClosed());
        }

        @Test
        void aHeadThatIsBegunIsWaitedFor() {
            Http1Connection connection = connect();
            handler.answersText("x");
            sends("GET");
            connection.shutdown();
            assertFalse(isClosed());
            sends(GET.substring(3));
            assertTrue(client.receivedText().contains("Connection: close"));
            assertTrue(isClosed());
        }

        @Test
        void whoeverAnswersIsToldThatTheClientHasGone() {
            connect();
            sends(GET);
            Exchange exchange = handler.exchange();
            client.breaks(new IOException("broken"));
            assertEquals(List.of("GET /", "aborted: broken"), handler.news());
            assertThrows(IOException.class, () -> exchange.read(ByteBuffer.allocate(1)));
            exchange.respond(200, List.of());
            assertThrows(IOException.class, () -> exchange.write(ByteBuffer.allocate(1)));
            exchange.end(List.of());
            exchange.abort(new IOException("late"));
            assertEquals(List.of(), handler.news());
        }

        @Test
        void whoeverAnswersMayCutTheExchangeOff() {
            connect();
            sends(GET);
            Exchange exchange = handler.exchange();
            exchange.abort(new IOException("aborted by the test"));
            exchange.abort(new IOException("aborted again"));
            assertTrue(isClosed());
            assertEquals(List.of("GET /"), handler.news());
            assertThrows(IOException.class, () -> exchange.read(ByteBuffer.allocate(1)));
        }

        @Test
        void moreThanCanBeKeptIsTheEnd() {
            Http1Connection connection = connect();
            sends(GET);
            client.duplex().run(connection::onOverflow);
            assertTrue(isClosed());
            assertEquals(
                    List.of("GET /", "aborted: the peer sent more than could be kept"),
                    handler.news());
        }
    }

    @Nested
    class Switches {

        private final List<String> events = new ArrayList<>();

        /** Says what it reads, and answers "bye" to its shutdown. */
        private Connection successor(Duplex duplex) {
            return new Connection() {
                @Override
                public void onOpen() {
                    events.add("open");
                    onReadable();
                }

                @Override
                public void onReadable() {
                    try {
                        ByteBuffer bytes = ByteBuffer.allocate(4);
                        int count = duplex.read(bytes);
                        while (count > 0) {
                            events.add(
                                    new String(bytes.array(), 0, count, StandardCharsets.US_ASCII));
                            count = duplex.read(bytes.clear());
                        }
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }

                @Override
                public void onWritable() {
                    events.add("writable");
                }

                @Override
                public void onOverflow() {
                    events.add("overflow");
                }

                @Override
                public void onClosed(@Nullable IOException cause) {
                    events.add("closed");
                }

                @Override
                public void shutdown() {
                    events.add("shutdown");
                    duplex.close();
                }
            };
        }

        private void switchOver() {
            Exchange exchange = handler.exchange();
            exchange.handOver(this::successor);
            exchange.respond(101, List.of(new Field("Upgrade", "x")));
            exchange.end(List.of());
        }

        @Test
        void whatFollowsBelongsToTheNextProtocol() {
            Http1Connection connection = connect();
            sends(get("/", "Upgrade: x", "Connection: Upgrade") + "hello\n");
            switchOver();
            assertEquals(
                    "HTTP/1.1 101 \r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
                    client.receivedText());
            assertEquals(List.of("open", "hell", "o\n"), events);
            sends("more");
            connection.shutdown();
            assertEquals(List.of("open", "hell", "o\n", "more", "shutdown", "closed"), events);
            assertEquals(0, timer.pending());
        }

        @Test
        void contentComesFirst() {
            connect();
            sends(post("Content-Length: 5", "Expect: 100-continue"));
            switchOver();
            assertEquals(
                    joined(
                            "HTTP/1.1 100 ",
                            "",
                            "HTTP/1.1 101 ",
                            "Upgrade: x",
                            "Connection: Upgrade",
                            ""),
                    client.receivedText());
            assertEquals(List.of(), events);
            sends("hellonext");
            assertEquals(List.of("open", "next"), events);
        }

        @Test
        void anotherResponseSwitchesNothing() {
            connect();
            sends(GET);
            handler.exchange().handOver(this::successor);
            ScriptedHandler.respond(handler.exchange(), "x");
            sends(GET);
            assertEquals(List.of("GET /", "GET /"), handler.news());
            assertEquals(List.of(), events);
        }

        @Test
        void theSwitchWaitsUntilTheResponseHasLeft() {
            connect();
            client.room(5);
            sends(GET);
            switchOver();
            assertEquals(List.of(), events);
            client.unlimitedRoom();
            assertEquals(List.of("open"), events);
        }
    }

    /** Everything at once, through ends that take and give what chance will have. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void echoesComeBackWhateverTheSizes(long seed) {
        Random random = new Random(seed);
        MemoryDuplex.Pair ends = MemoryDuplex.pair(1 + random.nextInt(40_000));
        ends.right().random(seed);
        EchoHandler echo = new EchoHandler(random);
        ends.right().connect(duplex -> new Http1Connection(duplex, timer, settings, echo));
        PipeliningClient peer = new PipeliningClient(ends.left().random(seed + 1), random);
        ends.left().open(peer);
        peer.assertAnswered();
    }
}
