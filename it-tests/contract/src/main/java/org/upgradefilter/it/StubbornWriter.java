package org.upgradefilter.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A WebSocket whose client can tell whether the server still takes what it sends.
 *
 * <p>One thread may write while another reads.
 */
final class StubbornWriter implements AutoCloseable {

    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    private final SocketChannel channel;
    private final Selector writable = Selector.open();
    private final Selector readable = Selector.open();
    private long written;

    private StubbornWriter(SocketChannel channel) throws IOException {
        this.channel = channel;
    }

    static StubbornWriter open(URI server, String path) throws IOException {
        SocketChannel channel = SocketChannel.open();
        // Small ones, so that it is the server who must take what is sent, and not the system.
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SEND_BUFFER_BYTES);
        channel.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        StubbornWriter writer = new StubbornWriter(channel);
        writer.handshake(path);
        return writer;
    }

    private void handshake(String path) throws IOException {
        channel.write(ByteBuffer.wrap(RawRequest.webSocket(path).bytes()));
        ByteBuffer one = ByteBuffer.allocate(1);
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0 && channel.read(one.clear()) > 0) {
            head.append((char) one.get(0));
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError("a 101 expected, not\n" + head);
        }
        channel.configureBlocking(false);
        channel.register(writable, SelectionKey.OP_WRITE);
        channel.register(readable, SelectionKey.OP_READ);
    }

    /**
     * Writes as much of {@code bytes} as the server takes.
     *
     * @return false if it took nothing for as long as {@code patience}
     */
    boolean write(ByteBuffer bytes, Duration patience) throws IOException {
        while (bytes.hasRemaining()) {
            int count = channel.write(bytes);
            written += count;
            if (count == 0) {
                if (writable.select(patience.toMillis()) == 0) {
                    return false;
                }
                writable.selectedKeys().clear();
            }
        }
        return true;
    }

    /** How many bytes were taken since the handshake. */
    long written() {
        return written;
    }

    /**
     * Reads what there is.
     *
     * @return -1 if the server has finished
     * @throws AssertionError if nothing comes for as long as {@code patience}
     */
    int read(ByteBuffer into, Duration patience) throws IOException {
        int count = channel.read(into);
        while (count == 0) {
            if (readable.select(patience.toMillis()) == 0) {
                throw new AssertionError("nothing came in " + patience);
            }
            readable.selectedKeys().clear();
            count = channel.read(into);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        writable.close();
        readable.close();
        channel.close();
    }
}
