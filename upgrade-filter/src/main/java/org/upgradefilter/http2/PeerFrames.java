package org.upgradefilter.http2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.exchange.HttpRequest;

/**
 * What the peer's frames do to the streams and to the connection (RFC 9113 §5, §6, §8). Confined to
 * the connection's strand.
 */
final class PeerFrames implements FrameSink {

    private static final System.Logger LOG = System.getLogger(Http2Connection.class.getName());

    /** A DATA frame with less in it is not worth it; gRPC's smallest message has as much. */
    private static final int TINY_BYTES = 5;

    /** What a violation costs a peer beside a frame. */
    private static final int VIOLATION = 2;

    private final Http2Settings settings;
    private final HttpHandler handler;
    private final Streams streams;
    private final Wire wire;
    private final Overhead overhead;
    private final Ending ending;

    private final PeerSettings peer = new PeerSettings();
    private final HpackDecoder decoder = new HpackDecoder(Http2Limits.HEADER_TABLE_BYTES);
    private final RequestHeads heads;

    // The DATA frame that is under way; null if nobody wants its content.
    private @Nullable Http2Stream target;
    private int flowBytes;
    private int contentBytes;

    /** What frames say of the end of the connection. */
    interface Ending {

        /** False if streams that are opened now are not answered any more. */
        boolean takesStreams();

        /** The peer opens no more streams. */
        void onGoAway();

        void onPingAcknowledged(ByteBuffer opaque);
    }

    PeerFrames(
            Http2Settings settings,
            HttpHandler handler,
            Streams streams,
            Wire wire,
            Overhead overhead,
            Ending ending) {
        this.settings = settings;
        this.handler = handler;
        this.streams = streams;
        this.wire = wire;
        this.overhead = overhead;
        this.ending = ending;
        heads = new RequestHeads(settings);
    }

    /** Answers the request that asked for the upgrade, on stream 1. */
    void begin(FirstStream first) {
        apply(first.settings().payload());
        streams.use(1);
        Http2Stream stream = newStream(1, first.request(), false);
        stream.received().addAll(first.content());
        streams.begin(stream);
    }

    private Http2Stream newStream(
            int id, HttpRequest request, boolean tunnels, HttpHandler answerer) {
        Http2Stream stream =
                new Http2Stream(id, request, tunnels, streams, peer.initialWindowBytes(), answerer);
        streams.add(stream);
        return stream;
    }

    private Http2Stream newStream(int id, HttpRequest request, boolean tunnels) {
        HttpHandler answerer =
                settings.check()
                        .objectionTo(request)
                        .map(objection -> answering(objection.status()))
                        .orElse(handler);
        return newStream(id, request, tunnels, answerer);
    }

    /** What answers by itself. */
    private static HttpHandler answering(int status) {
        return exchange -> {
            exchange.respond(status, List.of());
            exchange.end(List.of());
            exchange.leave();
            return Http2Stream.NOBODY;
        };
    }

    @Override
    public void headers(int id, ByteBuffer block, boolean isLast, boolean dependsOnItself) {
        // Whatever becomes of it: the table has to stay in step with the peer's (§4.3).
        FieldSection section = new FieldSection(settings.limits());
        decoder.decode(block, section);
        if (id % 2 == 0) {
            throw Http2Exception.protocolError("a client has opened a stream of the server's");
        }
        Http2Stream known = streams.find(id);
        if (known != null) {
            trailers(known, section, isLast);
        } else if (streams.isIdle(id)) {
            open(id, section, isLast, dependsOnItself);
        } else if (streams.wasLeftOut(id)) {
            throw Http2Exception.protocolError("a stream with a lower number than one before");
        } else if (!streams.isIgnored(id)) {
            throw new Http2Exception(ErrorCode.STREAM_CLOSED, "a head on a stream that is closed");
        } else {
            overhead.charge(1);
        }
    }

