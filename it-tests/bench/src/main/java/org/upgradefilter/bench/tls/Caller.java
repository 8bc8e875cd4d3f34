package org.upgradefilter.bench.tls;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLEngine;
import org.upgradefilter.bench.Way;

/** A client's end of one connection: HTTP/1.1 inside TLS. For one thread. */
final class Caller implements AutoCloseable {

    private static final ByteBuffer ASKS_FOR_TLS =
            lines(
                    "OPTIONS /small HTTP/1.1",
                    "Host: localhost",
                    "Connection: Upgrade",
                    "Upgrade: TLS/1.2");
    private static final ByteBuffer SMALL = lines("GET /small HTTP/1.1", "Host: localhost");
    private static final String END = "\r\n\r\n";
    private static final int MOST_HEAD_BYTES = 4 * 1024;

    private final TlsChannel tls;
    private final ResponseReader responses = new ResponseReader();

    private Caller(TlsChannel tls) {
        this.tls = tls;
    }

    /**
     * A connection whose handshake is through; blocks.
     *
     * @param room for what is received, which is not kept
     */
    static Caller connect(Address address, Engines engines, SSLEngine engine, ByteBuffer room)
            throws IOException {
        SocketChannel channel = SocketChannel.open(address.socket());
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (address.way() == Way.OURS) {
                channel.write(ASKS_FOR_TLS.duplicate());
                requireSwitch(channel);
            }
            TlsChannel tls = new TlsChannel(channel, engine);
            tls.shakeHands();
            if (!engines.isAsAgreed(engine)) {
                throw new IOException("something else was agreed upon: " + engine.getSession());
            }
            Caller caller = new Caller(tls);
            if (address.way() == Way.OURS) {
                // The answer to what has asked for TLS (RFC 2817 §3.3).
                caller.await(room);
            }
            return caller;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The server says nothing behind it before it has heard something. */
    private static void requireSwitch(SocketChannel channel) throws IOException {
        ByteBuffer received = ByteBuffer.allocate(MOST_HEAD_BYTES);
        String head;
        do {
            if (channel.read(received) < 0) {
                throw new EOFException("the server closed instead of answering");
            }
            head = new String(received.array(), 0, received.position(), StandardCharsets.US_ASCII);
        } while (!head.contains(END));
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException("no switch: " + head);
        }
    }

    TlsChannel tls() {
        return tls;
    }

    /** Asks for 64 bytes. */
    void askForLittle() throws IOException {
        tls.write(SMALL.duplicate());
    }

    /** Reads what is there; gives the number of responses that ended. */
    int read(ByteBuffer room) throws IOException {
        int ended = 0;
        int count = tls.read(room.clear());
        while (count > 0) {
            ended += responses.count(room.flip());
            if (ended > 0) {
                // One is asked for at a time, so no more can be there.
                return ended;
            }
            count = tls.read(room.clear());
        }
        if (count < 0) {
            throw new EOFException("the server closed a connection");
        }
        return ended;
    }

    /** Waits for one response. Blocks. */
    void await(ByteBuffer room) throws IOException {
        while (read(room) == 0) {
            // A record that said nothing to us.
        }
    }

    /** One request and its response. Blocks. */
    void callOnce(ByteBuffer room) throws IOException {
        askForLittle();
        await(room);
    }

    /** Ends as the protocol wants it. Blocks. */
    void sayGoodbye() throws IOException {
        tls.sayGoodbye();
    }

    /** Drops what is still open. */
    @Override
    public void close() throws IOException {
        tls.channel().close();
    }

    /** The head of a request. */
    static ByteBuffer lines(String... lines) {
        String head = String.join("\r\n", lines) + END;
        return ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
    }

    /** Room for any record. */
    static ByteBuffer room() {
        return ByteBuffer.allocate(32 * 1024);
    }
}
