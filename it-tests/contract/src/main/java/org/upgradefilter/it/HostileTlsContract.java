package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Peers that are upgraded to TLS and then do what they should not, or what hardly anybody does: the
 * connection ends or goes on as TLS has it, long before any time limit; nothing is left of it, the
 * log says nothing, and others are served.
 */
public abstract class HostileTlsContract extends ContainerContract {

    private static final RawRequest ASKING =
            RawRequest.line("OPTIONS /plain HTTP/1.1")
                    .replacing("Host", "127.0.0.1")
                    .with("Connection", "Upgrade")
                    .with("Upgrade", "TLS/1.2");

    private static final RawRequest GET = RawRequest.get("/plain").replacing("Host", "127.0.0.1");

    private final TlsApplication application = new TlsApplication();

    private CapturedLog log;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(application);
    }

    @BeforeEach
    void listen() {
        log = CapturedLog.begin();
    }

    @AfterEach
    void nothing_is_left() throws IOException {
        try (CapturedLog heard = log) {
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> application.connections() == 0);
            try (RawConnection connection = connect()) {
                connection.open(ASKING);
                RawConnection inside = connection.secured(socket -> {});
                assertEquals(200, inside.response().status());
                assertEquals(200, inside.exchange(GET).status());
            }
            assertEquals("", heard.text());
        }
    }

    /** A connection that is switched and waits for the handshake. */
    private RawConnection switched() throws IOException {
        RawConnection connection = connect();
        connection.open(ASKING);
        return connection;
    }

    private static void asItComes(SSLParameters parameters) {}

    /** A server that has had enough may reset while more is sent. */
    private static void sendAnyway(RawConnection connection, byte[] bytes) throws IOException {
        try {
            connection.send(bytes);
        } catch (SocketException reset) {
            // What is left was too much.
        }
    }

    @ParameterizedTest
    @EnumSource
    void what_is_no_hello_ends_it(HostileHello hello) throws IOException {
        try (RawConnection connection = switched()) {
            sendAnyway(connection, hello.bytes());
            connection.awaitEndOfAnything();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SSL_3", "TLS_1_0", "TLS_1_1"})
    void an_old_version_is_answered_protocol_version(HostileHello hello) throws IOException {
        assertEquals(70, alert(hello));
    }

    @Test
    void worthless_suites_are_answered_handshake_failure() throws IOException {
        assertEquals(40, alert(HostileHello.WORTHLESS_SUITES));
    }

    /** The description of the fatal alert, in clear, that answers (RFC 8446 §6). */
    private int alert(HostileHello hello) throws IOException {
        try (RawConnection connection = switched()) {
            connection.send(hello.bytes());
            byte[] answer = new byte[7];
            int read = 0;
            while (read < answer.length) {
                byte[] piece = new byte[answer.length - read];
                int count = connection.read(piece);
                assertTrue(count > 0, "an alert was expected");
                System.arraycopy(piece, 0, answer, read, count);
                read += count;
            }
            connection.awaitEnd();
            assertEquals(21, answer[0]);
            assertEquals(2, answer[5]);
            return answer[6];
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_handshake_byte_by_byte_is_understood(String version) throws IOException {
        try (RawConnection connection = switched()) {
            EngineClient client =
                    new EngineClient(connection, version, HostileTlsContract::asItComes);
            client.handshake(RawConnection::sendSlowly);
            isAnswered(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_hello_in_tiny_records_is_understood(String version) throws IOException {
        try (RawConnection connection = switched()) {
            EngineClient client =
                    new EngineClient(connection, version, HostileTlsContract::asItComes);
            List<byte[]> sent = new ArrayList<>();
            client.handshake(
                    (raw, records) -> {
                        raw.send(sent.isEmpty() ? EngineClient.inTinyRecords(records) : records);
                        sent.add(records);
                    });
            isAnswered(client);
        }
    }

    @Test
    void a_hello_of_two_records_is_understood() throws IOException {
        List<String> names = new ArrayList<>(Collections.nCopies(80, "a".repeat(255)));
        names.add("http/1.1");
        try (RawConnection connection = connect()) {
            connection.open(
                    RawRequest.line("OPTIONS /alpn/ HTTP/1.1")
                            .replacing("Host", "127.0.0.1")
                            .with("Connection", "Upgrade")
                            .with("Upgrade", "TLS/1.2"));
            EngineClient client =
                    new EngineClient(
                            connection,
                            "TLSv1.3",
                            parameters ->
                                    parameters.setApplicationProtocols(
                                            names.toArray(new String[0])));
            client.handshake(RawConnection::send);
            isAnswered(client);
        }
    }

    /** What asked is answered, and so is what comes inside. */
    private static void isAnswered(EngineClient client) throws IOException {
        assertTrue(client.textUntil("\r\n\r\n").startsWith("HTTP/1.1 200 "));
        client.send(GET);
        assertTrue(client.textUntil("authorization=null").startsWith("HTTP/1.1 200 "));
    }

    @Test
    void a_client_of_http_2_alone_is_refused() throws IOException {
        try (RawConnection connection = connect()) {
            connection.open(
                    RawRequest.line("OPTIONS /alpn/ HTTP/1.1")
                            .replacing("Host", "127.0.0.1")
                            .with("Connection", "Upgrade")
                            .with("Upgrade", "TLS/1.2"));
            EngineClient client =
                    new EngineClient(
                            connection,
                            "TLSv1.3",
                            parameters -> parameters.setApplicationProtocols(new String[] {"h2"}));
            SSLException refused =
                    assertThrows(SSLException.class, () -> client.handshake(RawConnection::send));
            assertTrue(refused.getMessage().contains("no_application_protocol"));
            connection.awaitEndOfAnything();
        }
    }

    /** It is shown the certificate there is; what it does then is its business. */
    @Test
    void an_unknown_name_is_shown_a_certificate_and_misdirected() throws IOException {
        try (RawConnection connection = switched()) {
            EngineClient client =
                    new EngineClient(
                            connection,
                            "TLSv1.3",
                            parameters ->
                                    parameters.setServerNames(
                                            List.of(new SNIHostName("unknown.example"))));
            client.handshake(RawConnection::send);
            isAnswered(client);
            client.send(RawRequest.get("/plain").replacing("Host", "unknown.example"));
            assertTrue(client.textUntil("\r\n\r\n").startsWith("HTTP/1.1 421 "));
        }
    }

    @Test
    void noise_instead_of_the_end_of_the_handshake_ends_it() throws IOException {
        try (RawConnection connection = switched()) {
            EngineClient client =
                    new EngineClient(connection, "TLSv1.3", HostileTlsContract::asItComes);
            connection.send(client.hello());
            connection.send(HostileHello.NOISE.bytes());
            connection.awaitEndOfAnything();
        }
    }

    @Test
    void another_handshake_is_refused_under_tls_1_2() throws IOException {
        try (RawConnection connection = switched()) {
            EngineClient client =
                    new EngineClient(connection, "TLSv1.2", HostileTlsContract::asItComes);
            client.handshake(RawConnection::send);
            isAnswered(client);
            client.handshakeAgain();
            assertThrows(IOException.class, () -> client.textUntil("never"));
            connection.awaitEndOfAnything();
        }
    }

    @Test
    void other_keys_are_agreed_upon_under_tls_1_3() throws IOException {
        try (RawConnection connection = switched()) {
            EngineClient client =
                    new EngineClient(connection, "TLSv1.3", HostileTlsContract::asItComes);
            client.handshake(RawConnection::send);
            isAnswered(client);
            for (int i = 0; i < 3; i++) {
                client.handshakeAgain();
                client.send(GET);
                assertTrue(client.textUntil("authorization=null").startsWith("HTTP/1.1 200 "));
            }
        }
    }

    @Test
    void who_never_stops_asking_for_other_keys_is_cut_off() throws IOException {
        try (RawConnection connection = switched()) {
            EngineClient client =
                    new EngineClient(connection, "TLSv1.3", HostileTlsContract::asItComes);
            client.handshake(RawConnection::send);
            isAnswered(client);
            assertThrows(
                    IOException.class,
                    () -> {
                        for (int i = 0; i < 1000; i++) {
                            client.handshakeAgain();
                        }
                        client.textUntil("never");
                    });
            connection.awaitEndOfAnything();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void who_has_said_good_bye_is_still_answered_what_it_asked(String version) throws IOException {
        try (RawConnection connection = switched()) {
            EngineClient client =
                    new EngineClient(connection, version, HostileTlsContract::asItComes);
            client.handshake(RawConnection::send);
            assertTrue(client.textUntil("\r\n\r\n").startsWith("HTTP/1.1 200 "));
            client.send(GET);
            client.sayGoodbye();
            assertTrue(client.textUntil("authorization=null").startsWith("HTTP/1.1 200 "));
            connection.awaitEndOfAnything();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void an_end_without_good_bye_is_the_end(String version) throws IOException {
        try (RawConnection connection = switched()) {
            EngineClient client =
                    new EngineClient(connection, version, HostileTlsContract::asItComes);
            client.handshake(RawConnection::send);
            isAnswered(client);
            connection.finishOutput();
            connection.awaitEndOfAnything();
        }
    }

    @Test
    void an_end_within_the_hello_is_the_end() throws IOException {
        try (RawConnection connection = switched()) {
            byte[] hello =
                    new EngineClient(connection, "TLSv1.3", HostileTlsContract::asItComes).hello();
            connection.send(Arrays.copyOf(hello, hello.length / 2));
            connection.finishOutput();
            connection.awaitEndOfAnything();
        }
    }

    /** That nothing is left of any of them is looked at afterwards. */
    @Test
    void connections_that_are_reset_are_forgotten() throws IOException {
        switched().reset();
        RawConnection begun = switched();
        begun.send(new EngineClient(begun, "TLSv1.3", HostileTlsContract::asItComes).hello());
        begun.reset();
        RawConnection through = switched();
        EngineClient client = new EngineClient(through, "TLSv1.3", HostileTlsContract::asItComes);
        client.handshake(RawConnection::send);
        isAnswered(client);
        through.reset();
    }
}
