package org.upgradefilter.it.soak;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.upgradefilter.it.ClientFrames;
import org.upgradefilter.it.Frame;
import org.upgradefilter.it.Message;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;

/** A way to be a burden to the server, and the answer to it. */
enum Abuse {

    /** A request that never ends, which is the container's to wait for. */
    HALF_A_REQUEST("left waiting") {
        @Override
        String commit(RawConnection connection) throws IOException {
            byte[] head = RawRequest.webSocket(SoakApplication.ECHO).bytes();
            connection.send(Arrays.copyOf(head, head.length - 2)).patience(1000);
            try {
                return connection.read(new byte[1]) < 0 ? CUT_OFF : "answered";
            } catch (SocketTimeoutException nothing) {
                return "left waiting";
            }
        }
    },

    /** A handshake, and nothing more. */
    SILENCE("pinged, then " + Abuse.CUT_OFF) {
        @Override
        String commit(RawConnection connection) throws IOException {
            open(connection, SoakApplication.IMPATIENT_ECHO);
            boolean pinged = false;
            try {
                while (connection.frame().opcode() == Frame.PING) {
                    pinged = true;
                }
                return "spoken to";
            } catch (EOFException | SocketException e) {
                return pinged ? "pinged, then " + CUT_OFF : CUT_OFF;
            }
        }
    },

    /** A handshake that nobody waits for. */
    RESET_AT_ONCE(Abuse.GONE) {
        @Override
        String commit(RawConnection connection) throws IOException {
            connection.send(RawRequest.webSocket(SoakApplication.ECHO)).reset();
            return GONE;
        }
    },

    RESET_WITHIN_A_FRAME(Abuse.GONE) {
        @Override
        String commit(RawConnection connection) throws IOException {
            open(connection, SoakApplication.ECHO);
            connection.send(ClientFrames.head(ClientFrames.FIN | Frame.BINARY, 100_000));
            connection.send(new byte[50_000]).reset();
            return GONE;
        }
    },

    EMPTY_FRAGMENTS("1008") {
        @Override
        String commit(RawConnection connection) throws IOException {
            open(connection, SoakApplication.ECHO);
            return flood(connection, Frame.BINARY, ClientFrames.frame(Frame.CONTINUATION));
        }
    },

    TINY_FRAGMENTS("1008") {
        @Override
        String commit(RawConnection connection) throws IOException {
            open(connection, SoakApplication.ECHO);
            return flood(
                    connection, Frame.TEXT, ClientFrames.frame(Frame.CONTINUATION, (byte) 'a'));
        }
    },

    PINGS("1008") {
        @Override
        String commit(RawConnection connection) throws IOException {
            open(connection, SoakApplication.ECHO);
            return flood(connection, Frame.BINARY, ClientFrames.ping("hello?"));
        }
    },

    PONGS("1008") {
        @Override
        String commit(RawConnection connection) throws IOException {
            open(connection, SoakApplication.ECHO);
            return flood(
                    connection, Frame.BINARY, ClientFrames.frame(ClientFrames.FIN | Frame.PONG));
        }
    },

    /** Whoever is told to stop, and does not. */
    PINGS_WITHOUT_END(Abuse.CUT_OFF) {
        @Override
        String commit(RawConnection connection) throws IOException {
            open(connection, SoakApplication.ECHO);
            return sendUntilCutOff(connection, repeated(ClientFrames.ping("hello?"), 1000));
        }
    },

    /** Nothing is read of what comes back. */
    DEAFNESS(Abuse.CUT_OFF) {
        @Override
        String commit(RawConnection connection) throws IOException {
            open(connection, SoakApplication.IMPATIENT_ECHO);
            return sendUntilCutOff(connection, ClientFrames.binary(new byte[64 << 10]));
        }
    },

    /** Much comes back, and little of it is read at a time; which is allowed. */
    SLOW_READING("served") {
        @Override
        String commit(RawConnection connection) throws IOException, InterruptedException {
            open(connection, SoakApplication.ECHO);
            byte[] frame = ClientFrames.binary(new byte[SoakApplication.MAX_MESSAGE_BYTES]);
            Thread sender = new Thread(() -> sendUntilCutOff(connection, frame), "soak-sender");
            sender.start();
            byte[] piece = new byte[64 << 10];
            String answer = "served";
            for (int i = 0; i < 50 && answer.equals("served"); i++) {
                answer = connection.read(piece) < 0 ? CUT_OFF : "served";
                pause(50);
            }
            connection.reset();
            sender.join();
            return answer;
        }
    },

