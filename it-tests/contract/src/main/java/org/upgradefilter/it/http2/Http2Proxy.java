package org.upgradefilter.it.http2;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import org.upgradefilter.it.Listening;
import org.upgradefilter.it.SocketThread;

/**
 * What stands between clients that speak HTTP/1.1 and a server to which one speaks HTTP/2: for each
 * connection one, for each request a stream, and for each handshake of a WebSocket an extended
 * CONNECT (RFC 8441 §4). Neither the end nor the reset of a side is kept from the other, and nobody
 * takes what the other has not.
 */
final class Http2Proxy implements AutoCloseable {

    /** Small ones, so that it is the server who must take what is sent. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private static final int PIECE_BYTES = 1 << 14;

    /** How long a client may take to close when there is nothing more for it. */
    private static final int LINGER_MS = 1000;

    private static final String BAD_REQUEST =
            String.join("\r\n", "HTTP/1.1 400 ", "Content-Length: 0", "Connection: close", "", "");

    private final Opening opening;
    private final String scheme;
    private final Listening listening;

    /** How a connection of HTTP/2 is come by. */
    @FunctionalInterface
    interface Opening {
        Uplink open() throws IOException;
    }

    /**
     * @param scheme of what is asked for
     */
    Http2Proxy(String scheme, Opening opening) throws IOException {
        this.scheme = scheme;
        this.opening = opening;
        listening = new Listening(BUFFER_BYTES, client -> SocketThread.start(() -> serve(client)));
    }

    /** Where clients find the server. */
    String authority() {
        return listening.authority();
    }

    private void serve(Socket client) throws IOException {
        Uplink uplink;
        try {
            client.setTcpNoDelay(true);
            client.setSendBufferSize(BUFFER_BYTES);
            uplink = opening.open();
        } catch (IOException failure) {
            Listening.reset(client);
            throw failure;
        }
        try {
            new Conversation(client, uplink).run();
        } catch (ProtocolException bad) {
            client.getOutputStream().write(ProxiedRequest.bytes(BAD_REQUEST));
            linger(client);
        } catch (IOException failure) {
            Listening.reset(client);
            uplink.cancel();
            throw failure;
        } finally {
            client.close();
            uplink.close();
        }
    }

    private static void linger(Socket client) throws IOException {
        client.shutdownOutput();
        client.setSoTimeout(LINGER_MS);
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public void close() {
        listening.close();
    }

    /** The requests of one client, one after the other. */
    private final class Conversation {

        private final Socket client;
        private final Uplink uplink;
        private final InputStream in;
        private final byte[] piece = new byte[PIECE_BYTES];

        Conversation(Socket client, Uplink uplink) throws IOException {
            this.client = client;
            this.uplink = uplink;
            in = new BufferedInputStream(client.getInputStream(), PIECE_BYTES);
        }

        void run() throws IOException {
            Optional<ProxiedRequest> request = ProxiedRequest.read(in);
            while (request.isPresent() && !uplink.isGoingAway()) {
                ProxiedAnswer.End end = answer(request.get());
                if (end == ProxiedAnswer.End.CLOSED) {
                    linger(client);
                }
                if (end != ProxiedAnswer.End.KEPT) {
                    return;
                }
                request = ProxiedRequest.read(in);
            }
        }

        private ProxiedAnswer.End answer(ProxiedRequest request) throws IOException {
            ProxiedAnswer answer = new ProxiedAnswer(request, client, uplink);
            boolean isWebSocket = request.isWebSocket();
            boolean hasContent = request.hasChunks() || request.contentLength() > 0;
            uplink.open(request.block(scheme), !isWebSocket && !hasContent, answer);
            if (isWebSocket) {
                ProxiedAnswer.Fate fate = answer.awaitFate();
                if (fate == ProxiedAnswer.Fate.TAKEN) {
                    sendAll();
                }
                uplink.last(FieldBlock.empty());
                if (fate == ProxiedAnswer.Fate.IGNORED) {
                    return answer(request.withoutOffer());
                }
            } else if (request.hasChunks()) {
                sendChunks();
            } else if (hasContent) {
                send(request.contentLength());
                uplink.last(FieldBlock.empty());
            }
            return answer.awaitEnd();
        }

        private void sendAll() throws IOException {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                uplink.content(piece, n);
            }
        }

        private void send(long length) throws IOException {
            for (long left = length; left > 0; ) {
                int n = in.read(piece, 0, (int) Math.min(left, piece.length));
                if (n < 0) {
                    throw new EOFException();
                }
                uplink.content(piece, n);
                left -= n;
            }
        }

        private void sendChunks() throws IOException {
            for (long length = chunkLength(); length > 0; length = chunkLength()) {
                send(length);
                ProxiedRequest.line(in);
            }
            FieldBlock trailers = FieldBlock.empty();
            for (Map.Entry<String, String> field : ProxiedRequest.fieldLines(in)) {
                trailers = trailers.with(field.getKey(), field.getValue());
            }
            uplink.last(trailers);
        }

        private long chunkLength() throws IOException {
            String line = ProxiedRequest.line(in);
            try {
                return Long.parseLong(line.split(";", 2)[0].strip(), 16);
            } catch (NumberFormatException e) {
                throw new ProtocolException("no length of a chunk: " + line);
            }
        }
    }
}
