package org.upgradefilter.it;

import java.io.IOException;

/** A thread that waits for a socket, and ends when that is closed. */
public final class SocketThread {

    private SocketThread() {}

    /** Takes {@code step} on a thread of its own, which keeps no process from ending. */
    public static void start(Step step) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                step.run();
                            } catch (IOException end) {
                                // How a closed socket ends a thread that waits for it.
                            }
                        },
                        "socket-thread");
        thread.setDaemon(true);
        thread.start();
    }

    /** What it does. */
    @FunctionalInterface
    public interface Step {
        void run() throws IOException;
    }
}
