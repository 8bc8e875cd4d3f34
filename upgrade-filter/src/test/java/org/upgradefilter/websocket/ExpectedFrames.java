package org.upgradefilter.websocket;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What RFC 6455 §5 makes of all bytes of a conversation at once, without extensions: a second
 * opinion, for comparison only, that shares no code with what it judges.
 */
final class ExpectedFrames {

    /** What can follow the beginning of a code point in some text. */
    private static final List<byte[]> COMPLETIONS =
            Stream.of("", "80", "a0", "80 80", "a0 80", "90 80 80", "80 80 80")
                    .map(Hex::bytes)
                    .toList();

    private final byte[] wire;
    private final FrameReader.Peer peer;
    private final WebSocketLimits limits;

    private final List<String> events = new ArrayList<>();
    private int at;
    private boolean closed;

    /** The type of the message under way; empty between messages. */
    private String message = "";

    private final ByteArrayOutputStream payload = new ByteArrayOutputStream();
    private long announced;
    private int fragments;
    private long overhead;

    private ExpectedFrames(byte[] wire, FrameReader.Peer peer, WebSocketLimits limits) {
        this.wire = wire;
        this.peer = peer;
        this.limits = limits;
    }

    /** The events as {@link FrameLog} writes them, while no time passes. */
    static List<String> of(byte[] wire, FrameReader.Peer peer, WebSocketLimits limits) {
        ExpectedFrames expected = new ExpectedFrames(wire, peer, limits);
        boolean isWhole = true;
        while (isWhole && !expected.closed) {
            isWhole = expected.frame();
        }
        return expected.events;
    }

    /** False if no whole frame is left. */
    private boolean frame() {
        if (left() < 2) {
            return false;
        }
        int flags = wire[at] & 0xFF;
        int second = wire[at + 1] & 0xFF;
        at += 2;
        boolean isMasked = second > 127;
        if (isMasked != (peer == FrameReader.Peer.CLIENT)) {
            return fail(1002);
        }
        BigInteger length = BigInteger.valueOf(second % 128);
        if (second % 128 > 125) {
            int bytes = second % 128 == 126 ? 2 : 8;
            if (left() < bytes) {
                return false;
            }
            length = new BigInteger(1, Arrays.copyOfRange(wire, at, at + bytes));
            at += bytes;
            if (length.bitLength() > 63 || length.bitLength() <= (bytes == 2 ? 0 : 16)) {
                return fail(1002);
            }
            if (length.compareTo(BigInteger.valueOf(126)) < 0) {
                return fail(1002);
            }
        }
        byte[] key = new byte[4];
        if (isMasked) {
            if (left() < 4) {
                return false;
            }
            System.arraycopy(wire, at, key, 0, 4);
            at += 4;
        }
        return header(flags, length.longValueExact()) && payload(flags, length, key);
    }

    private boolean header(int flags, long length) {
        int opcode = flags % 16;
        boolean isFinal = flags > 127;
        boolean isControl = opcode == 8 || opcode == 9 || opcode == 10;
        if ((flags & 0x70) != 0 || (opcode > 2 && !isControl)) {
            return fail(1002);
        }
        if (!isControl && (opcode == 0) == message.isEmpty()) {
            return fail(1002);
        }
        if (opcode == 9 || opcode == 10 || (!isControl && !isFinal && length < 16)) {
            overhead = Math.max(overhead, 0) + 1;
            if (overhead > limits.maxOverheadFrames()) {
                return fail(1008);
            }
        } else if (!isControl) {
            overhead -= Math.min(length / 64, limits.maxOverheadFrames());
        }
        if (isControl) {
            return (isFinal && length <= 125) || fail(1002);
        }
        if (opcode != 0) {
            message = opcode == 1 ? "text" : "binary";
        }
        fragments++;
        if (fragments > limits.maxFragments()) {
            return fail(1008);
        }
        if (length > limits.maxMessageBytes() - announced) {
            return fail(1009);
        }
        announced += length;
        return true;
    }

    private boolean payload(int flags, BigInteger length, byte[] key) {
        boolean isWhole = length.compareTo(BigInteger.valueOf(left())) <= 0;
        byte[] piece = Arrays.copyOfRange(wire, at, isWhole ? at + length.intValue() : wire.length);
        at += piece.length;
        for (int i = 0; i < piece.length; i++) {
            piece[i] ^= key[i % 4];
        }
        if (flags % 16 >= 8) {
            return isWhole && control(flags % 16, piece);
        }
        payload.writeBytes(piece);
        byte[] soFar = payload.toByteArray();
        boolean isLast = isWhole && flags > 127;
        if (message.equals("text") && !(isLast ? isText(soFar) : canBecomeText(soFar))) {
            return fail(1007);
        }
        if (isLast) {
            events.add(message + " " + Hex.of(ByteBuffer.wrap(soFar)));
            message = "";
            payload.reset();
            announced = 0;
            fragments = 0;
        }
        return isWhole;
    }

    private boolean control(int opcode, byte[] body) {
        if (opcode != 8) {
            events.add((opcode == 9 ? "ping " : "pong ") + Hex.of(ByteBuffer.wrap(body)));
            return true;
        }
        int code = body.length == 0 ? 1005 : new BigInteger(1, head(body)).intValue();
        byte[] reason = Arrays.copyOfRange(body, Math.min(2, body.length), body.length);
        // §7.4, and 1012 to 1014 of the IANA registry
        boolean isLegal =
                (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006)
                        || (code >= 3000 && code <= 4999);
        if (body.length == 1 || (body.length > 1 && !isLegal)) {
            return fail(1002);
        }
        if (!isText(reason)) {
            return fail(1007);
        }
        events.add("close " + code + " " + Hex.of(ByteBuffer.wrap(reason)));
        closed = true;
        return true;
    }

    private static byte[] head(byte[] body) {
        return Arrays.copyOf(body, Math.min(2, body.length));
    }

    /** True if this is the beginning of some text. */
    static boolean canBecomeText(byte[] bytes) {
        return COMPLETIONS.stream().anyMatch(rest -> isText(ClientFrames.join(bytes, rest)));
    }

    static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private int left() {
        return wire.length - at;
    }

    private boolean fail(int code) {
        events.add("!" + code);
        closed = true;
        return false;
    }
}
