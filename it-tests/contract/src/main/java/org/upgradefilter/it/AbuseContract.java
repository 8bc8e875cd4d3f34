package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever breaks RFC 6455 is told so by the code of a Close, and cut off. */
public abstract class AbuseContract extends ContainerContract {

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new EchoApplication(adapter()));
    }

    /** Frames in hex; masked ones have a key of zeros. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    not masked                          | 1002 | 810568656c6c6f
                    not masked, empty                   | 1002 | 8100
                    first reserved bit                  | 1002 | c18000000000
                    second reserved bit                 | 1002 | a18000000000
                    third reserved bit                  | 1002 | 918000000000
                    reserved bit of a control frame     | 1002 | c98000000000
                    reserved opcode 3                   | 1002 | 838000000000
                    reserved opcode 7                   | 1002 | 878000000000
                    reserved opcode 11                  | 1002 | 8b8000000000
                    reserved opcode 15                  | 1002 | 8f8000000000
                    16-bit length of 125                | 1002 | 82fe007d00000000
                    16-bit length of 0                  | 1002 | 82fe000000000000
                    64-bit length of 65535              | 1002 | 82ff000000000000ffff00000000
                    length of 64 bits                   | 1002 | 82ff800000000000000000000000
                    ping of 126 bytes                   | 1002 | 89fe007e00000000
                    close of 126 bytes                  | 1002 | 88fe007e00000000
                    fragmented ping                     | 1002 | 098000000000
                    fragmented close                    | 1002 | 088000000000
                    continuation of nothing             | 1002 | 808000000000
                    continuation after a message        | 1002 | 8180 00000000 8080 00000000
                    text within a message               | 1002 | 018000000000818000000000
                    binary within a message             | 1002 | 018000000000828000000000
                    close of one byte                   | 1002 | 88810000000003
                    reason that is not UTF-8            | 1007 | 88840000000003e8c328
                    byte that is never UTF-8            | 1007 | 8181 00000000 ff
                    longer than needed                  | 1007 | 8182 00000000 c0af
                    surrogate                           | 1007 | 8183 00000000 eda080
                    beyond the last code point          | 1007 | 8184 00000000 f4908080
                    code point that does not end        | 1007 | 8182 00000000 e282
                    second byte missing                 | 1007 | 8182 00000000 c341
                    code point cut by the end of a fragment, not continued | 1007 | 0182 00000000 e282 8081 00000000 41
                    too big                             | 1009 | 82ff 0000000001000001 00000000
                    too big by far                      | 1009 | 82ff 7fffffffffffffff 00000000
                    """)
    void peer_is_told_by_a_code(String what, int code, String frames) throws IOException {
        try (RawConnection connection = open()) {
            connection.send(HexFormat.of().parseHex(frames.replace(" ", "")));
            assertEquals(code, connection.closeFrame().closeCode(), what);
            connection.finishOutput();
            connection.awaitEnd();
        }
    }

    /** The header alone is enough, and of text its first wrong byte. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    ping too long, no payload yet | 1002 | 89fe007e
                    not masked, no payload yet    | 1002 | 8105
                    text that goes on             | 1007 | 01ff 0000000000100000 00000000 616263 ff
                    """)
    void peer_is_told_at_once(String what, int code, String bytes) throws IOException {
        try (RawConnection connection = open()) {
            connection.send(HexFormat.of().parseHex(bytes.replace(" ", "")));
            // The masking key belongs to the header of a ping.
            connection.send(new byte[4]);
            assertEquals(code, connection.closeFrame().closeCode(), what);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 9999, 65535
            })
    void codes_that_must_not_be_sent(int code) throws IOException {
        try (RawConnection connection = open()) {
            connection.send(ClientFrames.close(code, ""));
            assertEquals(1002, connection.closeFrame().closeCode());
            connection.finishOutput();
            connection.awaitEnd();
        }
    }

    /** §7.1.1: also if the peer does nothing more at all. */
    @Test
    void silent_peer_is_cut_off_after_a_violation() throws IOException {
        try (RawConnection connection = open()) {
            connection.send(HexFormat.of().parseHex("8100"));
            assertEquals(1002, connection.closeFrame().closeCode());
            connection.awaitEnd();
        }
    }

    @Test
    void fragments_that_are_too_big_together() throws IOException {
        try (RawConnection connection = open()) {
            byte[] half = new byte[EchoApplication.MAX_MESSAGE_BYTES / 2];
            CompletableFuture<Void> sent =
                    inBackground(
                            () -> {
                                connection.send(ClientFrames.frame(Frame.BINARY, half));
                                connection.send(ClientFrames.frame(Frame.CONTINUATION, half));
                                connection.send(ClientFrames.frame(Frame.CONTINUATION));
                                connection.send(
                                        ClientFrames.frame(
                                                ClientFrames.FIN | Frame.CONTINUATION, (byte) 0));
                            });
            assertEquals(1009, connection.closeFrame().closeCode());
            sent.join();
        }
    }

    @Test
    void what_came_before_is_answered_first() throws IOException {
        try (RawConnection connection = open()) {
            connection.send(
                    ClientFrames.join(
                            ClientFrames.text("good"), HexFormat.of().parseHex("838000000000")));
            assertEquals(Message.text("good"), connection.message());
            assertEquals(1002, connection.frame().closeCode());
        }
    }

    /** A connection that is closed while it receives is reset, and a reset destroys the Close. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    too big          | 1009 | 82ff 0000000002000000 00000000
                    reserved opcode  | 1002 | 83ff 0000000002000000 00000000
                    reserved bit     | 1002 | c2ff 0000000000f00000 00000000
                    not masked       | 1002 | 827f 0000000000f00000
                    not UTF-8        | 1007 | 81ff 0000000000f00000 00000000 ff
                    huge ping        | 1002 | 89ff 0000000002000000 00000000
                    no such length   | 1002 | 82ff f000000002000000 00000000
                    """)
    void close_reaches_a_peer_that_is_still_sending(String what, int code, String head)
            throws Exception {
        byte[] piece = new byte[1 << 16];
        try (RawConnection connection = open()) {
            connection.send(HexFormat.of().parseHex(head.replace(" ", "")));
            CompletableFuture<Void> sent =
                    inBackground(
                            () -> {
                                for (int i = 0; i < 512; i++) {
                                    connection.send(piece);
                                }
                            });
            // A client that looks only when all is sent: 32 MiB.
            sent.handle((done, failure) -> null).get(20, TimeUnit.SECONDS);
            assertEquals(code, connection.closeFrame().closeCode(), what);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"82ff7fffffffffffffff00000000", "8100", "83ff000000000200000000000000"})
    void peer_that_never_stops_sending_is_cut_off(String violation) throws IOException {
        byte[] garbage = new byte[1 << 16];
        Arrays.fill(garbage, (byte) 0x81);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        try (RawConnection connection = open()) {
            connection.send(HexFormat.of().parseHex(violation));
            assertThrows(
                    IOException.class,
                    () -> {
                        while (System.nanoTime() < deadline) {
                            connection.send(garbage);
                        }
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"81", "8185", "81fe01", "8185000000", "8185000000006865", "0180 00000000"})
    void end_within_a_message_ends_the_connection(String bytes) throws IOException {
        try (RawConnection connection = open()) {
            connection.send(HexFormat.of().parseHex(bytes.replace(" ", "")));
            connection.finishOutput();
            connection.awaitEndOfAnything();
        }
        assertStillServes();
    }

    @Test
    void reset_ends_the_connection_and_no_other() throws IOException {
        try (RawConnection other = open()) {
            for (int i = 0; i < 20; i++) {
                RawConnection connection = open();
                connection.send(ClientFrames.binary(new byte[100_000]));
                connection.reset();
            }
            other.send(ClientFrames.text("not me"));
            assertEquals(Message.text("not me"), other.message());
        }
        assertStillServes();
    }

    /** HTTP after the switch is no more than a bad frame. */
    @Test
    void request_after_the_switch_is_not_answered() throws IOException {
        try (RawConnection connection = open()) {
            connection.send(RawRequest.get("/plain"));
            Frame close = connection.closeFrame();
            assertEquals(1002, close.closeCode());
            assertTrue(close.payload().length > 2, "a Close says why");
            connection.awaitEnd();
        }
    }

    private void assertStillServes() throws IOException {
        try (RawConnection connection = open()) {
            connection.send(ClientFrames.text("still here"));
            assertEquals(Message.text("still here"), connection.message());
        }
    }

    private RawConnection open() throws IOException {
        return RawConnection.webSocket(server(), "/echo");
    }

    private static CompletableFuture<Void> inBackground(Sending sending) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        sending.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    /** Sends, and may find that it cannot. */
    @FunctionalInterface
    private interface Sending {
        void run() throws IOException;
    }

    /** Whoever is gone before anything has begun takes nobody's place. */
    @Test
    void handshakes_that_are_reset_at_once_leave_nothing() throws Exception {
        assumeCapability(Capability.TELLS_OF_AN_EARLY_RESET);
        try (RawConnection honest = connect()) {
            honest.open(RawRequest.webSocket("/echo"));
            Awaitility.await().until(AbuseContract::connectionCount, count -> count > 0);
        }
        for (int i = 0; i < 100; i++) {
            connect().send(RawRequest.webSocket("/echo")).reset();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .until(AbuseContract::connectionCount, count -> count == 0);
    }

    /** Of all filters in this process, for each test has closed what it has opened. */
    private static int connectionCount() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        int count = 0;
        for (ObjectName filter :
                server.queryNames(new ObjectName("org.upgradefilter:type=UpgradeFilter,*"), null)) {
            count += (int) server.getAttribute(filter, "ConnectionCount");
        }
        return count;
    }
}
