package org.upgradefilter.websocket;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Strand;

/**
 * Messages that wait for one WebSocket, which sends one at a time: so many threads may send, and a
 * slow peer costs a bounded amount of memory and nobody's time.
 *
 * <p>Any thread; no method blocks. Once a queue is in use, nothing else may send text or binary on
 * its socket. When the socket is closed, what waits is dropped; a message that finds it closed is
 * not sent, every one after that is dropped and {@linkplain #dropped counted}, and nothing throws.
 */
public final class SendQueue {

    private static final System.Logger LOG = System.getLogger(SendQueue.class.getName());

    /** How many messages may wait in any case, and for how many bytes of the bound one more may. */
    private static final int MIN_QUEUED = 1024;

    private static final int BYTES_EACH = 64;

    private final WebSocket socket;
    private final long maxQueuedBytes;
    private final Overflow overflow;
    private final Strand strand = new Strand(this::onFailure);
    private final AtomicLong dropped = new AtomicLong();

    // Confined to the strand.
    private final ArrayDeque<Message> waiting = new ArrayDeque<>();
    private long queuedBytes;
    private boolean sending;
    private boolean ended;

    /** What happens to a message that would make the queue too large. */
    public enum Overflow {
        /** Those that have waited longest make way: for state of which only the newest counts. */
        DROP_OLDEST,
        /** It is dropped itself. */
        DROP_NEWEST,
        /** The WebSocket is closed with 1013: the peer may come again (IANA registry). */
        CLOSE
    }

    /**
     * @param maxQueuedBytes how many bytes of payload may wait; a single message may be as large,
     *     and one that is being sent no longer waits
     * @throws IllegalArgumentException if {@code maxQueuedBytes} is not positive
     */
    public SendQueue(WebSocket socket, long maxQueuedBytes, Overflow overflow) {
        if (maxQueuedBytes < 1) {
            throw new IllegalArgumentException(
                    "maxQueuedBytes must be positive: " + maxQueuedBytes);
        }
        this.socket = socket;
        this.maxQueuedBytes = maxQueuedBytes;
        this.overflow = overflow;
    }

    /** Queues a text message. */
    public void sendText(CharSequence message) {
        String text = message.toString();
        offer(new Message.Text(text, counted(text.getBytes(StandardCharsets.UTF_8).length)));
    }

    /**
     * Queues a binary message.
     *
     * @param message read when its turn comes, through a position and limit of its own; so it must
     *     not be changed, and may be given to many queues
     */
    public void sendBinary(ByteBuffer message) {
        offer(new Message.Binary(message.slice(), counted(message.remaining())));
    }

    /** How many messages were dropped so far. */
    public long dropped() {
        return dropped.get();
    }

    /** An empty message counts as well, or any number of them could wait. */
    private static long counted(int payloadBytes) {
        return Math.max(1, payloadBytes);
    }

    private void offer(Message message) {
        strand.execute(
                () -> {
                    if (ended || !makeRoom(message.bytes())) {
                        dropped.incrementAndGet();
                        return;
                    }
                    waiting.add(message);
                    queuedBytes += message.bytes();
                    sendNext();
                });
    }

    private boolean makeRoom(long bytes) {
        if (isRoomFor(bytes)) {
            return true;
        }
        if (bytes > maxQueuedBytes && overflow == Overflow.DROP_OLDEST) {
            // No room would be enough, so nobody need make way.
            return false;
        }
        switch (overflow) {
            case DROP_OLDEST -> {
                while (!waiting.isEmpty() && !isRoomFor(bytes)) {
                    queuedBytes -= waiting.remove().bytes();
                    dropped.incrementAndGet();
                }
            }
            case DROP_NEWEST -> {}
            case CLOSE -> {
                end();
                CompletionStage<WebSocket> closing =
                        socket.sendClose(CloseCode.TRY_AGAIN_LATER.code(), "too slow");
                closing.whenComplete((ignored, failure) -> logEnd(failure));
            }
        }
        return !ended && isRoomFor(bytes);
    }

    /** By number as well, for a small message takes more memory than its bytes. */
    private boolean isRoomFor(long bytes) {
        return bytes <= maxQueuedBytes - queuedBytes
                && waiting.size() <= MIN_QUEUED + maxQueuedBytes / BYTES_EACH;
    }

    private void sendNext() {
        Message next = sending || ended ? null : waiting.poll();
        if (next == null) {
            return;
        }
        queuedBytes -= next.bytes();
        sending = true;
        CompletionStage<WebSocket> sent = next.sendOn(socket);
        sent.whenComplete((ignored, failure) -> strand.execute(() -> onSent(failure)));
    }

    private void onSent(@Nullable Throwable failure) {
        sending = false;
        if (failure != null) {
            end();
            logEnd(failure);
        }
        sendNext();
    }

    private static void logEnd(@Nullable Throwable failure) {
        if (failure != null) {
            LOG.log(System.Logger.Level.DEBUG, "a queue ended: {0}", failure.toString());
        }
    }

    private void end() {
        ended = true;
        dropped.addAndGet(waiting.size());
        waiting.clear();
        queuedBytes = 0;
    }

    private void onFailure(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "a queue failed by a fault of ours", failure);
    }

    private sealed interface Message {

        long bytes();

        CompletionStage<WebSocket> sendOn(WebSocket socket);

        record Text(String text, long bytes) implements Message {
            @Override
            public CompletionStage<WebSocket> sendOn(WebSocket socket) {
                return socket.sendText(text, true);
            }
        }

        record Binary(ByteBuffer data, long bytes) implements Message {
            @Override
            public CompletionStage<WebSocket> sendOn(WebSocket socket) {
                return socket.sendBinary(data, true);
            }
        }
    }
}
