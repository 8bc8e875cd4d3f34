package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The echo within TLS: behind the container's own HTTPS, or {@link InsideTls}. */
public abstract class SecureContract extends ContainerContract {

    private static final int LARGE = 1 << 20;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new EchoApplication(adapter()));
    }

    @ParameterizedTest
    @EnumSource
    void small_messages_come_back(ClientKind kind) throws Exception {
        try (Client client = open(kind, "/echo")) {
            for (String text : new String[] {"", "hello", "x".repeat(20_000)}) {
                assertEchoes(client, Message.text(text));
            }
            client.ping("there?");
            assertEquals("there?", client.awaitPong());
            assertEquals(1000, client.close(1000, "done"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void large_messages_come_back(ClientKind kind) throws Exception {
        byte[] content = new byte[LARGE];
        new Random(1).nextBytes(content);
        try (Client client = open(kind, "/echo")) {
            for (int i = 0; i < 4; i++) {
                assertEchoes(client, Message.binary(content));
            }
            assertEquals(4999, client.close(4999, ""));
        }
    }

    private static void assertEchoes(Client client, Message message) throws Exception {
        client.send(message);
        Message echoed = client.receive();
        assertTrue(message.equals(echoed), () -> message + " came back as " + echoed);
    }

    @Test
    void early_message_is_answered() throws IOException {
        try (RawConnection connection = connect()) {
            connection.send(
                    ClientFrames.join(
                            RawRequest.webSocket("/echo").bytes(), ClientFrames.text("early")));
            assertEquals(101, connection.response().status());
            assertEquals(Message.text("early"), connection.message());
        }
    }

    /** RFC 6455 §7.1.1; with TLS there is a close_notify before the end. */
    @Test
    void server_closes_first() throws IOException {
        try (RawConnection connection = RawConnection.webSocket(server(), "/echo")) {
            connection.send(ClientFrames.close(1000, ""));
            assertEquals(1000, connection.frame().closeCode());
            connection.awaitEnd();
        }
    }

    @Test
    void violation_is_told() throws IOException {
        try (RawConnection connection = RawConnection.webSocket(server(), "/echo")) {
            connection.send((byte) 0x81, (byte) 0);
            assertEquals(1002, connection.closeFrame().closeCode());
            connection.awaitEnd();
        }
    }

    @Test
    void plain_get_is_426() throws IOException {
        try (RawConnection connection = connect()) {
            Response response = connection.exchange(RawRequest.get("/echo"));
            assertEquals(426, response.status());
            assertEquals("websocket", response.line("Upgrade"));
            assertEquals(200, connection.exchange(RawRequest.get("/plain")).status());
        }
    }

    @Test
    void java_client_gets() throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(TestCertificate.context()).build();
        HttpRequest get = HttpRequest.newBuilder(plainServer().resolve("/plain")).build();
        HttpResponse<String> got = client.send(get, BodyHandlers.ofString());
        assertEquals(PlainServlet.said("GET", new byte[0]) + " REQUEST", got.body());
    }
}
