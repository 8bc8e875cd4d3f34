package org.upgradefilter.http2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What {@link FrameReader} makes of bytes, one line each; content of one DATA frame together. */
final class FrameEvents implements FrameSink {

    static final int MAX_BLOCK_BYTES = 100;

    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean withinData;

    /** The events of these pieces, one behind the other. */
    static List<String> of(List<byte[]> pieces) {
        FrameEvents sink = new FrameEvents();
        FrameReader reader = new FrameReader(sink, MAX_BLOCK_BYTES);
        ByteBuffer waiting = ByteBuffer.allocate(0);
        try {
            for (byte[] piece : pieces) {
                ByteBuffer all = ByteBuffer.allocate(waiting.remaining() + piece.length);
                waiting = all.put(waiting).put(piece).flip();
                while (reader.read(waiting)) {
                    // As long as it gets on.
                }
            }
        } catch (Http2Exception violation) {
            sink.note("! " + violation.code());
        }
        if (sink.withinData) {
            sink.note("...");
        }
        return sink.events;
    }

    private void note(String event) {
        if (withinData) {
            events.add("content " + HexFormat.of().formatHex(content.toByteArray()));
            withinData = false;
            content.reset();
        }
        events.add(event);
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return HexFormat.of().formatHex(copy);
    }

    @Override
    public void beginData(int stream, int flowBytes) {
        note("data " + stream + " " + flowBytes);
        withinData = true;
    }

    @Override
    public void data(int stream, ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            content.write(bytes.get());
        }
    }

    @Override
    public void endData(int stream, boolean isLast) {
        note("end " + stream + " " + isLast);
    }

    @Override
    public void headers(int stream, ByteBuffer block, boolean isLast, boolean dependsOnItself) {
        note("headers " + stream + " " + hex(block) + " " + isLast + " " + dependsOnItself);
    }

    @Override
    public void continuation() {
        note("continuation");
    }

    @Override
    public void priority(int stream) {
        note("priority " + stream);
    }

    @Override
    public void unknown() {
        note("unknown");
    }

    @Override
    public void reset(int stream, int errorCode) {
        note("reset " + stream + " " + errorCode);
    }

    @Override
    public void violation(int stream, ErrorCode code, String reason) {
        note("violation " + stream + " " + code);
    }

    @Override
    public void settings(ByteBuffer payload) {
        note("settings " + hex(payload));
    }

    @Override
    public void settingsAcknowledged() {
        note("settings ack");
    }

    @Override
    public void ping(ByteBuffer opaque) {
        note("ping " + hex(opaque));
    }

    @Override
    public void pingAcknowledged(ByteBuffer opaque) {
        note("ping ack " + hex(opaque));
    }

    @Override
    public void goAway(int errorCode) {
        note("goaway " + errorCode);
    }

    @Override
    public void windowUpdate(int stream, int increment) {
        note("window " + stream + " " + increment);
    }
}
