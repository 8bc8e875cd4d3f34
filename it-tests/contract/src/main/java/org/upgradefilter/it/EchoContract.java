package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages come back as they were sent, whoever sends them (RFC 6455 §5, §7). */
public abstract class EchoContract extends ContainerContract {

    private static final String MIXED = "a\u00e9\u20ac\ud83d\ude00";

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new EchoApplication(adapter()));
    }

    @ParameterizedTest
    @EnumSource
    void messages_of_both_kinds_and_of_none_and_one_byte(ClientKind kind) throws Exception {
        assertEchoes(
                kind,
                List.of(
                        Message.text("hello"),
                        Message.binary(bytes(5)),
                        Message.text(""),
                        Message.binary(),
                        Message.text("\0"),
                        Message.binary((byte) -1),
                        Message.text(MIXED)));
    }

    @ParameterizedTest
    @EnumSource
    void sizes_where_the_header_changes(ClientKind kind) throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int size : new int[] {124, 125, 126, 127, 128, 65534, 65535, 65536, 65537}) {
            messages.add(Message.binary(bytes(size)));
            messages.add(Message.text(mixed(size)));
        }
        assertEchoes(kind, messages);
    }

    /** Around the sizes of buffers. */
    @ParameterizedTest
    @EnumSource
    void sizes_where_a_buffer_ends(ClientKind kind) throws Exception {
        List<Message> messages = new ArrayList<>();
        for (int around : new int[] {4096, 8192, 16384, 32768}) {
            for (int size = around - 15; size <= around + 3; size++) {
                messages.add(Message.binary(bytes(size)));
            }
        }
        assertEchoes(kind, messages);
    }

    @ParameterizedTest
    @EnumSource
    void text_of_16_MiB(ClientKind kind) throws Exception {
        assertEchoes(kind, List.of(Message.text(mixed(EchoApplication.MAX_MESSAGE_BYTES))));
    }

    @ParameterizedTest
    @EnumSource
    void binary_of_16_MiB(ClientKind kind) throws Exception {
        assertEchoes(kind, List.of(Message.binary(bytes(EchoApplication.MAX_MESSAGE_BYTES))));
    }

    @ParameterizedTest
    @EnumSource
    void pings_are_answered_with_their_content(ClientKind kind) throws Exception {
        try (Client client = open(kind, "/echo")) {
            for (String content : List.of("", "p", "x".repeat(125))) {
                client.ping(content);
                assertEquals(content, client.awaitPong());
            }
            client.send(Message.text("still here"));
            assertEquals(Message.text("still here"), client.receive());
        }
    }

    @ParameterizedTest
    @EnumSource
    void close_is_answered_with_its_code(ClientKind kind) throws Exception {
        for (int code : new int[] {1000, 3000, 4999}) {
            try (Client client = open(kind, "/echo")) {
                assertEquals(code, client.close(code, "done"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1014, 3000, 4999})
    void server_answers_the_close_and_closes_the_connection_first(int code) throws IOException {
        try (RawConnection connection = open()) {
            connection.send(ClientFrames.close(code, "r".repeat(123)));
            Frame answer = connection.frame();
            assertEquals(code, answer.closeCode());
            connection.awaitEnd();
        }
    }

    @Test
    void close_without_a_code_is_answered_without_one() throws IOException {
        try (RawConnection connection = open()) {
            connection.send(ClientFrames.close());
            assertEquals(0, connection.closeFrame().payload().length);
            connection.awaitEnd();
        }
    }

    @Test
    void what_follows_a_close_is_not_read() throws IOException {
        try (RawConnection connection = open()) {
            connection.send(
                    ClientFrames.join(
                            ClientFrames.text("before"),
                            ClientFrames.close(1000, ""),
                            ClientFrames.text("after"),
                            bytes(100)));
            assertEquals(Message.text("before"), connection.message());
            assertEquals(1000, connection.frame().closeCode());
            connection.awaitEnd();
        }
    }

    @Test
    void peer_that_has_finished_still_gets_its_answers() throws IOException {
        assumeCapability(Capability.ANSWERS_A_PEER_THAT_HAS_FINISHED);

        try (RawConnection connection = open()) {
            connection.send(
                    ClientFrames.join(ClientFrames.text("last"), ClientFrames.close(1000, "")));
            connection.finishOutput();
            assertEquals(Message.text("last"), connection.message());
            assertEquals(1000, connection.frame().closeCode());
            connection.awaitEnd();
        }
    }

    @Test
    void fragments_make_one_message() throws IOException {
        try (RawConnection connection = open()) {
            connection.send(
                    ClientFrames.join(
                            fragment(Frame.TEXT, "one "),
                            fragment(Frame.CONTINUATION, ""),
                            fragment(Frame.CONTINUATION, "two "),
                            lastFragment("three")));
            assertEquals(Message.text("one two three"), connection.message());

            connection.send(
                    ClientFrames.join(
                            fragment(Frame.BINARY, ""),
                            fragment(Frame.CONTINUATION, "x"),
                            lastFragment("")));
            assertEquals(Message.binary((byte) 'x'), connection.message());

            connection.send(
                    ClientFrames.join(
                            fragment(Frame.TEXT, ""),
                            fragment(Frame.CONTINUATION, ""),
                            lastFragment("")));
            assertEquals(Message.text(""), connection.message());
        }
    }

    @Test
    void control_frames_may_stand_between_fragments() throws IOException {
        try (RawConnection connection = open()) {
            connection.send(fragment(Frame.TEXT, "one "));
            connection.send(ClientFrames.ping("in between"));
            Frame frame = connection.frame();
            while (frame.opcode() != Frame.PONG) {
                frame = connection.frame();
            }
            assertEquals("in between", frame.text());
            connection.send(ClientFrames.frame(ClientFrames.FIN | Frame.PONG));
            connection.send(lastFragment("two"));
            Frame last = connection.frame();
            while (!last.isFinal()) {
                last = connection.frame();
            }
            assertEquals(Frame.CONTINUATION, last.opcode());
            connection.send(ClientFrames.text("next"));
            assertEquals(Message.text("next"), connection.message());
        }
    }

    @Test
    void close_may_stand_between_fragments() throws IOException {
        try (RawConnection connection = open()) {
            connection.send(fragment(Frame.TEXT, "one "));
            connection.send(ClientFrames.close(1001, ""));
            assertEquals(1001, connection.closeFrame().closeCode());
            connection.awaitEnd();
        }
    }

    @Test
    void pongs_nobody_asked_for_are_ignored() throws IOException {
        try (RawConnection connection = open()) {
            connection.send(ClientFrames.frame(ClientFrames.FIN | Frame.PONG, bytes(125)));
            connection.send(ClientFrames.text("and?"));
            assertEquals(Message.text("and?"), connection.message());
        }
    }

    /** §5.5.3: the newest must be answered, the others may. */
    @Test
    void of_many_pings_the_last_is_answered() throws IOException {
        byte[][] pings = new byte[1000][];
        for (int i = 0; i < pings.length; i++) {
            pings[i] = ClientFrames.ping("ping " + i);
        }
        try (RawConnection connection = open()) {
            connection.send(ClientFrames.join(pings));
            int pongs = 1;
            while (!connection.frame().text().equals("ping 999")) {
                pongs++;
            }
            assertTrue(pongs <= pings.length);
        }
    }

    /** §5.6: a code point may be cut by the end of a fragment. */
    @Test
    void text_may_be_cut_anywhere() throws IOException {
        byte[] text = MIXED.getBytes(StandardCharsets.UTF_8);
        try (RawConnection connection = open()) {
            for (int first = 0; first <= text.length; first++) {
                for (int second = first; second <= text.length; second++) {
                    connection.send(
                            ClientFrames.join(
                                    ClientFrames.frame(
                                            Frame.TEXT, Arrays.copyOfRange(text, 0, first)),
                                    ClientFrames.frame(
                                            Frame.CONTINUATION,
                                            Arrays.copyOfRange(text, first, second)),
                                    ClientFrames.frame(
                                            ClientFrames.FIN | Frame.CONTINUATION,
                                            Arrays.copyOfRange(text, second, text.length))));
                    assertEquals(Message.text(MIXED), connection.message());
                }
            }
        }
    }

    @Test
    void frames_may_come_byte_by_byte() throws IOException {
        String longer = mixed(70_000);
        try (RawConnection connection = open()) {
            connection.sendSlowly(
                    ClientFrames.join(ClientFrames.text(MIXED), ClientFrames.binary(bytes(300))));
            assertEquals(Message.text(MIXED), connection.message());
            assertEquals(Message.binary(bytes(300)), connection.message());
            connection.sendSlowly(Arrays.copyOf(ClientFrames.text(longer), 500));
            connection.send(Arrays.copyOfRange(ClientFrames.text(longer), 500, 70_014));
            assertEquals(Message.text(longer), connection.message());
        }
    }

    @Test
    void many_messages_may_come_together() throws IOException {
        byte[][] frames = new byte[500][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = i % 2 == 0 ? ClientFrames.text("m" + i) : ClientFrames.binary(bytes(i));
        }
        try (RawConnection connection = open()) {
            connection.send(ClientFrames.join(frames));
            for (int i = 0; i < frames.length; i++) {
                Message expected = i % 2 == 0 ? Message.text("m" + i) : Message.binary(bytes(i));
                assertEquals(expected, connection.message());
            }
        }
    }

    private void assertEchoes(ClientKind kind, List<Message> messages) throws Exception {
        try (Client client = open(kind, "/echo")) {
            for (Message message : messages) {
                client.send(message);
                Message echoed = client.receive();
                // Not assertEquals, which would print 16 MiB.
                assertTrue(message.equals(echoed), () -> message + " came back as " + echoed);
            }
            assertEquals(1000, client.close(1000, ""));
        }
    }

    private RawConnection open() throws IOException {
        return RawConnection.webSocket(server(), "/echo");
    }

    private static byte[] fragment(int opcode, String content) {
        return ClientFrames.frame(opcode, content.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] lastFragment(String content) {
        return fragment(ClientFrames.FIN | Frame.CONTINUATION, content);
    }

    /** Always the same for a length. */
    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Text of so many bytes in UTF-8, of code points of every length. */
    private static String mixed(int bytes) {
        int each = MIXED.getBytes(StandardCharsets.UTF_8).length;
        return MIXED.repeat(bytes / each) + "z".repeat(bytes % each);
    }
}
