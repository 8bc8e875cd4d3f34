package org.upgradefilter.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A peer that keeps a connection, and as much else as it is let, by being slow; and its end. */
enum SlowPeer {
    NO_HELLO(SlowPeer.CUT_OFF) {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException {
            try (RawConnection connection = switched(server)) {
                return connection.read(new byte[1]) < 0 ? CUT_OFF : "answered";
            }
        }
    },

    SLOW_HELLO(SlowPeer.CUT_OFF) {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException {
            try (RawConnection connection = switched(server)) {
                byte[] hello = new EngineClient(connection, "TLSv1.3", parameters -> {}).hello();
                return sendSlowly(connection, hello);
            }
        }
    },

    NO_REQUEST(SlowPeer.CUT_OFF) {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException {
            try (RawConnection connection = inTurn(server)) {
                return connection.read(new byte[1]) < 0 ? CUT_OFF : "answered";
            }
        }
    },

    SLOW_HEAD("408") {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException {
            try (RawConnection connection = inTurn(server)) {
                return sendSlowly(connection, RawRequest.get("/" + "a".repeat(5000)).bytes());
            }
        }
    },

    SLOW_CONTENT("408") {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException {
            try (RawConnection connection = inTurn(server)) {
                connection.send(
                        RawRequest.line("POST / HTTP/1.1").with("Content-Length", "100000"));
                return sendSlowly(connection, new byte[5000]);
            }
        }
    },

    /** Asks for much and takes nothing. */
    NO_READING(SlowPeer.CUT_OFF) {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException, InterruptedException {
            try (RawConnection connection = inTurn(server)) {
                connection.send(RawRequest.get("/large"));
                if (!others.await(PATIENCE_S, TimeUnit.SECONDS)) {
                    return "kept";
                }
                byte[] piece = new byte[1 << 14];
                long taken = 0;
                for (int count = 0; count >= 0; count = connection.read(piece)) {
                    taken += count;
                }
                return taken < SlowApplication.LARGE ? CUT_OFF : "served";
            }
        }
    },

    /** Asks again and again, and takes nothing. */
    NO_READING_BUT_ASKING(SlowPeer.CUT_OFF) {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException {
            try (RawConnection connection = inTurn(server)) {
                byte[] request = RawRequest.get("/much").with("X", "x".repeat(4000)).bytes();
                for (int sent = 0; sent < SlowApplication.LARGE; sent += request.length) {
                    connection.send(request);
                }
                return "taken";
            }
        }
    };

    private static final String CUT_OFF = "cut off";

    private static final int PATIENCE_S = 120;

    private static final int PAUSE_MS = 50;

    private static final Semaphore AT_ONCE = new Semaphore(8);

    private final String end;

    SlowPeer(String end) {
        this.end = end;
    }

    /** True if it may end so; a reset takes away an answer that was not read in time. */
    boolean mayEnd(String so) {
        return so.equals(end) || so.equals(CUT_OFF);
    }

    /** True if it has ended so that it was told. */
    boolean wasTold(String so) {
        return so.equals(end);
    }

    abstract String talk(URI server, CountDownLatch others)
            throws IOException, InterruptedException;

    /**
     * Talks to the server until that has had enough.
     *
     * @param others falls when nobody is slow any more who can be seen to be
     * @return how it has ended
     */
    String end(URI server, CountDownLatch others) throws InterruptedException {
        try {
            return talk(server, others);
        } catch (EOFException | SocketException cutOff) {
            return CUT_OFF;
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static RawRequest asking() {
        return RawRequest.line("OPTIONS / HTTP/1.1")
                .replacing("Host", "127.0.0.1")
                .with("Connection", "Upgrade")
                .with("Upgrade", "TLS/1.2");
    }

    private static RawConnection switched(URI server) throws IOException {
        RawConnection connection = RawConnection.to(server).patience(PATIENCE_S * 1000);
        connection.open(asking());
        return connection;
    }

    /** One of few at a time, so that nobody is slow who is not meant to be. */
    private static RawConnection inTurn(URI server) throws IOException {
        AT_ONCE.acquireUninterruptibly();
        try {
            return upgraded(server);
        } finally {
            AT_ONCE.release();
        }
    }

    /** A connection whose handshake is through. */
    static RawConnection upgraded(URI server) throws IOException {
        RawConnection inside = switched(server).secured(socket -> {});
        if (inside.response().status() != 200) {
            throw new AssertionError("who has asked is not answered");
        }
        return inside;
    }

    /** Sends bytes one by one, with a pause after each, until there is an answer or the end. */
    private static String sendSlowly(RawConnection connection, byte[] bytes) throws IOException {
        connection.patience(PAUSE_MS);
        byte[] answer = new byte[12];
        for (byte b : bytes) {
            connection.send(b);
            try {
                int count = connection.read(answer);
                boolean isHttp = count == answer.length && answer[0] == 'H';
                return isHttp ? new String(answer, 9, 3, US_ASCII) : CUT_OFF;
            } catch (SocketTimeoutException pause) {
                // The next one.
            }
        }
        return "taken";
    }
}
