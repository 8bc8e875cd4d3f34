package org.upgradefilter.it.http2;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.upgradefilter.it.SlowApplication;

/** A peer that keeps a connection, and as much else as it is let, by being slow; and its end. */
enum SlowHttp2Peer {
    NO_PREFACE("goaway 1") {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException {
            try (Http2Client client = upgraded(server)) {
                return endOf(client);
            }
        }
    },

    SLOW_PREFACE("goaway 1") {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException, InterruptedException {
            try (Http2Client client = upgraded(server)) {
                return dripping(client, Http2Client.PREFACE);
            }
        }
    },

    HALF_A_FRAME("goaway 1") {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException {
            try (Http2Client client = begun(server)) {
                client.sendBytes(Arrays.copyOf(get("/").bytes(), 5));
                return endOf(client);
            }
        }
    },

    SLOW_HEAD("goaway 1") {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException, InterruptedException {
            try (Http2Client client = begun(server)) {
                return dripping(client, get("/" + "a".repeat(5000)).bytes());
            }
        }
    },

    SLOW_CONTINUATIONS("goaway 1") {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException, InterruptedException {
            try (Http2Client client = begun(server)) {
                client.send(new Http2Frame(Http2Frame.HEADERS, 0, 3, new byte[0]));
                return dripping(client, new Http2Frame(Http2Frame.CONTINUATION, 0, 3, one()));
            }
        }
    },

    SLOW_CONTENT("reset 8") {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException, InterruptedException {
            try (Http2Client client = begun(server)) {
                client.send(Http2Frame.headers(3, FieldBlock.request("POST", "/").bytes()));
                return dripping(client, Http2Frame.data(3, one()));
            }
        }
    },

    /** Asks for much and opens no window. */
    NO_WINDOW("reset 8") {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException {
            try (Http2Client client = begun(server)) {
                client.send(get("/large"));
                return endOf(client);
            }
        }
    },

    /** Asks for much, opens all windows, and takes nothing. */
    NO_READING(SlowHttp2Peer.CUT_OFF) {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException, InterruptedException {
            try (Http2Client client = begun(server)) {
                client.send(
                        Http2Frame.settings(4, Integer.MAX_VALUE),
                        Http2Frame.windowUpdate(0, 1 << 30),
                        get("/large"));
                if (!others.await(PATIENCE_S, TimeUnit.SECONDS)) {
                    return "kept";
                }
                return endOf(client);
            }
        }
    },

    /**
     * Asks again and again and takes nothing: of more than it may, or as long as the answers find
     * room on their way to it.
     */
    NO_READING_BUT_ASKING("goaway 11") {
        @Override
        boolean wasTold(String so) {
            return super.wasTold(so) || so.equals("goaway 0");
        }

        @Override
        String talk(URI server, CountDownLatch others) throws IOException, InterruptedException {
            try (Http2Client client = begun(server)) {
                client.send(Http2Frame.windowUpdate(0, 1 << 30));
                byte[] block = FieldBlock.request("GET", "/").with("x", "x".repeat(4000)).bytes();
                for (int sent = 0; sent < SlowApplication.LARGE; sent += block.length) {
                    client.send(Http2Frame.lastHeaders(3 + 2 * (sent / block.length), block));
                }
                if (!others.await(PATIENCE_S, TimeUnit.SECONDS)) {
                    return "kept";
                }
                return endOf(client);
            }
        }
    },

    IDLE("goaway 0") {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException {
            try (Http2Client client = begun(server)) {
                return endOf(client);
            }
        }
    },

    /** A PING is not a request. */
    IDLE_BUT_PINGING("goaway 0") {
        @Override
        String talk(URI server, CountDownLatch others) throws IOException, InterruptedException {
            try (Http2Client client = begun(server)) {
                return dripping(client, Http2Frame.ping("anybody?"));
            }
        }
    };

    private static final String CUT_OFF = "cut off";

    private static final int CANCEL = 8;

    private static final int PATIENCE_S = 120;

    private static final int PAUSE_MS = 250;

    /** Until a little after a time limit. */
    private static final int DRIPS = (SlowApplication.PATIENCE_MS + 1000) / PAUSE_MS;

    private static final Semaphore AT_ONCE = new Semaphore(8);

    private final String end;

    SlowHttp2Peer(String end) {
        this.end = end;
    }

    /** True if it may end so; a reset takes away what was not read in time. */
    boolean mayEnd(String so) {
        return wasTold(so) || so.equals(CUT_OFF);
    }

    /** True if it has ended so that it was told. */
    boolean wasTold(String so) {
        return so.equals(end);
    }

    /** True if it looks for its end only when the others have gone. */
    boolean waits() {
        return this == NO_READING || this == NO_READING_BUT_ASKING;
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

    private static Http2Client upgraded(URI server) throws IOException {
        // Few at a time, so that nobody is slow who is not meant to be.
        AT_ONCE.acquireUninterruptibly();
        try {
            Http2Client client = Http2Client.upgraded(server, Http2Client.asking("GET", "/"));
            client.connection().patience(PATIENCE_S * 1000);
            return client;
        } finally {
            AT_ONCE.release();
        }
    }

    private static Http2Client begun(URI server) throws IOException {
        Http2Client client = upgraded(server).begin();
        if (client.answer(1).status() != 200) {
            throw new AssertionError("who has asked is not answered");
        }
        return client;
    }

    private static Http2Frame get(String path) {
        return Http2Frame.lastHeaders(3, FieldBlock.request("GET", path).bytes());
    }

    private static byte[] one() {
        return new byte[1];
    }

    private static String dripping(Http2Client client, byte... bytes)
            throws IOException, InterruptedException {
        for (int i = 0; i < DRIPS; i++) {
            client.sendBytes(bytes[i]);
            pause();
        }
        return endOf(client);
    }

    private static String dripping(Http2Client client, Http2Frame frame)
            throws IOException, InterruptedException {
        for (int i = 0; i < DRIPS; i++) {
            client.send(frame);
            pause();
        }
        return endOf(client);
    }

    private static void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    }

    /** Receives until the server closes; what it has said of an error first, or at last. */
    private static String endOf(Http2Client client) throws IOException {
        String said = CUT_OFF;
        try {
            while (true) {
                Http2Frame frame = client.frame();
                if (frame.type() == Http2Frame.RST_STREAM && frame.errorCode() == CANCEL) {
                    return "reset " + CANCEL;
                }
                if (frame.type() == Http2Frame.GOAWAY) {
                    said = "goaway " + frame.errorCode();
                }
            }
        } catch (EOFException | SocketException closed) {
            return said;
        }
    }
}
