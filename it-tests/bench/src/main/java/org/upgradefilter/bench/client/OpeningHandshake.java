package org.upgradefilter.bench.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** The client's half of the opening handshake (RFC 6455 §4.1). */
final class OpeningHandshake {

    private static final int MOST_HEAD_BYTES = 8 * 1024;
    private static final String END = "\r\n\r\n";

    private OpeningHandshake() {}

    /** A connection that is switched; blocks. */
    static SocketChannel connect(LoadClient.Address address, Compression compression)
            throws IOException {
        SocketChannel channel = SocketChannel.open(address.socket());
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            String request =
                    "GET "
                            + address.path()
                            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                            + compression.field()
                            + "\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            check(head(channel), address, compression);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The server says nothing behind it before it has heard something. */
    private static String head(SocketChannel channel) throws IOException {
        ByteBuffer received = ByteBuffer.allocate(MOST_HEAD_BYTES);
        String head;
        do {
            if (channel.read(received) < 0) {
                throw new EOFException("the server closed instead of answering");
            }
            head = new String(received.array(), 0, received.position(), StandardCharsets.US_ASCII);
        } while (!head.contains(END));
        return head;
    }

    private static void check(String head, LoadClient.Address address, Compression compression)
            throws IOException {
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException(address.path() + " answered " + head.lines().findFirst());
        }
        if (!compression.isAccepted(head)) {
            throw new IOException(address.path() + " does not do " + compression + ": " + head);
        }
    }
}
