package org.upgradefilter.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A client that sends each message in one frame. */
record RawClient(RawConnection connection) implements Client {

    @Override
    public void send(Message message) {
        byte[] frame =
                message.content() instanceof String text
                        ? ClientFrames.text(text)
                        : ClientFrames.binary(((ByteBuffer) message.content()).array());
        // On another thread: neither side has room for a large message that comes back meanwhile.
        CompletableFuture<Void> sent =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                connection.send(frame);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        if (frame.length < 1 << 16) {
            sent.join();
        }
    }

    @Override
    public Message receive() throws IOException {
        return connection.message();
    }

    @Override
    public void ping(String content) throws IOException {
        connection.send(ClientFrames.ping(content));
    }

    @Override
    public String awaitPong() throws IOException {
        Frame frame = connection.frame();
        if (frame.opcode() != Frame.PONG) {
            throw new AssertionError("a Pong expected, not " + frame);
        }
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }

    @Override
    public int close(int code, String reason) throws IOException {
        connection.send(ClientFrames.close(code, reason));
        return connection.closeFrame().closeCode();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
