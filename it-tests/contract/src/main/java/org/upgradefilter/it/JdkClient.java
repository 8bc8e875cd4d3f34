package org.upgradefilter.it;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The client of {@code java.net.http}. */
final class JdkClient implements Client, WebSocket.Listener {

    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final Inbox<Message> messages = new Inbox<>();
    private final Inbox<String> pongs = new Inbox<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    private WebSocket socket;

    private JdkClient() {}

    private static HttpClient http(URI webSocket) {
        return webSocket.getScheme().equals("wss") ? Secure.HTTP : Clear.HTTP;
    }

    /** One client for all, for each has a thread. */
    private static final class Clear {
        static final HttpClient HTTP = HttpClient.newHttpClient();
    }

    /** One client for all that trusts the certificate of the tests. */
    private static final class Secure {
        static final HttpClient HTTP =
                HttpClient.newBuilder().sslContext(TestCertificate.context()).build();
    }

    static JdkClient open(URI webSocket) throws Exception {
        JdkClient client = new JdkClient();
        client.socket =
                http(webSocket)
                        .newWebSocketBuilder()
                        .buildAsync(webSocket, client)
                        .get(20, TimeUnit.SECONDS);
        return client;
    }

    @Override
    public void send(Message message) throws Exception {
        CompletableFuture<WebSocket> sent =
                message.content() instanceof String content
                        ? socket.sendText(content, true)
                        : socket.sendBinary(((ByteBuffer) message.content()).duplicate(), true);
        sent.get(20, TimeUnit.SECONDS);
    }

    @Override
    public Message receive() throws InterruptedException {
        return messages.next();
    }

    @Override
    public void ping(String content) throws Exception {
        ByteBuffer payload = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
        socket.sendPing(payload).get(20, TimeUnit.SECONDS);
    }

    @Override
    public String awaitPong() throws InterruptedException {
        return pongs.next();
    }

    @Override
    public int close(int code, String reason) throws Exception {
        socket.sendClose(code, reason).get(20, TimeUnit.SECONDS);
        return closed.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        socket.abort();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            messages.add(Message.text(text.toString()));
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] piece = new byte[data.remaining()];
        data.get(piece);
        binary.writeBytes(piece);
        if (last) {
            messages.add(Message.binary(binary.toByteArray()));
            binary.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
        pongs.add(StandardCharsets.UTF_8.decode(data).toString());
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }
}