    /** A message byte by byte. */
    DRIP("served") {
        @Override
        String commit(RawConnection connection) throws IOException, InterruptedException {
            open(connection, SoakApplication.ECHO);
            String message = "drip ".repeat(20);
            for (byte b : ClientFrames.text(message)) {
                connection.send(b);
                pause(3);
            }
            return connection.message().equals(Message.text(message)) ? "served" : "wronged";
        }
    },

    /** A length that no memory holds. */
    HUGE_FRAME("1009") {
        @Override
        String commit(RawConnection connection) throws IOException {
            open(connection, SoakApplication.ECHO);
            connection.send(ClientFrames.head(ClientFrames.FIN | Frame.BINARY, 1L << 62));
            return code(connection);
        }
    },

    /** One byte too many. */
    TOO_LARGE_FRAME("1009") {
        @Override
        String commit(RawConnection connection) throws IOException {
            open(connection, SoakApplication.ECHO);
            int bytes = SoakApplication.MAX_MESSAGE_BYTES + 1;
            connection.send(ClientFrames.head(ClientFrames.FIN | Frame.BINARY, bytes));
            return code(connection.send(new byte[64 << 10]));
        }
    },

    /** A few KiB that become MiB. */
    BOMB("1008") {
        @Override
        String commit(RawConnection connection) throws IOException {
            connection.open(
                    RawRequest.webSocket(SoakApplication.EAR)
                            .with("Sec-WebSocket-Extensions", "permessage-deflate"));
            connection.send(ClientFrames.frame(ClientFrames.FIN | RSV1 | Frame.BINARY, bomb()));
            return code(connection);
        }
    },

    BAD_UTF_8("1007") {
        @Override
        String commit(RawConnection connection) throws IOException {
            open(connection, SoakApplication.ECHO);
            byte[] bad = "naïve".getBytes(StandardCharsets.ISO_8859_1);
            connection.send(ClientFrames.frame(ClientFrames.FIN | Frame.TEXT, bad));
            return code(connection);
        }
    },

    UNMASKED("1002") {
        @Override
        String commit(RawConnection connection) throws IOException {
            open(connection, SoakApplication.ECHO);
            connection.send((byte) 0x81, (byte) 5, (byte) 'h', (byte) 'e', (byte) 'l');
            return code(connection);
        }
    };

    private static final String CUT_OFF = "cut off";
    private static final String GONE = "gone by itself";
    private static final int RSV1 = 0x40;

    /** Twice as many as may come at once, and as come back in some seconds. */
    private static final int FLOOD = 3000;

    private final String answer;

    Abuse(String answer) {
        this.answer = answer;
    }

    /** What every {@link #commit} gives. */
    String answer() {
        return answer;
    }

    /**
     * Abuses a new connection.
     *
     * @return what became of it: the code of a Close, or what happened instead
     * @throws IOException if it is cut off without the answer that is due
     */
    abstract String commit(RawConnection connection) throws IOException, InterruptedException;

    private static void open(RawConnection connection, String path) throws IOException {
        connection.open(RawRequest.webSocket(path));
    }

    private static String flood(RawConnection connection, int opcode, byte[] frame)
            throws IOException {
        connection.send(ClientFrames.frame(opcode));
        connection.send(repeated(frame, FLOOD));
        return code(connection);
    }

    private static byte[] repeated(byte[] frame, int times) {
        byte[] frames = new byte[frame.length * times];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = frame[i % frame.length];
        }
        return frames;
    }

    private static String code(RawConnection connection) throws IOException {
        return Integer.toString(connection.closeFrame().closeCode());
    }

    private static String sendUntilCutOff(RawConnection connection, byte[] bytes) {
        try {
            while (true) {
                connection.send(bytes);
            }
        } catch (IOException e) {
            return CUT_OFF;
        }
    }

    private static byte[] bomb() {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(new byte[SoakApplication.MAX_MESSAGE_BYTES - 1]);
        byte[] bytes = new byte[SoakApplication.MAX_MESSAGE_BYTES / 100];
        int length = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(bytes, length - 4);
    }

    /** As a client does that is slow. */
    private static void pause(int milliseconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(milliseconds);
    }
}
