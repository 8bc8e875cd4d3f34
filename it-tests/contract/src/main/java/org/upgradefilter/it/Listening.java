package org.upgradefilter.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Where clients connect to that are meant for something else. */
public final class Listening implements AutoCloseable {

    private static final int BACKLOG = 1000;

    private final ServerSocket socket = new ServerSocket();
    private final Service service;

    /** What is done for a client, while the next ones wait. */
    @FunctionalInterface
    public interface Service {
        void serve(Socket client) throws IOException;
    }

    public Listening(Service service) throws IOException {
        this.service = service;
        begin();
    }

    /**
     * @param receiveBytes that much is taken from a client before anybody reads it
     */
    public Listening(int receiveBytes, Service service) throws IOException {
        this.service = service;
        socket.setReceiveBufferSize(receiveBytes);
        begin();
    }

    private void begin() throws IOException {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        SocketThread.start(this::acceptAll);
    }

    private void acceptAll() throws IOException {
        while (true) {
            service.serve(socket.accept());
        }
    }

    /** Host and port. */
    public String authority() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Closes a connection so that the peer hears of a failure (RFC 9293 §3.10.7). */
    public static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
