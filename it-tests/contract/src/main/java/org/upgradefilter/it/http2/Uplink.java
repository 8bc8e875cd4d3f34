package org.upgradefilter.it.http2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http2.hpack.HPackDecoder;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.SocketThread;

/**
 * A connection of HTTP/2 to a server, for one stream after the other.
 *
 * <p>Content is asked for as it is taken: the windows (RFC 9113 §5.2) of the server open for what a
 * {@link Receiver} has returned from, and no more is sent than those of ours let.
 */
final class Uplink {

    private static final int WINDOW_BYTES = 65_535;
    private static final int MAX_DATA_BYTES = 1 << 14;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int ENABLE_CONNECT_PROTOCOL = 8;
    private static final int NO_ERROR = 0;
    private static final int CANCEL = 8;

    private final RawConnection connection;
    private final HPackDecoder decoder = new HPackDecoder(4096, StandardCharsets.ISO_8859_1);
    private final CountDownLatch settled = new CountDownLatch(1);
    private final Object wire = new Object();

    /** What has come, for a thread that may wait for whoever takes it. */
    private final BlockingQueue<SocketThread.Step> arrived = new LinkedBlockingQueue<>();

    // Guarded by this.
    private int stream;
    private Receiver receiver = new Receiver() {};
    private boolean takesContent;
    private long connectionWindow = WINDOW_BYTES;
    private long streamWindow = WINDOW_BYTES;
    private long initialWindow = WINDOW_BYTES;
    private boolean isGoingAway;

    /**
     * @param lastStream the one that is open already, or -1
     */
    Uplink(RawConnection connection, int lastStream) {
        this.connection = connection;
        stream = lastStream;
    }

    /** What becomes of a stream, one after the other, on a thread of the connection. */
    interface Receiver {

        /** The fields of a head, of an interim one, or of the trailers. */
        default void onFields(List<Header> fields, boolean last) throws IOException {}

        default void onContent(byte[] content, boolean last) throws IOException {}

        default void onReset(int errorCode) throws IOException {}

        /** The connection has ended, whether the stream had or not. */
        default void onEnd() throws IOException {}
    }

