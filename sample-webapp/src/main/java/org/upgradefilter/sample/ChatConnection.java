package org.upgradefilter.sample;

import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.websocket.CloseCode;
import org.upgradefilter.websocket.MessageListener;
import org.upgradefilter.websocket.SendQueue;

/**
 * Speaks for one member of a {@link ChatRoom} while its WebSocket is open.
 *
 * <p>What the room says goes through a {@link SendQueue}: the room never waits for a slow member,
 * which is disconnected when too much has piled up. It may come back, and then hears who is here.
 */
final class ChatConnection extends MessageListener {

    private static final int MAX_MESSAGE_BYTES = 4 * 1024;
    private static final String TOO_BIG = "at most " + MAX_MESSAGE_BYTES + " bytes a message";
    private static final long MAX_QUEUED_BYTES = 256 * 1024;

    private final ChatRoom room;
    private final String wantedName;
    private ChatRoom.@Nullable Member member;

    ChatConnection(ChatRoom room, String wantedName) {
        this.room = room;
        this.wantedName = wantedName;
    }

    @Override
    public void onOpen(WebSocket socket) {
        SendQueue queue = new SendQueue(socket, MAX_QUEUED_BYTES, SendQueue.Overflow.CLOSE);
        member = room.join(wantedName, queue::sendText);
        super.onOpen(socket);
    }

    @Override
    protected @Nullable CompletionStage<?> onTextMessage(WebSocket socket, String message) {
        if (message.getBytes(StandardCharsets.UTF_8).length > MAX_MESSAGE_BYTES) {
            return socket.sendClose(CloseCode.MESSAGE_TOO_BIG.code(), TOO_BIG)
                    .exceptionally(closedAlready -> socket);
        }
        if (member != null) {
            member.say(message);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        leave();
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        leave();
    }

    private void leave() {
        if (member != null) {
            member.leave();
        }
    }
}
