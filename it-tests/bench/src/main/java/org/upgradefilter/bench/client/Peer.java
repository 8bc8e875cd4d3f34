package org.upgradefilter.bench.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One WebSocket, after the handshake. Confined to the client's thread. */
final class Peer {

    private static final int PATIENCE_MILLIS = 20_000;

    /** 1000, masked with 0. */
    private static final ByteBuffer CLOSE =
            ByteBuffer.wrap(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 0x03, (byte) 0xE8});

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Message.Burst burst;
    private final ReplyReader replies = new ReplyReader();
    private ByteBuffer out = ByteBuffer.allocate(0);

    /** The place in the burst of the message that is next to be sent. */
    private int place;

    /** Messages to be sent of which no byte has been. */
    private int owed;

    /** Messages sent, at least in part, and not echoed. */
    private int inFlight;

    private long received;

    Peer(SocketChannel channel, Selector selector, Message.Burst burst) throws IOException {
        this.channel = channel;
        this.burst = burst;
        channel.configureBlocking(false);
        key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** The next echo must be the next message; not while others are on their way. */
    void expectExactly() {
        replies.expect(burst.payload(place));
    }

    /** Bytes received so far, headers included. */
    long received() {
        return received;
    }

    void send(int messages) throws IOException {
        owed += messages;
        write();
    }

    /** Sends nothing that was not begun. */
    void stop() {
        owed = 0;
    }

    boolean isQuiet() {
        return inFlight == 0 && owed == 0;
    }

    void write() throws IOException {
        while (out.hasRemaining() || next()) {
            channel.write(out);
            if (out.hasRemaining()) {
                key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
        }
        if (key.interestOps() != SelectionKey.OP_READ) {
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    private boolean next() {
        int count = Math.min(owed, burst.count() - place);
        out = burst.frames(place, count);
        place = (place + count) % burst.count();
        owed -= count;
        inFlight += count;
        return count > 0;
    }

    /** Reads what is there, through {@code in}; tells how many messages ended. */
    int read(ByteBuffer in) throws IOException {
        int messages = 0;
        int read;
        do {
            read = channel.read(in.clear());
            if (read < 0) {
                throw new EOFException("the server closed a connection");
            }
            received += read;
            messages += replies.count(in.flip());
        } while (read == in.capacity());
        inFlight -= messages;
        return messages;
    }

    /**
     * Says Close (RFC 6455 §5.5.1), and that nothing follows; not while messages are on their way.
     */
    void sayClose() throws IOException {
        key.cancel();
        key.selector().selectNow();
        channel.configureBlocking(true);
        channel.write(CLOSE.duplicate());
        channel.shutdownOutput();
    }

    /** After {@link #sayClose}: waits until the server has closed too. */
    void awaitEnd() throws IOException {
        channel.socket().setSoTimeout(PATIENCE_MILLIS);
        channel.socket().getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    void close() throws IOException {
        channel.close();
    }
}
