package org.upgradefilter.it;

/** The client's end of one open WebSocket. */
interface Client extends AutoCloseable {

    void send(Message message) throws Exception;

    /** The next message, for which it waits. */
    Message receive() throws Exception;

    void ping(String content) throws Exception;

    /** The content of the next Pong, for which it waits. */
    String awaitPong() throws Exception;

    /** Sends a Close and waits for its answer, whose code it returns. */
    int close(int code, String reason) throws Exception;

    /** Closes without a word, unless it is closed. */
    @Override
    void close();
}
