package org.upgradefilter.websocket;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.upgradefilter.websocket.MessageSink.Part;

/**
 * The application's end: the JDK's {@link WebSocket}, whose documentation holds word for word. Any
 * thread.
 *
 * <p>Every method checks its arguments, posts to the connection's strand and returns. A stage
 * completes when its frame was copied into the connection's buffer or taken by the socket: on the
 * thread that sent it, on one that waits for it, or on one of the container's workers.
 */
final class ServerWebSocket implements WebSocket {

    private static final int MAX_CONTROL_BYTES = 125;

    private enum Kind {
        TEXT,
        BINARY
    }

    private final WebSocketConnection connection;
    private final String subprotocol;

    private final AtomicBoolean sendingData = new AtomicBoolean();
    private final AtomicBoolean sendingControl = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Runnable dataSent = this::onDataSent;
    private final Runnable controlSent = this::onControlSent;

    private volatile boolean outputClosed;
    private volatile boolean inputClosed;

    // Touched only between setting sendingData and clearing it.
    private Kind kind = Kind.TEXT;
    private boolean withinMessage;

    ServerWebSocket(WebSocketConnection connection, String subprotocol) {
        this.connection = connection;
        this.subprotocol = subprotocol;
    }

    @Override
    public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
        ByteBuffer payload;
        try {
            payload = encode(data.toString());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        return sendData(Kind.TEXT, payload, last ? Part.LAST : Part.MORE);
    }

    @Override
    public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
        return sendData(Kind.BINARY, data, last ? Part.LAST : Part.MORE);
    }

    private CompletableFuture<WebSocket> sendData(Kind sent, ByteBuffer payload, Part part) {
        if (!sendingData.compareAndSet(false, true)) {
            return misuse("a message is being sent; wait for its stage, or use a SendQueue");
        }
        if (withinMessage && sent != kind) {
            Kind begun = kind;
            sendingData.set(false);
            return misuse("a " + begun + " message has been begun and must be ended first");
        }
        Opcode opcode =
                withinMessage
                        ? Opcode.CONTINUATION
                        : sent == Kind.TEXT ? Opcode.TEXT : Opcode.BINARY;
        kind = sent;
        withinMessage = part == Part.MORE;
        return send(opcode, part, payload, dataSent);
    }

    @Override
    public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
        return sendControl(Opcode.PING, message);
    }

    @Override
    public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
        return sendControl(Opcode.PONG, message);
    }

    private CompletableFuture<WebSocket> sendControl(Opcode opcode, ByteBuffer message) {
        if (message.remaining() > MAX_CONTROL_BYTES) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("a control frame carries at most 125 bytes"));
        }
        if (!sendingControl.compareAndSet(false, true)) {
            return misuse("a Ping or Pong is being sent; wait for its stage");
        }
        return send(opcode, Part.LAST, message, controlSent);
    }

    @Override
    public CompletableFuture<WebSocket> sendClose(int statusCode, String reason) {
        if (statusCode == CloseCode.NO_STATUS.code()) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("1005 stands for no code and is never sent"));
        }
        ByteBuffer payload;
        try {
            payload = new CloseBody(statusCode, reason).payload();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (outputClosed || !closing.compareAndSet(false, true)) {
            return CompletableFuture.failedFuture(new IOException("the output is closed"));
        }
        outputClosed = true;
        return post(Opcode.CLOSE, Part.LAST, payload, () -> {});
    }

    private CompletableFuture<WebSocket> send(
            Opcode opcode, Part part, ByteBuffer payload, Runnable release) {
        if (outputClosed) {
            release.run();
            return CompletableFuture.failedFuture(new IOException("the output is closed"));
        }
        return post(opcode, part, payload, release);
    }

    private CompletableFuture<WebSocket> post(
            Opcode opcode, Part part, ByteBuffer payload, Runnable release) {
        SendStage stage = new SendStage();
        Outgoing.Receipt receipt = new Outgoing.Receipt(stage, this, release);
        connection.send(Outgoing.of(opcode, part, payload, receipt));
        return stage.handOut();
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            throw new IllegalArgumentException("request() takes a positive number: " + n);
        }
        connection.request(n);
    }

    @Override
    public String getSubprotocol() {
        return subprotocol;
    }

    @Override
    public boolean isOutputClosed() {
        return outputClosed;
    }

    @Override
    public boolean isInputClosed() {
        return inputClosed;
    }

    @Override
    public void abort() {
        closeOutput();
        closeInput();
        connection.abort();
    }

    private void onDataSent() {
        sendingData.set(false);
    }

    private void onControlSent() {
        sendingControl.set(false);
    }

    void closeOutput() {
        outputClosed = true;
    }

    void closeInput() {
        inputClosed = true;
    }

    private static CompletableFuture<WebSocket> misuse(String why) {
        return CompletableFuture.failedFuture(new IllegalStateException(why));
    }

    /**
     * UTF-8 of {@code text}.
     *
     * @throws IllegalArgumentException if a surrogate is alone, which has no encoding
     */
    private static ByteBuffer encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new IllegalArgumentException("the text has half a surrogate pair");
                }
                i++;
            }
        }
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
