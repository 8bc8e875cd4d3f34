package org.upgradefilter.it;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** Sends everything back, piece by piece, and asks for the next piece when one is on its way. */
public final class Echo implements WebSocket.Listener {

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        return socket.sendText(data, last).thenRun(() -> socket.request(1));
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        return socket.sendBinary(data, last).thenRun(() -> socket.request(1));
    }
}
