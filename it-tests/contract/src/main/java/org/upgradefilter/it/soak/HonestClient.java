package org.upgradefilter.it.soak;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.LongConsumer;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.upgradefilter.it.ClientFrames;
import org.upgradefilter.it.Frame;

/**
 * Sends one numbered message after the other, and sees that each comes back as it was. Confined to
 * the thread of {@link HonestClients}.
 */
final class HonestClient {

    private final int client;
    private final SocketChannel channel;
    private final SelectionKey key;

    /** Called with the time at which each message was sent, when its echo is complete. */
    private final LongConsumer onEcho;

    /** Not ours: reads frames split anywhere. */
    private final Draft_6455 frames = new Draft_6455();

    private ByteBuffer out = ByteBuffer.allocate(0);
    private NumberedMessage message;
    private boolean underway;
    private long sentAt;
    private int echoedBytes;
    private boolean saidClose;
    private boolean heardClose;
    private boolean ended;

    /** When the next message is due. */
    private long nextAt;

    HonestClient(int client, SocketChannel switched, Selector selector, LongConsumer onEcho)
            throws IOException {
        this.client = client;
        this.onEcho = onEcho;
        message = new NumberedMessage(client, 0);
        channel = switched;
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** How many messages have come back. */
    int echoed() {
        return message.number();
    }

    boolean isUnderway() {
        return underway;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isDue(long now) {
        return !underway && now - nextAt >= 0;
    }

    void dueAt(long time) {
        nextAt = time;
    }

    void sendNext() throws IOException {
        underway = true;
        out = message.frame();
        sentAt = System.nanoTime();
        write();
    }

    /** RFC 6455 §5.5.1; not while a message is on its way. */
    void sayClose() throws IOException {
        saidClose = true;
        out = ByteBuffer.wrap(ClientFrames.close(1000, ""));
        write();
    }

    void write() throws IOException {
        channel.write(out);
        key.interestOps(
                out.hasRemaining()
                        ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
                        : SelectionKey.OP_READ);
    }

    /** Reads what is there, through {@code in}. */
    void read(ByteBuffer in) throws IOException {
        int read = channel.read(in.clear());
        if (read < 0) {
            if (!heardClose) {
                throw new EOFException(this + " was cut off");
            }
            ended = true;
            key.cancel();
            return;
        }
        try {
            for (Framedata frame : frames.translateFrame(in.flip())) {
                hear(frame);
            }
        } catch (InvalidDataException e) {
            throw new IOException(this + " was sent what is no frame", e);
        }
    }

    private void hear(Framedata frame) {
        switch (frame.getOpcode()) {
            case TEXT, BINARY, CONTINUOUS -> hearEcho(frame);
            case CLOSING -> {
                int code = ((CloseFrame) frame).getCloseCode();
                if (!saidClose || code != 1000) {
                    throw new AssertionError(this + " was told to go, by " + code);
                }
                heardClose = true;
            }
            default -> {
                // A Ping: somebody was too busy for some seconds. The next message is the answer.
            }
        }
    }

    private void hearEcho(Framedata frame) {
        ByteBuffer piece = frame.getPayloadData();
        int opcode =
                switch (frame.getOpcode()) {
                    case TEXT -> Frame.TEXT;
                    case BINARY -> Frame.BINARY;
                    default -> Frame.CONTINUATION;
                };
        int expected = echoedBytes == 0 ? message.opcode() : Frame.CONTINUATION;
        if (!underway || opcode != expected || !message.has(piece, echoedBytes)) {
            throw new AssertionError(this + " was sent something else than its echo");
        }
        echoedBytes += piece.remaining();
        if (frame.isFin()) {
            if (echoedBytes != message.bytes()) {
                throw new AssertionError(this + " was sent " + echoedBytes + " bytes of its echo");
            }
            underway = false;
            echoedBytes = 0;
            message = new NumberedMessage(client, message.number() + 1);
            onEcho.accept(sentAt);
        }
    }

    void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return "honest " + message + (underway ? " (under way)" : "");
    }
}
