package org.upgradefilter.it;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/** Jetty's client. */
public final class JettyClient implements CompressingClient {

    private static final int MAX_MESSAGE_BYTES = 32 << 20;

    private final WebSocketClient client;
    private final Inbox<Message> messages = new Inbox<>();
    private final Inbox<String> pongs = new Inbox<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    private Session session;

    private JettyClient(WebSocketClient client) {
        this.client = client;
        client.setMaxTextMessageSize(MAX_MESSAGE_BYTES);
        client.setMaxBinaryMessageSize(MAX_MESSAGE_BYTES);
    }

    static JettyClient open(URI webSocket) throws Exception {
        return open(client(webSocket), webSocket);
    }

    /** Over the HTTP client of {@code client}, which stops with it. */
    public static JettyClient open(WebSocketClient client, URI webSocket) throws Exception {
        JettyClient opened = new JettyClient(client);
        opened.client.start();
        opened.session =
                opened.client.connect(opened.new Events(), webSocket).get(20, TimeUnit.SECONDS);
        return opened;
    }

    /** By the one way to connect that Jetty 12.0 and 12.1 both have. */
    @SuppressWarnings({"deprecation", "removal"})
    static JettyClient open(URI webSocket, String offer) throws Exception {
        ClientUpgradeRequest request = new ClientUpgradeRequest();
        request.addExtensions(offer);
        JettyClient opened = new JettyClient(client(webSocket));
        opened.client.start();
        opened.session =
                opened.client
                        .connect(opened.new Events(), webSocket, request)
                        .get(20, TimeUnit.SECONDS);
        return opened;
    }

    private static WebSocketClient client(URI webSocket) {
        if (webSocket.getScheme().equals("ws")) {
            return new WebSocketClient();
        }
        HttpClient http = new HttpClient();
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setSslContext(TestCertificate.context());
        http.setSslContextFactory(tls);
        return new WebSocketClient(http);
    }

    @Override
    public void send(Message message) throws Exception {
        Callback.Completable sent = new Callback.Completable();
        if (message.content() instanceof String content) {
            session.sendText(content, sent);
        } else {
            session.sendBinary(((ByteBuffer) message.content()).duplicate(), sent);
        }
        sent.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void sendFragment(Message piece, boolean last) throws Exception {
        Callback.Completable sent = new Callback.Completable();
        if (piece.content() instanceof String content) {
            session.sendPartialText(content, last, sent);
        } else {
            ByteBuffer content = (ByteBuffer) piece.content();
            session.sendPartialBinary(content.duplicate(), last, sent);
        }
        sent.get(20, TimeUnit.SECONDS);
    }

    @Override
    public String extensions() {
        List<String> lines =
                session.getUpgradeResponse().getHeaders().get("Sec-WebSocket-Extensions");
        return lines == null ? "" : String.join(", ", lines);
    }

    @Override
    public Message receive() throws InterruptedException {
        return messages.next();
    }

    @Override
    public void ping(String content) throws Exception {
        Callback.Completable sent = new Callback.Completable();
        session.sendPing(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)), sent);
        sent.get(20, TimeUnit.SECONDS);
    }

    @Override
    public String awaitPong() throws InterruptedException {
        return pongs.next();
    }

    @Override
    public int close(int code, String reason) throws Exception {
        session.close(code, reason, Callback.NOOP);
        return closed.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty's client did not stop", e);
        }
    }

    /** What Jetty tells; public, because Jetty calls it by reflection. */
    public final class Events implements Session.Listener.AutoDemanding {

        private Events() {}

        @Override
        public void onWebSocketText(String content) {
            messages.add(Message.text(content));
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            byte[] content = new byte[payload.remaining()];
            payload.get(content);
            messages.add(Message.binary(content));
            callback.succeed();
        }

        @Override
        public void onWebSocketPong(ByteBuffer payload) {
            pongs.add(StandardCharsets.UTF_8.decode(payload).toString());
        }

        /** The only one that Jetty 12.0 and 12.1 both call. */
        @Override
        @SuppressWarnings({"deprecation", "removal"})
        public void onWebSocketClose(int code, String reason) {
            closed.complete(code);
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            closed.completeExceptionally(cause);
        }
    }
}
