package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Opening handshakes of channels, for clients that are too many for a thread each. */
public final class ChannelHandshake {

    private static final String END = "\r\n\r\n";

    private ChannelHandshake() {}

    /** A channel that is switched, and still blocks. */
    public static SocketChannel open(URI server, String path) throws IOException {
        SocketChannel channel = ask(server, path);
        try {
            awaitAnswer(channel);
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** A channel that has asked to be switched, over HTTP. */
    static SocketChannel ask(URI server, String path) throws IOException {
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
        channel.write(ByteBuffer.wrap(RawRequest.webSocket(path).bytes()));
        return channel;
    }

    /** Receives the answer, which must be a switch; nothing else may have been sent yet. */
    static void awaitAnswer(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1024);
        String head = "";
        while (!head.contains(END)) {
            if (channel.read(buffer) < 0) {
                throw new EOFException(head);
            }
            head = StandardCharsets.ISO_8859_1.decode(buffer.duplicate().flip()).toString();
        }
        assertTrue(head.startsWith("HTTP/1.1 101 ") && head.endsWith(END), head);
    }
}
