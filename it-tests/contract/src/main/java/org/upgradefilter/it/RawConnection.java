package org.upgradefilter.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.upgradefilter.http.Field;

/**
 * A client that speaks HTTP/1.1 and WebSocket byte by byte, so that it can also break the rules.
 *
 * <p>Waits ten seconds at most for each piece of what it expects.
 */
public final class RawConnection implements AutoCloseable {

    private static final int PATIENCE_MS = 10_000;

    private final Socket socket;

    /** Beneath TLS, if there is any; else the same. */
    private final Socket transport;

    private final DataInputStream in;
    private List<Field> trailers = List.of();

    private RawConnection(Socket socket, Socket transport) throws IOException {
        this.socket = socket;
        this.transport = transport;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    public static RawConnection to(URI server) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        try {
            socket.setSoTimeout(PATIENCE_MS);
            socket.setTcpNoDelay(true);
            RawConnection inClear = new RawConnection(socket, socket);
            if (InsideTls.isInside(server)) {
                return InsideTls.upgraded(inClear);
            }
            return server.getScheme().equals("https") ? inClear.secured(tls -> {}) : inClear;
        } catch (IOException | RuntimeException | Error e) {
            socket.close();
            throw e;
        }
    }

    /** Opens a WebSocket. */
    public static RawConnection webSocket(URI server, String path) throws IOException {
        RawConnection connection = to(server);
        connection.open(RawRequest.webSocket(path));
        return connection;
    }

    /** Sends bytes, all of them in one write. */
    public RawConnection send(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends bytes, each in a write of its own. */
    public RawConnection sendSlowly(byte... bytes) throws IOException {
        for (byte b : bytes) {
            socket.getOutputStream().write(b);
        }
        return this;
    }

    public RawConnection send(RawRequest request) throws IOException {
        return send(request.bytes());
    }

    /** Sends a request and receives its response. */
    public Response exchange(RawRequest request) throws IOException {
        send(request);
        return request.isHead() ? responseWithoutContent() : response();
    }

    /** Performs a handshake, which must succeed. */
    public Response open(RawRequest handshake) throws IOException {
        Response response = exchange(handshake);
        if (response.status() != 101) {
            throw new AssertionError("a 101 expected, not\n" + response);
        }
        return response;
    }

    /** Receives a response and its content, if its status lets it have any. */
    public Response response() throws IOException {
        Response head = responseWithoutContent();
        if (head.status() < 200 || head.status() == 204 || head.status() == 304) {
            return head;
        }
        return head.with(content(head));
    }

    private Response responseWithoutContent() throws IOException {
        String statusLine = readLine();
        return new Response(statusLine, fieldLines(), new byte[0]);
    }

    private List<Field> fieldLines() throws IOException {
        List<Field> fields = new ArrayList<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            fields.add(new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return fields;
    }

    /** The trailer fields of the last response that came in chunks (RFC 9112 §7.1.2). */
    public List<Field> trailers() {
        return trailers;
    }

    /** The port of this end. */
    public int localPort() {
        return socket.getLocalPort();
    }

    private byte[] content(Response head) throws IOException {
        if (head.hasMember("Transfer-Encoding", "chunked")) {
            return chunks();
        }
        if (head.lines("Content-Length").isEmpty()) {
            return in.readAllBytes();
        }
        byte[] content = new byte[Integer.parseInt(head.line("Content-Length"))];
        in.readFully(content);
        return content;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (true) {
            byte[] chunk = new byte[Integer.parseInt(readLine(), 16)];
            if (chunk.length == 0) {
                trailers = fieldLines();
                return content.toByteArray();
            }
            in.readFully(chunk);
            readLine();
            content.writeBytes(chunk);
        }
    }

    /** Receives a line, without its end. */
    public String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** Receives a frame, which must be one a server may send. */
    public Frame frame() throws IOException {
        int flags = in.readUnsignedByte();
        if ((flags & 0x70) != 0) {
            throw new AssertionError("a reserved bit is set");
        }
        byte[] payload = new byte[payloadLength()];
        in.readFully(payload);
        return new Frame(flags, payload);
    }

    private int payloadLength() throws IOException {
        int length = in.readUnsignedByte();
        return switch (length) {
            case 126 -> atLeast(126, in.readUnsignedShort());
            case 127 -> atLeast(0x1_0000, in.readLong());
            default -> atLeast(0, length);
        };
    }

    private static int atLeast(int shortest, long length) {
        if (length < shortest) {
            throw new AssertionError("length not in shortest form");
        }
        if (shortest == 0 && length > 127) {
            throw new AssertionError("masked frame");
        }
        return Math.toIntExact(length);
    }

    /** Receives the frames of a message; control frames between them are lost. */
    public Message message() throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        int opcode = Frame.CONTINUATION;
        while (true) {
            Frame frame = frame();
            if (frame.opcode() == Frame.CLOSE) {
                throw new AssertionError("a message expected, not a Close of " + frame.closeCode());
            }
            if (frame.isControl()) {
                continue;
            }
            if ((frame.opcode() == Frame.CONTINUATION) == (opcode == Frame.CONTINUATION)) {
                throw new AssertionError("out of order: " + frame);
            }
            opcode = opcode == Frame.CONTINUATION ? frame.opcode() : opcode;
            payload.writeBytes(frame.payload());
            if (frame.isFinal()) {
                return opcode == Frame.TEXT
                        ? Message.text(payload.toString(StandardCharsets.UTF_8))
                        : Message.binary(payload.toByteArray());
            }
        }
    }

    /** Receives frames until a Close comes. */
    public Frame closeFrame() throws IOException {
        Frame frame = frame();
        while (frame.opcode() != Frame.CLOSE) {
            frame = frame();
        }
        return frame;
    }

    /** Receives as many bytes. */
    public byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        in.readFully(bytes);
        return bytes;
    }

