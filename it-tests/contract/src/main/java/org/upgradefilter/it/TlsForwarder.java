package org.upgradefilter.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What stands between a client that knows nothing of the upgrade to TLS and a server to which one
 * speaks {@link InsideTls}: for each connection in clear, one inside TLS. Neither the end nor the
 * reset of a side is kept from the other.
 */
final class TlsForwarder implements AutoCloseable {

    /** Small ones, so that it is the server who must take what is sent. */
    private static final int BUFFER_BYTES = 64 * 1024;

    private final URI server;
    private final Listening listening;

    TlsForwarder(URI server) throws IOException {
        this.server = server;
        listening =
                new Listening(BUFFER_BYTES, client -> SocketThread.start(() -> forward(client)));
    }

    /** Where clients find the server. */
    URI address() {
        return URI.create("http://" + listening.authority());
    }

    private void forward(Socket client) throws IOException {
        RawConnection inside;
        try {
            client.setTcpNoDelay(true);
            inside = RawConnection.to(server).patience(0);
        } catch (IOException failure) {
            Listening.reset(client);
            throw failure;
        }
        Pair pair = new Pair(client, inside);
        SocketThread.start(() -> pair.carry(pair::send));
        pair.carry(pair::receive);
    }

    /** The two connections of a client. */
    private static final class Pair {

        private final Socket client;
        private final RawConnection inside;
        private final AtomicBoolean halfEnded = new AtomicBoolean();

        Pair(Socket client, RawConnection inside) {
            this.client = client;
            this.inside = inside;
        }

        /** Goes one way to its end; the second who comes there closes both connections. */
        void carry(SocketThread.Step way) throws IOException {
            try {
                way.run();
                if (halfEnded.getAndSet(true)) {
                    client.close();
                    inside.close();
                }
            } catch (IOException failure) {
                Listening.reset(client);
                inside.reset();
                throw failure;
            }
        }

        void send() throws IOException {
            InputStream from = client.getInputStream();
            byte[] piece = new byte[BUFFER_BYTES];
            for (int n = from.read(piece); n >= 0; n = from.read(piece)) {
                inside.send(Arrays.copyOf(piece, n));
            }
            inside.finishOutput();
        }

        void receive() throws IOException {
            OutputStream to = client.getOutputStream();
            byte[] piece = new byte[BUFFER_BYTES];
            for (int n = inside.read(piece); n >= 0; n = inside.read(piece)) {
                to.write(piece, 0, n);
            }
            client.shutdownOutput();
        }
    }

    @Override
    public void close() {
        listening.close();
    }
}
