package org.upgradefilter.jetty.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.upgradefilter.tls.TestKeys;

/** One connection to a server on 127.0.0.1, in clear and then in TLS. */
final class BareClient implements AutoCloseable {

    static final String ASKING = "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n";

    private Socket socket;
    private BufferedReader in;

    BareClient(int port) throws IOException {
        use(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private void use(Socket another) throws IOException {
        socket = another;
        socket.setSoTimeout(10_000);
        in = reader();
    }

    private BufferedReader reader() throws IOException {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** Sends a request without content whose fields are complete; gives the response's head. */
    String head(String request) throws IOException {
        socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return head();
    }

    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new IOException("the server has closed");
        }
        return line;
    }

    /** So much content. */
    String content(int length) {
        char[] content = new char[length];
        try {
            for (int read = 0; read < length; ) {
                int count = in.read(content, read, length - read);
                if (count < 0) {
                    throw new IOException("the server has closed");
                }
                read += count;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String(content);
    }

    /** True if the server sends nothing more, and says so. */
    boolean hasEnded() throws IOException {
        return in.read() < 0;
    }

    void shakeHands() throws IOException {
        SSLSocket secured =
                (SSLSocket)
                        TestKeys.clientContext()
                                .getSocketFactory()
                                .createSocket(socket, "127.0.0.1", socket.getPort(), true);
        secured.startHandshake();
        use(secured);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
