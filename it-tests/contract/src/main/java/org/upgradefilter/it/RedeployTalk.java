package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/**
 * What a client says to the sample on one connection, until it has had enough or hears that the
 * application stops. An {@link IOException} means that the server has closed the connection.
 */
enum RedeployTalk {

    /** Requests without an offer, on a connection that is kept. */
    PLAIN {
        @Override
        RawRequest request() {
            return RawRequest.get("/bytes?n=5000");
        }

        @Override
        void hold(RawConnection connection, int client, Runnable underway) {
            // Its requests are all it has to say.
        }
    },

    /** Messages, one after the other. */
    ECHO {
        @Override
        void hold(RawConnection connection, int client, Runnable underway) throws IOException {
            for (int i = 0; i < 200; i++) {
                if (!echoes(connection, client, i)) {
                    return;
                }
                underway.run();
            }
            leave(connection);
        }
    },

    /** Many WebSockets, one after the other. */
    BRIEF {
        @Override
        void hold(RawConnection connection, int client, Runnable underway) throws IOException {
            if (echoes(connection, client, 0)) {
                underway.run();
                leave(connection);
            }
        }
    },

    /** Silence, after a message. */
    IDLE {
        @Override
        void hold(RawConnection connection, int client, Runnable underway) throws IOException {
            if (echoes(connection, client, 0)) {
                underway.run();
                answer(connection, connection.closeFrame());
            }
        }
    },

    /** Half of a message. */
    HALF {
        @Override
        void hold(RawConnection connection, int client, Runnable underway) throws IOException {
            byte[] message = new byte[1000];
            new Random(client).nextBytes(message);
            byte[] frame = ClientFrames.binary(message);
            connection.send(Arrays.copyOf(frame, 500));
            underway.run();
            ByteArrayOutputStream echoed = new ByteArrayOutputStream();
            Frame next = connection.frame();
            while (next.opcode() != Frame.CLOSE) {
                echoed.writeBytes(next.payload());
                next = connection.frame();
            }
            assertArrayEquals(Arrays.copyOf(message, echoed.size()), echoed.toByteArray());
            connection.send(Arrays.copyOfRange(frame, 500, frame.length));
            answer(connection, next);
        }
    },

    /** Messages, but no ear for their echo. */
    DEAF {
        @Override
        void hold(RawConnection connection, int client, Runnable underway) throws IOException {
            underway.run();
            byte[] frame = ClientFrames.binary(new byte[100_000]);
            while (true) {
                connection.send(frame);
            }
        }
    },

    /** Lines of the sample's own protocol. */
    REVERSE {
        @Override
        RawRequest request() {
            return RawRequest.get("/reverse")
                    .with("Connection", "Upgrade")
                    .with("Upgrade", "reverse/1.0");
        }

        @Override
        void hold(RawConnection connection, int client, Runnable underway) throws IOException {
            for (int i = 0; i < 200; i++) {
                String line = "line " + i + " of " + client;
                connection.send((line + "\n").getBytes(StandardCharsets.US_ASCII));
                String reversed = new StringBuilder(line).reverse().toString();
                assertEquals(reversed, connection.readLine());
                underway.run();
            }
        }
    };

    /** What it begins with. */
    RawRequest request() {
        return RawRequest.webSocket("/echo");
    }

    /**
     * What is said after the 101.
     *
     * @param client whose messages are unlike those of all others
     * @param underway called when the connection is as it shall be when the application stops
     */
    abstract void hold(RawConnection connection, int client, Runnable underway) throws IOException;

    /** False if the application stops instead. */
    private static boolean echoes(RawConnection connection, int client, int number)
            throws IOException {
        String message = "message " + number + " of " + client + "x".repeat(number % 150);
        connection.send(ClientFrames.text(message));
        StringBuilder echoed = new StringBuilder();
        while (true) {
            Frame frame = connection.frame();
            if (frame.opcode() == Frame.CLOSE) {
                answer(connection, frame);
                return false;
            }
            echoed.append(frame.text());
            if (frame.isFinal()) {
                assertEquals(message, echoed.toString());
                return true;
            }
        }
    }

    /** Says good-bye first. */
    private static void leave(RawConnection connection) throws IOException {
        connection.send(ClientFrames.close(1000, ""));
        int code = connection.closeFrame().closeCode();
        assertTrue(code == 1000 || code == 1001, () -> "closed with " + code);
        connection.awaitEnd();
    }

    private static void answer(RawConnection connection, Frame close) throws IOException {
        assertEquals(1001, close.closeCode());
        connection.send(ClientFrames.close(1001, ""));
        connection.awaitEnd();
    }
}