    private void open(int id, FieldSection section, boolean isLast, boolean dependsOnItself) {
        if (!ending.takesStreams()) {
            overhead.charge(1);
            streams.ignore(id);
            return;
        }
        streams.use(id);
        if (dependsOnItself) {
            violation(id, ErrorCode.PROTOCOL_ERROR, "a stream depends on itself");
            return;
        }
        if (!streams.mayAdd()) {
            overhead.charge(1);
            streams.reset(id, ErrorCode.REFUSED_STREAM);
            return;
        }
        RequestHeads.Head head = heads.read(section, isLast);
        Http2Stream stream;
        if (head instanceof RequestHeads.Head.Malformed malformed) {
            violation(id, ErrorCode.PROTOCOL_ERROR, malformed.reason());
            return;
        } else if (head instanceof RequestHeads.Head.Refused refused) {
            // What the answer will earn, too: it was no use.
            overhead.charge(1 + Overhead.ANSWERED);
            stream =
                    newStream(
                            id, heads.unread(section, isLast), false, answering(refused.status()));
        } else {
            RequestHeads.Head.Request read = (RequestHeads.Head.Request) head;
            stream = newStream(id, read.request(), read.tunnels());
        }
        if (isLast) {
            stream.received().complete(List.of());
        }
        streams.begin(stream);
    }

    private void trailers(Http2Stream stream, FieldSection section, boolean isLast) {
        if (stream.received().isComplete()) {
            violation(stream.id(), ErrorCode.STREAM_CLOSED, "a head behind the end");
        } else if (!isLast
                || section.hasPseudoFields()
                || section.fault() != null
                || section.isTooLarge()) {
            violation(stream.id(), ErrorCode.PROTOCOL_ERROR, "malformed trailers");
        } else {
            complete(stream, section);
        }
    }

    private void complete(Http2Stream stream, @Nullable FieldSection section) {
        if (stream.received().complete(section == null ? List.of() : section.fields())) {
            stream.onReceived();
        } else {
            violation(stream.id(), ErrorCode.PROTOCOL_ERROR, "less content than announced");
        }
    }

    @Override
    public void continuation() {
        overhead.charge(1);
    }

    @Override
    public void beginData(int id, int length) {
        if (!streams.window().take(length)) {
            throw new Http2Exception(
                    ErrorCode.FLOW_CONTROL_ERROR, "more than the connection's window");
        }
        Http2Stream stream = streams.find(id);
        target = null;
        flowBytes = length;
        contentBytes = 0;
        if (stream == null && streams.isIdle(id)) {
            throw Http2Exception.protocolError("content on a stream that is idle");
        }
        if (stream == null) {
            if (!streams.isIgnored(id)) {
                violation(id, ErrorCode.STREAM_CLOSED, "content on a stream that is closed");
            } else if (length < TINY_BYTES) {
                overhead.charge(1);
            }
        } else if (stream.received().isComplete()) {
            violation(id, ErrorCode.STREAM_CLOSED, "content behind the end");
        } else if (!stream.received().window().take(length)) {
            violation(id, ErrorCode.FLOW_CONTROL_ERROR, "more than the stream's window");
        } else {
            target = stream;
        }
        if (target == null) {
            streams.consumed(length);
        }
    }

    @Override
    public void data(int id, ByteBuffer content) {
        Http2Stream stream = target;
        if (stream == null) {
            return;
        }
        int count = content.remaining();
        if (streams.find(id) != stream) {
            // The application, or its time, has ended the stream in the midst of the frame.
            giveUpData();
        } else if (!stream.received().add(content)) {
            giveUpData();
            violation(id, ErrorCode.PROTOCOL_ERROR, "more content than announced");
        } else {
            contentBytes += count;
            if (stream.received().isDropping()) {
                drop(stream, count);
            }
            stream.onReceived();
        }
    }

    /** What was not taken in of the frame is nobody's. */
    private void giveUpData() {
        target = null;
        streams.consumed(flowBytes - contentBytes);
    }

