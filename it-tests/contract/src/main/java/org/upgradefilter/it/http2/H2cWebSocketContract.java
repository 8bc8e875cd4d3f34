package org.upgradefilter.it.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientConnectionFactory;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.it.ClientFrames;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.H2cApplication;
import org.upgradefilter.it.JettyClient;
import org.upgradefilter.it.Message;

/** WebSockets over streams of connections that were upgraded to HTTP/2 (RFC 8441). */
public abstract class H2cWebSocketContract extends ContainerContract {

    private static final int ENABLE_CONNECT_PROTOCOL = 8;
    private static final int CANCEL = 8;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new H2cApplication());
    }

    /** Where HTTP/2 is spoken, and {@code /plain} was asked for on stream 1. */
    Http2Client begun() throws IOException {
        return Http2Client.upgraded(server(), Http2Client.asking("GET", "/plain")).begin();
    }

    /** Of a host and the scheme that the server goes by. */
    URI target(String path) {
        return URI.create("http://example.com" + path);
    }

    private Http2Client open() throws IOException {
        Http2Client client = begun();
        assertEquals(200, client.answer(1).status());
        return client;
    }

    private FieldBlock connect(String protocol, String path) {
        return FieldBlock.request("CONNECT", target(path))
                .with(":protocol", protocol)
                .with("sec-websocket-version", "13");
    }

    private int status(Http2Client client, int stream) throws IOException {
        FieldBlock request = FieldBlock.request("GET", target("/plain"));
        client.send(Http2Frame.lastHeaders(stream, request.bytes()));
        return client.answer(stream).status();
    }

    private void open(Http2Client client, int stream) throws IOException {
        client.send(Http2Frame.headers(stream, connect("websocket", "/socket").bytes()));
        Http2Answer head = client.head(stream);
        assertEquals(200, head.status());
        assertEquals(List.of(), head.fields("sec-websocket-accept"));
        assertEquals(List.of(), head.fields("upgrade"));
    }

    private static void echoes(Http2Client client, int stream, String text) throws IOException {
        client.send(Http2Frame.data(stream, ClientFrames.text(text)));
        byte[] echo = client.content(stream, 2 + text.length());
        assertEquals((byte) (ClientFrames.FIN | 1), echo[0]);
        assertEquals(text, new String(echo, 2, text.length(), StandardCharsets.US_ASCII));
    }

    private static void closes(Http2Client client, int stream) throws IOException {
        client.send(Http2Frame.data(stream, ClientFrames.close(1000, "")));
        assertEquals("880203e8", HexFormat.of().formatHex(client.answer(stream).content()));
        client.send(Http2Frame.lastData(stream, new byte[0]));
    }

    @Test
    void the_server_says_that_it_takes_websockets() throws IOException {
        try (Http2Client client = begun()) {
            byte[] settings = client.next(Http2Frame.SETTINGS).payload();
            assertEquals(1, Http2Frame.setting(settings, ENABLE_CONNECT_PROTOCOL).orElseThrow());
        }
    }

    @Test
    void a_websocket_opens_echoes_and_closes() throws IOException {
        try (Http2Client client = open()) {
            open(client, 3);
            echoes(client, 3, "hello");
            closes(client, 3);
            assertEquals(200, status(client, 5));
        }
    }

    @Test
    void a_frame_may_come_byte_by_byte() throws IOException {
        try (Http2Client client = open()) {
            open(client, 3);
            for (byte b : ClientFrames.text("hello")) {
                client.send(Http2Frame.data(3, new byte[] {b}));
            }
            assertEquals("810568656c6c6f", HexFormat.of().formatHex(client.content(3, 7)));
        }
    }

    @Test
    void many_share_a_connection_with_requests() throws IOException {
        try (Http2Client client = open()) {
            for (int stream = 3; stream < 63; stream += 4) {
                open(client, stream);
                assertEquals(200, status(client, stream + 2));
            }
            for (int stream = 3; stream < 63; stream += 4) {
                echoes(client, stream, "stream " + stream);
            }
            for (int stream = 3; stream < 63; stream += 4) {
                closes(client, stream);
            }
        }
    }

    @Test
    void a_websocket_that_is_reset_leaves_the_others_alone() throws IOException {
        try (Http2Client client = open()) {
            open(client, 3);
            open(client, 5);
            client.send(Http2Frame.reset(3, CANCEL));
            echoes(client, 5, "hello");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "websocket, /plain",
        "nothing,   /socket",
        "h2c,       /plain",
    })
    void what_is_not_let_is_refused(String protocol, String path) throws IOException {
        try (Http2Client client = open()) {
            client.send(Http2Frame.headers(3, connect(protocol, path).bytes()));
            int status = client.head(3).status();
            assertTrue(status >= 400 && status < 600, "answered " + status);
            assertEquals(200, status(client, 5));
        }
    }

    @Test
    void a_tunnel_is_refused() throws IOException {
        try (Http2Client client = open()) {
            FieldBlock tunnel =
                    FieldBlock.empty().with(":method", "CONNECT").with(":authority", "a.example:1");
            client.send(Http2Frame.headers(3, tunnel.bytes()));
            assertEquals(501, client.head(3).status());
        }
    }

    /** How Jetty's client comes to HTTP/2: upgrades, or opens its WebSockets nowhere. */
    HttpClient jettysClient() throws Exception {
        HttpClient http = new HttpClient(new OverUpgraded(new ClientConnector()));
        http.start();
        ContentResponse upgraded =
                http.newRequest(server().resolve("/facts"))
                        .headers(
                                fields ->
                                        fields.put(HttpHeader.UPGRADE, "h2c")
                                                .put(HttpHeader.HTTP2_SETTINGS, "")
                                                .put(
                                                        HttpHeader.CONNECTION,
                                                        "Upgrade, HTTP2-Settings"))
                        .timeout(20, TimeUnit.SECONDS)
                        .send();
        assertTrue(upgraded.getContentAsString().contains("protocol = HTTP/2.0\n"));
        return http;
    }

    @Test
    void jettys_client_opens_them_over_streams() throws Exception {
        HttpClient http = jettysClient();
        try {
            List<JettyClient> sockets = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sockets.add(JettyClient.open(new WebSocketClient(http), webSocket("/socket")));
            }
            for (JettyClient socket : sockets) {
                for (int length : new int[] {0, 1, 1000, 100_000, 1_000_000}) {
                    Message message = Message.text("x".repeat(length));
                    socket.send(message);
                    assertEquals(message, socket.receive());
                }
                assertEquals(1000, socket.close(1000, ""));
            }
        } finally {
            http.stop();
        }
    }

    /**
     * Begins connections with HTTP/1.1, but has WebSockets look for one that was upgraded. A server
     * that knows HTTP/2 by upgrade alone would not understand another one.
     */
    private static final class OverUpgraded extends HttpClientTransportDynamic {

        OverUpgraded(ClientConnector connector) {
            super(
                    connector,
                    HttpClientConnectionFactory.HTTP11,
                    new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(connector)));
        }

        @Override
        public Origin newOrigin(Request request) {
            Origin origin = super.newOrigin(request);
            return origin.getScheme().equals("ws")
                    ? new Origin(
                            "http",
                            origin.getAddress(),
                            origin.getTag(),
                            new Origin.Protocol(List.of("h2c"), false))
                    : origin;
        }
    }
}
