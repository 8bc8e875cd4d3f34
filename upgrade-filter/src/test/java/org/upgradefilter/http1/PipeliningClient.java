package org.upgradefilter.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;

/**
 * Sends requests with content one behind the other without waiting, the last with {@code
 * Connection: close}, and reads the responses as simply as can be when all has come.
 */
final class PipeliningClient implements Connection {

    private static final int REQUESTS = 20;

    private final Duplex duplex;
    private final ByteBuffer toSend;
    private final ByteBuffer room = ByteBuffer.allocate(10_000);
    private final List<String> contents = new ArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean unflushed;
    private boolean closed;

    PipeliningClient(Duplex duplex, Random random) {
        this.duplex = duplex;
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < REQUESTS; i++) {
            contents.add(content(random));
            append(requests, random, i);
        }
        toSend = ByteBuffer.wrap(Pieces.bytes(requests.toString()));
    }

    private static String content(Random random) {
        int length = random.nextInt(4) == 0 ? random.nextInt(100_000) : random.nextInt(100);
        StringBuilder content = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            content.append((char) random.nextInt(256));
        }
        return content.toString();
    }

    private void append(StringBuilder requests, Random random, int number) {
        String content = contents.get(number);
        requests.append("POST / HTTP/1.1\r\nHost: a\r\n");
        if (number == REQUESTS - 1) {
            requests.append("Connection: close\r\n");
        }
        if (random.nextBoolean()) {
            requests.append("Content-Length: ").append(content.length()).append("\r\n\r\n");
            requests.append(content);
            return;
        }
        requests.append("Transfer-Encoding: chunked\r\n\r\n");
        int at = 0;
        while (at < content.length()) {
            int size = Math.min(1 + random.nextInt(20_000), content.length() - at);
            requests.append(Integer.toHexString(size)).append("\r\n");
            requests.append(content, at, at + size).append("\r\n");
            at += size;
        }
        requests.append("0\r\n\r\n");
    }

    /** Every request was answered with its own content, in order, and then came the end. */
    void assertAnswered() {
        assertTrue(closed, "the connection is still open");
        String text = received.toString(StandardCharsets.ISO_8859_1);
        int at = 0;
        for (String content : contents) {
            int end = text.indexOf("\r\n\r\n", at) + 4;
            String head = text.substring(at, end);
            assertTrue(head.startsWith("HTTP/1.1 200 \r\n"), head);
            StringBuilder found = new StringBuilder();
            at =
                    head.contains("Transfer-Encoding: chunked\r\n")
                            ? readChunks(text, end, found)
                            : readLength(text, head, end, found);
            assertEquals(content, found.toString());
        }
        assertEquals(text.length(), at);
    }

    private static int readLength(String text, String head, int at, StringBuilder content) {
        int start = head.indexOf("Content-Length: ") + "Content-Length: ".length();
        int length = Integer.parseInt(head.substring(start, head.indexOf('\r', start)));
        content.append(text, at, at + length);
        return at + length;
    }

    private static int readChunks(String text, int start, StringBuilder content) {
        int at = start;
        while (true) {
            int lineEnd = text.indexOf("\r\n", at);
            int size = Integer.parseInt(text.substring(at, lineEnd), 16);
            int end = lineEnd + 2 + size;
            content.append(text, lineEnd + 2, end);
            assertEquals("\r\n", text.substring(end, end + 2));
            at = end + 2;
            if (size == 0) {
                return at;
            }
        }
    }

    private void advance() {
        try {
            boolean moves = !closed;
            while (moves) {
                int sent = toSend.hasRemaining() ? duplex.write(toSend) : 0;
                unflushed |= sent > 0;
                unflushed = unflushed && !duplex.flush();
                int count = duplex.read(room.clear());
                received.write(room.array(), 0, Math.max(count, 0));
                if (count < 0) {
                    closed = true;
                    duplex.close();
                    return;
                }
                moves = sent > 0 || count > 0;
            }
        } catch (IOException e) {
            throw new AssertionError("the transport has failed", e);
        }
    }

    @Override
    public void onOpen() {
        advance();
    }

    @Override
    public void onReadable() {
        advance();
    }

    @Override
    public void onWritable() {
        advance();
    }

    @Override
    public void onOverflow() {
        throw new AssertionError("nothing is lost in memory");
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        closed = true;
    }

    @Override
    public void shutdown() {
        duplex.close();
    }
}
