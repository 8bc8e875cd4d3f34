package org.upgradefilter.websocket;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A {@link WebSocket} that writes down what it is asked, and whose sends complete when the test
 * says so. Whatever the JDK's would not take is written down as {@code misuse}.
 */
final class ManualWebSocket implements WebSocket {

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final Deque<CompletableFuture<WebSocket>> pending = new ArrayDeque<>();
    private @Nullable CompletableFuture<WebSocket> closing;

    /** What was asked since the last call. */
    List<String> asked() {
        List<String> news = List.copyOf(asked);
        asked.clear();
        return news;
    }

    /** The message that is being sent has gone out. */
    void completes() {
        pending.remove().complete(this);
    }

    /** The message that is being sent never goes out. */
    void fails(Throwable cause) {
        pending.remove().completeExceptionally(cause);
    }

    /** The Close has gone out. */
    void closes() {
        if (closing == null) {
            throw new AssertionError("no Close was sent");
        }
        closing.complete(this);
    }

    boolean isSending() {
        return !pending.isEmpty();
    }

    @Override
    public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
        return send("text " + data, last);
    }

    @Override
    public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return send("binary " + HexFormat.of().formatHex(bytes), last);
    }

    private CompletableFuture<WebSocket> send(String message, boolean last) {
        if (!pending.isEmpty() || closing != null) {
            asked.add("misuse: " + message);
        }
        asked.add(message + (last ? "" : "..."));
        CompletableFuture<WebSocket> sent = new CompletableFuture<>();
        pending.add(sent);
        return sent;
    }

    @Override
    public CompletableFuture<WebSocket> sendClose(int statusCode, String reason) {
        asked.add("close " + statusCode + " " + reason);
        closing = new CompletableFuture<>();
        return closing;
    }

    @Override
    public void request(long n) {
        asked.add("request " + n);
    }

    @Override
    public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getSubprotocol() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOutputClosed() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isInputClosed() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void abort() {
        throw new UnsupportedOperationException();
    }
}