    /** Sends the preface, and waits for the server's. */
    void begin(Receiver first) throws IOException {
        receiver = first;
        synchronized (wire) {
            connection.send(Http2Client.PREFACE);
        }
        send(Http2Frame.settings());
        SocketThread.start(this::readAll);
        SocketThread.start(this::handOnAll);
        await(settled);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void send(Http2Frame... frames) throws IOException {
        synchronized (wire) {
            connection.send(Http2Frame.bytes(frames));
        }
    }

    /** Opens the next stream. */
    void open(FieldBlock head, boolean last, Receiver receiving) throws IOException {
        int opened;
        synchronized (this) {
            stream += 2;
            opened = stream;
            receiver = receiving;
            streamWindow = initialWindow;
            takesContent = true;
        }
        send(
                last
                        ? Http2Frame.lastHeaders(opened, head.bytes())
                        : Http2Frame.headers(opened, head.bytes()));
    }

    /** Sends content when the windows let it; drops it if the stream was reset. */
    void content(byte[] bytes, int length) throws IOException {
        int sent = 0;
        while (sent < length) {
            int granted = grant(length - sent);
            if (granted == 0) {
                return;
            }
            send(Http2Frame.data(stream(), Arrays.copyOfRange(bytes, sent, sent + granted)));
            sent += granted;
        }
    }

    private synchronized int grant(int wanted) throws IOException {
        try {
            while (takesContent && Math.min(connectionWindow, streamWindow) <= 0) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (!takesContent) {
            return 0;
        }
        int room = (int) Math.min(connectionWindow, streamWindow);
        int granted = Math.min(Math.min(wanted, room), MAX_DATA_BYTES);
        connectionWindow -= granted;
        streamWindow -= granted;
        return granted;
    }

    /** Ends the content, with trailers if there are any. */
    void last(FieldBlock trailers) throws IOException {
        if (!takesContent()) {
            return;
        }
        send(
                trailers.bytes().length == 0
                        ? Http2Frame.lastData(stream(), new byte[0])
                        : Http2Frame.lastHeaders(stream(), trailers.bytes()));
    }

    private synchronized boolean takesContent() {
        return takesContent;
    }

    private synchronized int stream() {
        return stream;
    }

    synchronized boolean isGoingAway() {
        return isGoingAway;
    }

    /** Resets the stream, and closes. */
    void cancel() throws IOException {
        try (connection) {
            send(Http2Frame.reset(stream(), CANCEL));
        }
    }

    void close() throws IOException {
        connection.close();
    }

    private void readAll() throws IOException {
        try {
            while (true) {
                read();
            }
        } finally {
            synchronized (this) {
                takesContent = false;
                isGoingAway = true;
                notifyAll();
                Receiver last = receiver;
                arrived.add(last::onEnd);
            }
            settled.countDown();
        }
    }

    private void handOnAll() throws IOException {
        try {
            while (true) {
                arrived.take().run();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            connection.close();
        }
    }

    private void read() throws IOException {
        Http2Frame frame = Http2Frame.read(connection);
        switch (frame.type()) {
            case Http2Frame.SETTINGS -> settle(frame);
            case Http2Frame.PING -> answer(frame);
            case Http2Frame.WINDOW_UPDATE -> widen(frame);
            case Http2Frame.HEADERS -> fields(frame);
            case Http2Frame.DATA -> content(frame);
            case Http2Frame.RST_STREAM -> reset(frame);
            case Http2Frame.GOAWAY -> goAway();
            default -> throw new AssertionError("not for a client: " + frame);
        }
    }

    private void settle(Http2Frame settings) throws IOException {
        if (settings.has(Http2Frame.ACK)) {
            return;
        }
        OptionalLong window = Http2Frame.setting(settings.payload(), INITIAL_WINDOW_SIZE);
        synchronized (this) {
            long next = window.orElse(initialWindow);
            streamWindow += next - initialWindow;
            initialWindow = next;
            notifyAll();
        }
        if (Http2Frame.setting(settings.payload(), ENABLE_CONNECT_PROTOCOL).orElse(0) != 1) {
            throw new AssertionError("no WebSockets by " + settings);
        }
        send(new Http2Frame(Http2Frame.SETTINGS, Http2Frame.ACK, 0, new byte[0]));
        settled.countDown();
    }

    private void answer(Http2Frame ping) throws IOException {
        if (!ping.has(Http2Frame.ACK)) {
            send(new Http2Frame(Http2Frame.PING, Http2Frame.ACK, 0, ping.payload()));
        }
    }

    private synchronized void widen(Http2Frame update) {
        int increment = ByteBuffer.wrap(update.payload()).getInt();
        if (update.stream() == 0) {
            connectionWindow += increment;
        } else if (update.stream() == stream) {
            streamWindow += increment;
        }
        notifyAll();
    }

    private void fields(Http2Frame headers) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(headers.payload());
        for (Http2Frame last = headers; !last.has(Http2Frame.END_HEADERS); ) {
            last = Http2Frame.read(connection);
            block.writeBytes(last.payload());
        }
        List<Header> fields;
        try {
            fields = List.copyOf(decoder.decodeHeaders(ByteBuffer.wrap(block.toByteArray())));
        } catch (HttpException e) {
            throw new AssertionError("fields that are not readable", e);
        }
        Receiver to = receiver(headers.stream());
        arrived.add(() -> to.onFields(fields, headers.has(Http2Frame.END_STREAM)));
    }

    private void content(Http2Frame data) {
        Receiver to = receiver(data.stream());
        arrived.add(
                () -> {
                    to.onContent(data.payload(), data.has(Http2Frame.END_STREAM));
                    credit(data);
                });
    }

    private void credit(Http2Frame taken) throws IOException {
        int length = taken.payload().length;
        if (length == 0) {
            return;
        }
        Http2Frame ofConnection = Http2Frame.windowUpdate(0, length);
        if (taken.has(Http2Frame.END_STREAM)) {
            send(ofConnection);
        } else {
            send(ofConnection, Http2Frame.windowUpdate(taken.stream(), length));
        }
    }

    private synchronized void reset(Http2Frame reset) {
        Receiver to = receiver(reset.stream());
        arrived.add(() -> to.onReset(reset.errorCode()));
        if (reset.stream() == stream) {
            takesContent = false;
            notifyAll();
        }
    }

    private synchronized void goAway() {
        isGoingAway = true;
    }

    /** Nobody for a stream that is none any more. */
    private synchronized Receiver receiver(int of) {
        return of == stream ? receiver : new Receiver() {};
    }

    /** True if an error code means none (RFC 9113 §8.1). */
    static boolean isNoError(int errorCode) {
        return errorCode == NO_ERROR;
    }
}
