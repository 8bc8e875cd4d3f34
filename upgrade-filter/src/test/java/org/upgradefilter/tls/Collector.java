package org.upgradefilter.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;

/** What is inside TLS, as a test looks at it: reads everything, unless it is told not to. */
final class Collector implements Connection {

    final Duplex tls;
    final SSLSession session;
    final String applicationProtocol;
    final List<String> events = new ArrayList<>();
    @Nullable IOException readFailure;
    @Nullable IOException cause;
    boolean paused;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteBuffer room = ByteBuffer.allocate(20_000);

    Collector(Duplex tls, SSLSession session, String applicationProtocol) {
        this.tls = tls;
        this.session = session;
        this.applicationProtocol = applicationProtocol;
    }

    /** The text that has come since the last call. */
    String text() {
        String text = bytes.toString(StandardCharsets.US_ASCII);
        bytes.reset();
        return text;
    }

    @Override
    public void onOpen() {
        events.add("open");
        read();
    }

    @Override
    public void onReadable() {
        read();
    }

    void read() {
        try {
            int count = paused ? 0 : 1;
            while (count > 0) {
                count = tls.read(room.clear());
                bytes.write(room.array(), 0, room.position());
            }
            if (count < 0) {
                events.add("end");
            }
        } catch (IOException e) {
            readFailure = e;
        }
    }

    @Override
    public void onWritable() {
        events.add("writable");
    }

    @Override
    public void onOverflow() {
        events.add("overflow");
    }

    @Override
    public void onClosed(@Nullable IOException why) {
        events.add("closed");
        cause = why;
    }

    @Override
    public void shutdown() {
        events.add("shutdown");
        tls.close();
    }
}