    /** Receives some bytes, as they come; -1 if the server has finished. */
    public int read(byte[] into) throws IOException {
        return in.read(into);
    }

    /** Waits for the end of what the server sends, which must be at hand. */
    public void awaitEnd() throws IOException {
        try {
            int next = in.read();
            if (next >= 0) {
                throw new AssertionError("the end expected, not the byte " + next);
            }
        } catch (SocketException reset) {
            // A reset is an end as well.
        }
    }

    /** Waits for the end, whatever comes before it. */
    public void awaitEndOfAnything() throws IOException {
        byte[] ignored = new byte[1 << 16];
        try {
            while (in.read(ignored) >= 0) {
                // Not of interest.
            }
        } catch (EOFException | SocketException reset) {
            // A reset is an end as well.
        }
    }

    /** Sends no more, and says so. */
    public void finishOutput() throws IOException {
        socket.shutdownOutput();
    }

    /**
     * Shakes hands as a client of TLS that trusts the {@link TestCertificate}; everything follows
     * inside.
     *
     * @param prepared what the socket is told before
     */
    public RawConnection secured(Consumer<SSLSocket> prepared) throws IOException {
        return secured(TestCertificate.context(), prepared);
    }

    /** Shakes hands likewise, and trusts whom {@code context} trusts. */
    public RawConnection secured(SSLContext context, Consumer<SSLSocket> prepared)
            throws IOException {
        SSLSocket secured =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        socket,
                                        socket.getInetAddress().getHostAddress(),
                                        socket.getPort(),
                                        true);
        prepared.accept(secured);
        secured.startHandshake();
        return new RawConnection(secured, transport);
    }

    /** How long to wait for each piece from now on. */
    public RawConnection patience(int milliseconds) throws IOException {
        socket.setSoTimeout(milliseconds);
        return this;
    }

    /** Closes the socket with a reset, as a crash would. */
    public void reset() throws IOException {
        transport.setSoLinger(true, 0);
        transport.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
