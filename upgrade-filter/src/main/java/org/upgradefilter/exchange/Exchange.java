package org.upgradefilter.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.upgradefilter.http.Field;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;

/**
 * One request and its answer (RFC 9110 §3.4), as the one who answers sees it. Nothing here blocks.
 *
 * <p>Any thread; one at a time for the request, that is {@link #read} and {@link #trailers}, and
 * one at a time for all else. Whether content is read at all is the answerer's choice: not reading
 * it is back-pressure, and what is left when the response has ended is dropped, or ends the
 * connection if it is much.
 */
public interface Exchange {

    HttpRequest request();

    /**
     * What the version of HTTP calls the exchange: over HTTP/2 the number of its stream, in decimal
     * (RFC 9113 §5.1.1); empty where exchanges have no name.
     */
    default String name() {
        return "";
    }

    /**
     * True if nothing else travels on the connection as long as the exchange lasts. Where others do
     * (HTTP/2), whoever has brought the request must not be kept, and no exchange may wait for
     * another. Always the same.
     */
    default boolean isAlone() {
        return true;
    }

    /**
     * Where code that may block is run for this exchange: at once, or when this thread has left the
     * strand, or on another thread. Any thread.
     */
    Executor workers();

    /**
     * Moves content into {@code dst}, which has room, without any coding of the transfer. A client
     * that expects it is sent a 100 when content is asked for and none has come (RFC 9110 §10.1.1).
     *
     * @return the number of bytes moved; 0 if there are none now, and {@link
     *     ExchangeListener#onReadable} follows; -1, from then on always, at the end of the content
     * @throws IOException if the exchange was cut off
     */
    int read(ByteBuffer dst) throws IOException;

    /** The trailer fields, complete when {@link #read} has given -1 (RFC 9110 §6.5). */
    List<Field> trailers();

    /**
     * Sends an interim response, any number of times before the final one (§15.2).
     *
     * @param status 102 to 199; a 100 is sent by {@link #read}, a 101 is final
     * @throws IllegalStateException if the final response has begun
     */
    void inform(int status, List<Field> fields);

    /**
     * Begins the final response. Its head leaves together with the first content, by {@link #flush}
     * or {@link #end}.
     *
     * @param status 200 to 599, or 101 after {@link #handOver}
     * @param fields those of the message; what says how its content is transferred is the engine's,
     *     but for {@code Content-Length}, which holds the application to its word
     * @throws IllegalStateException if the response has begun
     */
    void respond(int status, List<Field> fields);

    /**
     * Takes content of the response, as much as there is room for. That of a response that has none
     * (to a HEAD, 204, 304) is taken and dropped.
     *
     * @return the number of bytes taken, which the caller may reuse; 0 if there is no room now, and
     *     {@link ExchangeListener#onWritable} follows
     * @throws IOException if the exchange was cut off, or this is more than {@code Content-Length}
     *     has said
     */
    int write(ByteBuffer src) throws IOException;

    /**
     * Sends the head and what was written.
     *
     * @return true if nothing waits any more; false if something does, and {@link
     *     ExchangeListener#onWritable} follows
     * @throws IOException if the exchange was cut off
     */
    boolean flush() throws IOException;

    /**
     * Ends the response. Nothing more is heard of the exchange. A response that is shorter than its
     * {@code Content-Length} is cut off, as by {@link #abort}.
     *
     * @param trailers for after the content, where the version of HTTP can carry them
     * @throws IllegalStateException if the response has not begun
     */
    void end(List<Field> trailers);

    /**
     * Cuts the exchange off in a way that the peer cannot take for a complete response. Idempotent.
     *
     * @param cause for the log
     */
    void abort(Throwable cause);

    /**
     * Says that nobody will answer, and that the application has not heard of the request, so that
     * the client may send it again, be it one that is not idempotent (RFC 9110 §9.2.2): over HTTP/2
     * by a reset that says so (RFC 9113 §8.7). Where the version of HTTP has no words for it, or
     * the response has begun, as {@link #abort}.
     *
     * @param cause for the log
     */
    default void refuse(Throwable cause) {
        abort(cause);
    }

    /**
     * Says that nobody will touch the exchange any more: the application has left its request, be
     * it long after the end. Where one connection carries many exchanges, the exchange counts
     * against their number until then. Idempotent.
     */
    default void leave() {}

    /**
     * Makes a switch of the response that follows, if that is a 101: when it has ended, what the
     * exchange travelled on is handed over (§15.2.2), and {@link Connection#onOpen} is called.
     *
     * <p>Over HTTP/2 it is the stream that is handed over, and the 101 goes out as a 200 (RFC 8441
     * §5).
     *
     * @param connections makes what speaks over it from then on
     */
    void handOver(Function<Duplex, Connection> connections);
}
