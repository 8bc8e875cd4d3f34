package org.upgradefilter.it;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A listener that writes down what it is told, as in {@code text hello}, and checks that it is told
 * one thing at a time, and nothing after the end.
 *
 * <p>Asks for nothing by itself but what its constructor says.
 */
class Recorder implements WebSocket.Listener {

    /** Everything there is. */
    static final long ALL = Long.MAX_VALUE;

    private final long demand;
    private final Inbox<String> events = new Inbox<>();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean over;

    /**
     * @param demand what is asked for when the WebSocket opens; may be 0
     */
    Recorder(long demand) {
        this.demand = demand;
    }

    /** The next event, for which it waits. */
    String next() throws InterruptedException {
        return events.next();
    }

    /** True if nothing comes for a while. */
    boolean isQuiet() throws InterruptedException {
        return events.isQuiet(200);
    }

    /** True if the last event has been told. */
    boolean isOver() {
        return over;
    }

    /** The server's end, when it is open. */
    WebSocket socket() throws Exception {
        return socket.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void onOpen(WebSocket opened) {
        record("open", opened, null);
        if (demand > 0) {
            opened.request(demand);
        }
        socket.complete(opened);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        return record("text", from, data + (last ? "" : "..."));
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        return record("binary", from, data.remaining() + (last ? "" : "..."));
    }

    @Override
    public CompletionStage<?> onPing(WebSocket from, ByteBuffer data) {
        return record("ping", from, StandardCharsets.UTF_8.decode(data).toString());
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer data) {
        return record("pong", from, StandardCharsets.UTF_8.decode(data).toString());
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        CompletionStage<?> stage = record("close", from, code + " " + reason);
        over = true;
        return stage;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        record("error", from, error.getClass().getSimpleName() + " " + error.getMessage());
        over = true;
    }

    private CompletionStage<?> record(String event, WebSocket from, String detail) {
        if (inside.incrementAndGet() > 1) {
            events.add("told two things at a time: " + event);
        }
        if (over) {
            events.add("told something after the end: " + event);
        }
        events.add(detail == null ? event : event + " " + detail);
        try {
            return onEvent(event, from);
        } finally {
            inside.decrementAndGet();
        }
    }

    /** For listeners that do something as well; here, nothing. */
    CompletionStage<?> onEvent(String event, WebSocket from) {
        return null;
    }
}
