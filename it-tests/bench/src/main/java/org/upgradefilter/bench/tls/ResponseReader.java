package org.upgradefilter.bench.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Counts the responses in a server's bytes, split anywhere. For one connection. */
final class ResponseReader {

    private static final String LENGTH = "\r\ncontent-length: ";
    private static final int END_BYTES = 4;

    private final ByteBuffer head = ByteBuffer.allocate(4 * 1024);

    /** How many bytes of the end of a head were seen. */
    private int ended;

    private long contentLeft;

    /**
     * How many responses ended in {@code bytes}, all of which is consumed.
     *
     * @throws IOException if the server did not answer 200
     */
    int count(ByteBuffer bytes) throws IOException {
        int responses = 0;
        while (bytes.hasRemaining()) {
            if (contentLeft > 0) {
                int count = (int) Math.min(contentLeft, bytes.remaining());
                bytes.position(bytes.position() + count);
                contentLeft -= count;
            } else if (isEndOfHead(bytes.get())) {
                contentLeft = contentLength();
            } else {
                continue;
            }
            responses += contentLeft == 0 ? 1 : 0;
        }
        return responses;
    }

    private boolean isEndOfHead(byte b) {
        head.put(b);
        boolean isExpected = b == (ended % 2 == 0 ? '\r' : '\n');
        ended = isExpected ? ended + 1 : b == '\r' ? 1 : 0;
        return ended == END_BYTES;
    }

    private long contentLength() throws IOException {
        String text =
                new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1)
                        .toLowerCase(Locale.ROOT);
        head.clear();
        ended = 0;
        int start = text.indexOf(LENGTH);
        if (!text.startsWith("http/1.1 200") || start < 0) {
            throw new IOException("not as it should be: " + text);
        }
        int from = start + LENGTH.length();
        return Long.parseLong(text.substring(from, text.indexOf('\r', from)));
    }
}
