package org.upgradefilter.it;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * A client of TLS that makes its records by the JDK's engine, and sends them as the test likes.
 * Confined to one thread.
 */
final class EngineClient {

    private static final int ROOM = 1 << 16;

    /** Of a record (RFC 8446 §5.1). */
    private static final int HEADER_BYTES = 5;

    private final RawConnection connection;
    private final SSLEngine engine;
    private final ByteBuffer received = ByteBuffer.allocate(ROOM).limit(0);

    /**
     * @param version as the JDK names it
     * @param prepared what else the engine is told
     */
    EngineClient(RawConnection connection, String version, Consumer<SSLParameters> prepared) {
        this.connection = connection;
        engine = TestCertificate.context().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        prepared.accept(parameters);
        engine.setSSLParameters(parameters);
    }

    /** How records leave. */
    @FunctionalInterface
    interface Manner {

        /** Sends one or more of them. */
        void send(RawConnection connection, byte[] records) throws IOException;
    }

    /** What begins the handshake: the records of a ClientHello. */
    byte[] hello() throws IOException {
        engine.beginHandshake();
        return wrapped(new byte[0]);
    }

    /** Shakes hands, to the end. */
    void handshake(Manner manner) throws IOException {
        manner.send(connection, hello());
        goOn(manner);
    }

    private void goOn(Manner manner) throws IOException {
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            switch (status) {
                case NEED_TASK -> engine.getDelegatedTask().run();
                case NEED_WRAP -> manner.send(connection, wrapped(new byte[0]));
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> unwrap();
                case NOT_HANDSHAKING, FINISHED -> {
                    return;
                }
            }
        }
    }

    /** Begins another handshake (RFC 5246 §7.4.1.1) or asks for other keys (RFC 8446 §4.6.3). */
    void handshakeAgain() throws IOException {
        engine.beginHandshake();
        connection.send(wrapped(new byte[0]));
    }

    /** Sends a request inside. */
    void send(RawRequest request) throws IOException {
        connection.send(wrapped(request.bytes()));
    }

    /** Says that nothing more comes. */
    void sayGoodbye() throws IOException {
        engine.closeOutbound();
        connection.send(wrapped(new byte[0]));
    }

    /** The records of some bytes, or of what the engine has to say. */
    private byte[] wrapped(byte[] bytes) throws SSLException {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        ByteBuffer records = ByteBuffer.allocate(bytes.length + ROOM);
        do {
            engine.wrap(from, records);
        } while (from.hasRemaining() || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
        return Arrays.copyOf(records.array(), records.position());
    }

    /** Receives until the text has {@code part}. */
    String textUntil(String part) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(part) < 0) {
            text.append(unwrap());
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                connection.send(wrapped(new byte[0]));
            }
        }
        return text.toString();
    }

    /** What is in the next record, if that is anything to be read. */
    private String unwrap() throws IOException {
        ByteBuffer plain = ByteBuffer.allocate(ROOM);
        SSLEngineResult result = engine.unwrap(received, plain);
        if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
            receive();
        } else if (result.getStatus() == Status.CLOSED && result.bytesProduced() == 0) {
            throw new EOFException("the server has said good-bye");
        }
        return new String(plain.array(), 0, plain.position(), StandardCharsets.US_ASCII);
    }

    private void receive() throws IOException {
        byte[] piece = new byte[1 << 12];
        int count = connection.read(piece);
        if (count < 0) {
            throw new EOFException("the server has ended");
        }
        received.compact().put(piece, 0, count).flip();
    }

    /** Each record that is not encrypted as so many records as it has bytes (RFC 8446 §5.1). */
    static byte[] inTinyRecords(byte[] records) {
        ByteBuffer from = ByteBuffer.wrap(records);
        ByteBuffer tiny = ByteBuffer.allocate(records.length * (HEADER_BYTES + 1));
        while (from.hasRemaining()) {
            byte type = from.get();
            short version = from.getShort();
            for (int left = from.getShort() & 0xffff; left > 0; left--) {
                tiny.put(type).putShort(version).putShort((short) 1).put(from.get());
            }
        }
        return Arrays.copyOf(tiny.array(), tiny.position());
    }
}
