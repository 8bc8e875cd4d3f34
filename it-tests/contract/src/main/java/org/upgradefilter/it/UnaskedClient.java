package org.upgradefilter.it;

import java.io.IOException;
import java.net.URI;

/**
 * A client of a library that offers an upgrade with its requests, though nobody asked it to.
 *
 * <p>Keeps its connections.
 */
interface UnaskedClient extends AutoCloseable {

    /** Whether the client is left as it comes. */
    enum Offers {
        /** As it comes. */
        UNASKED,
        /** Switched off, by the client's own setting. */
        NONE
    }

    /** What a request carries. */
    enum Content {
        NONE,
        OF_KNOWN_LENGTH,
        CHUNKED,
        /** Sent when the server has said 100 (RFC 9110 §10.1.1). */
        AFTER_CONTINUE
    }

    /**
     * A request.
     *
     * @param target path and query
     */
    record Call(String method, String target, Content content) {

        @Override
        public String toString() {
            return method + " " + target + " " + content;
        }
    }

    /** Sends a request and receives the whole response. */
    Answer send(Call call, URI server) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;
}
