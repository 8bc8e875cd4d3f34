package org.upgradefilter.tomcat.coyote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.http.Field;

/**
 * The content of a request on its way to Tomcat, which reads it blocking, or from its listener.
 *
 * <p>Received when it is asked for, a buffer at a time, which then is Tomcat's until all of it is
 * consumed. {@link #raise}: any thread. The rest: one thread at a time, though not always the same.
 */
final class ExchangeInput implements InputBuffer {

    /** Room for what the largest TLS record may hold, or it would be decrypted beside it. */
    private static final int MAX_BUFFER_BYTES = 16 * 1024 + 64;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Exchange exchange;
    private final Wakeup arrived = new Wakeup();

    private @Nullable Request request;
    private @Nullable ByteBuffer storage;

    /** Received, and not handed over. */
    private volatile ByteBuffer received = NOTHING;

    /** Handed over; Tomcat moves its position. */
    private volatile ByteBuffer handed = NOTHING;

    /** True if all was received. */
    private volatile boolean complete;

    /** How much is still to come, in bytes; negative if that is not known. */
    private long missing;

    ExchangeInput(Exchange exchange) {
        this.exchange = exchange;
        missing = exchange.request().contentLength();
        complete = missing == 0;
    }

    /** Is read as the content of {@code reading} from now on. */
    void serve(Request reading) {
        request = reading;
    }

    private Request request() {
        return Objects.requireNonNull(request);
    }

    @Override
    public int doRead(ApplicationBufferHandler reader) throws IOException {
        arrived.lower();
        while (!receive() && !complete && request().getReadListener() == null) {
            arrived.await();
            arrived.lower();
        }
        ByteBuffer next = received;
        if (!next.hasRemaining()) {
            return complete ? -1 : 0;
        }
        received = NOTHING;
        handed = next;
        reader.setByteBuffer(next);
        return next.remaining();
    }

    @Override
    public int available() {
        return received.remaining();
    }

    /**
     * Receives what there is, unless something waits to be consumed.
     *
     * @return true if something does
     * @throws IOException if the exchange was cut off
     */
    boolean receive() throws IOException {
        if (received.hasRemaining() || handed.hasRemaining()) {
            return true;
        }
        if (complete) {
            return false;
        }
        ByteBuffer room = storage;
        if (room == null) {
            // Nobody else's ever: Tomcat keeps it as long as its request.
            room = ByteBuffer.allocate(bufferBytes());
            storage = room;
        }
        room.clear();
        int count = exchange.read(room);
        if (count < 0) {
            finish();
            return false;
        }
        if (count > 0) {
            received = room.duplicate().flip();
            missing -= missing > 0 ? count : 0;
            complete = missing == 0;
        }
        return count > 0;
    }

    private int bufferBytes() {
        return missing < 0 ? MAX_BUFFER_BYTES : (int) Math.min(missing, MAX_BUFFER_BYTES);
    }

    private void finish() {
        List<Field> trailers = exchange.trailers();
        for (Field trailer : trailers) {
            String name = trailer.name().toLowerCase(Locale.ROOT);
            request().getMimeTrailerFields().addValue(name).setString(trailer.value());
        }
        complete = true;
    }

    /** Gives Tomcat content that it has kept from an earlier request. */
    void replay(ByteBuffer kept) {
        received = kept;
        complete = true;
    }

    /** True if all was received. */
    boolean isComplete() {
        return complete;
    }

    /** True if all was received and consumed: what Tomcat still holds is not at its end. */
    boolean isFinished() {
        return complete && !received.hasRemaining() && !handed.hasRemaining();
    }

    /** More may have come, or the exchange has failed. */
    void raise() {
        arrived.raise();
    }
}