    private void drop(Http2Stream stream, int count) {
        if (streams.dropsTooMuch(stream)) {
            streams.consumed(count);
        } else {
            streams.consumed(stream, count);
        }
        streams.awaitEnd(stream);
    }

    @Override
    public void endData(int id, boolean isLast) {
        Http2Stream stream = target;
        if (stream == null) {
            return;
        }
        if (streams.find(id) != stream) {
            giveUpData();
            return;
        }
        target = null;
        streams.consumed(stream, flowBytes - contentBytes);
        if (isLast) {
            complete(stream, null);
        } else if (contentBytes == 0 || (contentBytes < TINY_BYTES && !stream.isHandedOver())) {
            overhead.charge(1);
        } else {
            overhead.earnContent(contentBytes);
        }
    }

    @Override
    public void priority(int id) {
        overhead.charge(1);
    }

    @Override
    public void unknown() {
        overhead.charge(1);
    }

    @Override
    public void reset(int id, int errorCode) {
        if (streams.isIdle(id)) {
            throw Http2Exception.protocolError("a stream that is idle was reset");
        }
        overhead.charge(1);
        Http2Stream stream = streams.find(id);
        if (stream != null) {
            overhead.chargeContent(stream.received().unreadBytes());
            stream.fail(new IOException("the client has cancelled the request: " + errorCode));
            streams.close(stream);
        }
    }

    @Override
    public void violation(int id, ErrorCode code, String reason) {
        if (streams.isIdle(id)) {
            throw new Http2Exception(code, reason);
        }
        LOG.log(System.Logger.Level.DEBUG, "http/2: {0} on a stream, {1}", code, reason);
        overhead.charge(VIOLATION);
        Http2Stream stream = streams.find(id);
        if (stream == null) {
            streams.reset(id, code);
        } else {
            overhead.chargeContent(stream.received().unreadBytes());
            stream.fail(new IOException(reason));
            streams.reset(stream, code);
        }
    }

    @Override
    public void settings(ByteBuffer payload) {
        overhead.charge(1);
        int opened = apply(payload);
        // First, for what was held back goes by them already (§6.5.3).
        wire.writer().settingsAcknowledged();
        wire.flushSoon();
        streams.openAll(opened);
    }

    /** Returns by how much the windows of all streams grow. */
    private int apply(ByteBuffer payload) {
        int window = peer.initialWindowBytes();
        long table = peer.headerTableBytes();
        peer.apply(payload);
        if (peer.smallestTableBytes() < table) {
            // The peer has made it that small for a moment, and waits to be told so (§4.3.1).
            wire.writer().peerTableBytes(peer.smallestTableBytes());
        }
        if (peer.headerTableBytes() != peer.smallestTableBytes()) {
            wire.writer().peerTableBytes(peer.headerTableBytes());
        }
        return peer.initialWindowBytes() - window;
    }

    @Override
    public void settingsAcknowledged() {
        overhead.charge(1);
    }

    @Override
    public void ping(ByteBuffer opaque) {
        overhead.charge(1);
        wire.writer().ping(opaque, Frames.ACK);
        wire.flushSoon();
    }

    @Override
    public void pingAcknowledged(ByteBuffer opaque) {
        overhead.charge(1);
        ending.onPingAcknowledged(opaque);
    }

    @Override
    public void goAway(int errorCode) {
        overhead.charge(1);
        ending.onGoAway();
    }

    @Override
    public void windowUpdate(int id, int increment) {
        overhead.chargeWindow();
        if (id == 0) {
            wire.windowUpdate(increment);
            return;
        }
        if (streams.isIdle(id)) {
            throw Http2Exception.protocolError("the window of a stream that is idle was opened");
        }
        Http2Stream stream = streams.find(id);
        if (stream != null && !stream.sending().open(increment)) {
            violation(id, ErrorCode.FLOW_CONTROL_ERROR, "a window is beyond 2^31-1");
        }
    }
}
