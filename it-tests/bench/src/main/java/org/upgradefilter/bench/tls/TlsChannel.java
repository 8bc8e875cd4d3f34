package org.upgradefilter.bench.tls;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** A client's end of TLS over a channel. For one thread. */
final class TlsChannel {

    /** Two records and a bit. */
    private static final int BUFFER_BYTES = 40 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private final ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
    private long received;

    TlsChannel(SocketChannel channel, SSLEngine engine) {
        this.channel = channel;
        this.engine = engine;
    }

    SocketChannel channel() {
        return channel;
    }

    SSLEngine engine() {
        return engine;
    }

    /** Encrypted bytes received so far. */
    long received() {
        return received;
    }

    /** Blocks. */
    void shakeHands() throws IOException {
        engine.beginHandshake();
        HandshakeStatus status = engine.getHandshakeStatus();
        while (status != HandshakeStatus.NOT_HANDSHAKING) {
            switch (status) {
                case NEED_WRAP -> engine.wrap(NOTHING, out);
                case NEED_TASK -> runTasks();
                default -> {
                    send();
                    takeMessage();
                }
            }
            status = engine.getHandshakeStatus();
        }
        send();
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask();
                task != null;
                task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends all of {@code clear}; waits if the channel does. */
    void write(ByteBuffer clear) throws IOException {
        while (clear.hasRemaining()) {
            if (engine.wrap(clear, out).getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                send();
            }
        }
        send();
    }

    private void send() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        out.clear();
    }

    /**
     * Decrypts one record into {@code dst}, which has room for any.
     *
     * @return how many bytes it holds; 0 if there is none now; -1 at the end
     */
    int read(ByteBuffer dst) throws IOException {
        while (true) {
            SSLEngineResult result = engine.unwrap(in, dst);
            switch (result.getStatus()) {
                case CLOSED -> {
                    return -1;
                }
                case BUFFER_UNDERFLOW -> {
                    int count = receive();
                    if (count <= 0) {
                        return count;
                    }
                }
                case BUFFER_OVERFLOW -> throw new IOException("a record that was not asked for");
                case OK -> {
                    // Not so of a ticket to resume with.
                    if (result.bytesProduced() > 0) {
                        return result.bytesProduced();
                    }
                }
            }
        }
    }

    /** Takes one message of the handshake, or waits for more. */
    private void takeMessage() throws IOException {
        SSLEngineResult result = engine.unwrap(in, NOTHING);
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW && receive() < 0) {
            throw new EOFException("the server has closed in the handshake");
        }
        if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new EOFException("the server has refused the handshake");
        }
    }

    private int receive() throws IOException {
        in.compact();
        int count = channel.read(in);
        in.flip();
        received += Math.max(count, 0);
        return count;
    }

    /** Says close_notify, and waits until the server has closed as well. Blocks. */
    void sayGoodbye() throws IOException {
        engine.closeOutbound();
        while (!engine.isOutboundDone()) {
            engine.wrap(NOTHING, out);
        }
        send();
        do {
            in.clear();
        } while (channel.read(in) >= 0);
    }
}
