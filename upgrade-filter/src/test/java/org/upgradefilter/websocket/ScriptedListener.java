package org.upgradefilter.websocket;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A listener that writes down what it is told, asks for nothing by itself, and does as scripted.
 */
final class ScriptedListener implements WebSocket.Listener {

    final List<String> told = new ArrayList<>();

    @Nullable WebSocket socket;

    /** What every call but {@code onError} returns, or throws. */
    Function<WebSocket, @Nullable CompletionStage<?>> answer = told -> null;

    private List<ByteBuffer> kept = new ArrayList<>();

    WebSocket socket() {
        if (socket == null) {
            throw new AssertionError("onOpen was not called");
        }
        return socket;
    }

    /** What was told since the last call. */
    List<String> news() {
        List<String> news = List.copyOf(told);
        told.clear();
        return news;
    }

    /** The binary pieces as they are now, in hexadecimal notation. */
    List<String> keptPieces() {
        return kept.stream().map(ScriptedListener::hex).toList();
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        told.add("open");
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        return tell("text \"" + data + "\"" + (last ? "" : "..."));
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        kept.add(data);
        return tell("binary " + hex(data) + (last ? "" : "..."));
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        return tell("ping \"" + StandardCharsets.UTF_8.decode(message) + "\"");
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        return tell("pong \"" + StandardCharsets.UTF_8.decode(message) + "\"");
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        return tell("close " + code + " \"" + reason + "\"");
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        told.add("error " + error.getMessage());
    }

    private @Nullable CompletionStage<?> tell(String event) {
        told.add(event);
        return answer.apply(socket());
    }

    private static String hex(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
