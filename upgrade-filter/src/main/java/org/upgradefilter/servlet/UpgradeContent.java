package org.upgradefilter.servlet;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads the content of a request before its connection is switched (RFC 9110 §7.8). */
final class UpgradeContent {

    private UpgradeContent() {}

    /**
     * Reads all of it, for as long as the container waits for the client.
     *
     * @param bytes how much there is by {@code Content-Length}
     * @return empty if somebody before us has read it, be it as parameters; nothing is lost then
     * @throws IOException if the client does not send all of it
     */
    static Optional<ByteBuffer> read(ServletRequest request, int bytes) throws IOException {
        ServletInputStream in;
        try {
            in = innermost(request).getInputStream();
        } catch (IllegalStateException hasReader) {
            return Optional.empty();
        }
        byte[] content = new byte[bytes];
        int length = in.readNBytes(content, 0, bytes);
        if (length == 0) {
            return Optional.empty();
        }
        if (length < bytes) {
            throw new EOFException(
                    "the request has ended " + (bytes - length) + " bytes before its content");
        }
        return Optional.of(ByteBuffer.wrap(content));
    }

    /** As it has come: a wrapper may give the content decoded, and it is asked again. */
    static ServletRequest innermost(ServletRequest request) {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        return innermost;
    }
}
