package org.upgradefilter.it;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.extensions.IExtension;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;

/** Java-WebSocket's client. */
final class JavaWebSocketClient implements CompressingClient {

    private static final int MAX_FRAME_BYTES = 32 << 20;

    private final Endpoint endpoint;
    private final Inbox<Message> messages = new Inbox<>();
    private final Inbox<String> pongs = new Inbox<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile String extensions = "";

    private JavaWebSocketClient(URI webSocket, String offer) {
        endpoint = new Endpoint(webSocket, offer);
    }

    static JavaWebSocketClient open(URI webSocket, String offer) throws InterruptedException {
        JavaWebSocketClient opened = new JavaWebSocketClient(webSocket, offer);
        if (!opened.endpoint.connectBlocking(20, TimeUnit.SECONDS)) {
            throw new AssertionError("no WebSocket with " + offer);
        }
        return opened;
    }

    @Override
    public String extensions() {
        return extensions;
    }

    @Override
    public void send(Message message) {
        if (message.content() instanceof String text) {
            endpoint.send(text);
        } else {
            endpoint.send(((ByteBuffer) message.content()).duplicate());
        }
    }

    @Override
    public void sendFragment(Message piece, boolean last) {
        if (piece.content() instanceof String text) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            endpoint.sendFragmentedFrame(Opcode.TEXT, bytes, last);
        } else {
            ByteBuffer bytes = ((ByteBuffer) piece.content()).duplicate();
            endpoint.sendFragmentedFrame(Opcode.BINARY, bytes, last);
        }
    }

    @Override
    public Message receive() throws InterruptedException {
        return messages.next();
    }

    @Override
    public void ping(String content) {
        PingFrame ping = new PingFrame();
        ping.setPayload(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
        endpoint.sendFrame(ping);
    }

    @Override
    public String awaitPong() throws InterruptedException {
        return pongs.next();
    }

    @Override
    public int close(int code, String reason) throws Exception {
        endpoint.close(code, reason);
        return closed.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        endpoint.close();
    }

    /** What Java-WebSocket tells. */
    private final class Endpoint extends WebSocketClient {

        Endpoint(URI webSocket, String offer) {
            super(
                    webSocket,
                    new Draft_6455(
                            List.<IExtension>of(new Offer(offer)),
                            List.of(new Protocol("")),
                            MAX_FRAME_BYTES));
        }

        @Override
        public void onOpen(ServerHandshake handshake) {
            extensions = handshake.getFieldValue("Sec-WebSocket-Extensions");
        }

        @Override
        public void onMessage(String content) {
            messages.add(Message.text(content));
        }

        @Override
        public void onMessage(ByteBuffer content) {
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            messages.add(Message.binary(bytes));
        }

        @Override
        public void onWebsocketPong(WebSocket socket, Framedata frame) {
            pongs.add(StandardCharsets.UTF_8.decode(frame.getPayloadData()).toString());
        }

        @Override
        public void onClose(int code, String reason, boolean remote) {
            closed.complete(code);
        }

        @Override
        public void onError(Exception cause) {
            closed.completeExceptionally(cause);
        }
    }

    /** Java-WebSocket's own extension, but for what it offers. */
    private static final class Offer extends PerMessageDeflateExtension {

        private final String offer;

        Offer(String offer) {
            this.offer = offer;
            setThreshold(0);
        }

        @Override
        public String getProvidedExtensionAsClient() {
            return offer;
        }

        @Override
        public IExtension copyInstance() {
            return new Offer(offer);
        }
    }
}
