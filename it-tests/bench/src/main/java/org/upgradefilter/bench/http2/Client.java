package org.upgradefilter.bench.http2;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client on a blocking socket, just enough to hold a connection and its streams (RFC 9113). */
final class Client implements Closeable {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    /** RFC 7541 appendix A. */
    private static final int METHOD_GET = 0x82;

    private static final int METHOD_POST = 0x83;
    private static final int SCHEME_HTTP = 0x86;

    /** Literals that go into the table, with names of the static one (RFC 7541 §6.2.1). */
    private static final int AUTHORITY = 0x41;

    private static final int PATH = 0x44;
    private static final int USER_AGENT = 0x7a;

    private final Socket socket;
    private final DataInputStream in;
    private int nextStream = 1;

    private Client(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
    }

    static Client connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            socket.setTcpNoDelay(true);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
            addFrame(bytes, SETTINGS, 0, 0, new byte[0]);
            socket.getOutputStream().write(bytes.toByteArray());
            return new Client(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static void addFrame(
            ByteArrayOutputStream bytes, int type, int flags, int stream, byte[] payload) {
        for (int shift = 16; shift >= 0; shift -= 8) {
            bytes.write(payload.length >> shift);
        }
        bytes.write(type);
        bytes.write(flags);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes.write(stream >> shift);
        }
        bytes.writeBytes(payload);
    }

    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        addFrame(bytes, type, flags, stream, payload);
        socket.getOutputStream().write(bytes.toByteArray());
    }

    void get(String path) throws IOException {
        ask(METHOD_GET, path);
    }

    void post(String path) throws IOException {
        ask(METHOD_POST, path);
    }

    private void ask(int method, String path) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(method);
        block.write(SCHEME_HTTP);
        addField(block, PATH, path);
        addField(block, AUTHORITY, "localhost");
        addField(block, USER_AGENT, "bench/1.0");
        send(HEADERS, END_STREAM | END_HEADERS, nextStream, block.toByteArray());
        nextStream += 2;
    }

    private static void addField(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads until an answer has ended. */
    void awaitAnswer() throws IOException {
        boolean ended = false;
        while (!ended) {
            Frame frame = read();
            ended =
                    (frame.type == DATA || frame.type == HEADERS)
                            && (frame.flags & END_STREAM) != 0;
        }
    }

    /** The header of the next frame, whose payload is skipped. */
    private Frame read() throws IOException {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        Frame frame = new Frame(in.readUnsignedByte(), in.readUnsignedByte());
        in.readInt();
        in.skipNBytes(length);
        if (frame.type == RST_STREAM || frame.type == GO_AWAY) {
            throw new IOException("the server wants no more");
        }
        if (frame.type == SETTINGS && (frame.flags & ACK) == 0) {
            send(SETTINGS, ACK, 0, new byte[0]);
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private record Frame(int type, int flags) {}
}
