package org.upgradefilter.http2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a server sends, read without the code that writes it, one line for each frame; HEADERS with
 * all that continue them are one. Fails at what is not well-formed.
 */
final class ServerFrames {

    /** Longer content is told by its length. */
    private static final int MAX_SHOWN = 64;

    private final NettyHpack hpack;
    private final Consumer<Frame> watcher;
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private int openBlock;
    private String openEnd = "";
    private List<String> openFields = List.of();
    private long contentBytes;

    ServerFrames(NettyHpack hpack) {
        this(hpack, frame -> {});
    }

    /**
     * @param watcher told of each frame; of HEADERS when all that continue them have come
     */
    ServerFrames(NettyHpack hpack, Consumer<Frame> watcher) {
        this.hpack = hpack;
        this.watcher = watcher;
    }

    /**
     * A frame.
     *
     * @param ends true if it is the last of its stream, or an acknowledgement
     * @param fields those of HEADERS
     */
    record Frame(int type, boolean ends, int stream, ByteBuffer payload, List<String> fields) {}

    /** The frames that are complete by now. */
    List<String> read(byte[] bytes) {
        rest.writeBytes(bytes);
        byte[] all = rest.toByteArray();
        List<String> frames = new ArrayList<>();
        int next = 0;
        while (all.length - next >= 9) {
            ByteBuffer head = ByteBuffer.wrap(all, next, 9);
            int length = head.getInt() >>> 8;
            assertTrue(length <= 16_384, () -> "a frame of " + length + " bytes");
            if (all.length - next < 9 + length) {
                break;
            }
            byte[] payload = Arrays.copyOfRange(all, next + 9, next + 9 + length);
            int flags = all[next + 4];
            int stream = ByteBuffer.wrap(all, next + 5, 4).getInt();
            assertTrue(stream >= 0, "a reserved bit");
            String line = line(all[next + 3], flags, stream, payload);
            if (!line.isEmpty()) {
                frames.add(line);
                boolean isHead = line.startsWith("HEADERS");
                boolean ends = isHead ? line.endsWith(" END") : (flags & 1) != 0;
                List<String> fields = isHead ? openFields : List.of();
                int type = isHead ? 1 : all[next + 3];
                watcher.accept(new Frame(type, ends, stream, ByteBuffer.wrap(payload), fields));
            }
            next += 9 + length;
        }
        rest.reset();
        rest.write(all, next, all.length - next);
        return frames;
    }

    /** How much of a frame has come that is not complete. */
    int restBytes() {
        return rest.size();
    }

    /** The content of all streams so far. */
    long contentBytes() {
        return contentBytes;
    }

    private String line(int type, int flags, int stream, byte[] payload) {
        assertTrue(openBlock == 0 || (type == 9 && stream == openBlock), "an open block");
        boolean isOfConnection = type == 4 || type == 6 || type == 7;
        assertTrue(type == 8 || isOfConnection == (stream == 0), () -> type + " on " + stream);
        ByteBuffer ints = ByteBuffer.wrap(payload);
        return switch (type) {
            case 0 -> {
                assertEquals(0, flags & ~1);
                contentBytes += payload.length;
                yield "DATA " + stream + " " + shown(payload) + end(flags);
            }
            case 1 -> {
                assertEquals(0, flags & ~5);
                openEnd = end(flags);
                yield block(flags, stream, payload);
            }
            case 9 -> {
                assertEquals(stream, openBlock);
                yield block(flags, stream, payload);
            }
            case 3 -> {
                assertEquals(4, payload.length);
                yield "RST_STREAM " + stream + " " + code(ints.getInt());
            }
            case 4 -> settings(flags, ints);
            case 6 -> {
                assertEquals(8, payload.length);
                yield "PING " + HexFormat.of().formatHex(payload) + (flags == 1 ? " ACK" : "");
            }
            case 7 -> "GOAWAY " + ints.getInt() + " " + code(ints.getInt());
            case 8 -> {
                assertEquals(4, payload.length);
                int increment = ints.getInt();
                assertTrue(increment > 0, () -> "opened by " + increment);
                yield "WINDOW_UPDATE " + stream + " " + increment;
            }
            default -> throw new AssertionError("a frame of type " + type);
        };
    }

    private static String shown(byte[] content) {
        return content.length > MAX_SHOWN
                ? "(" + content.length + ")"
                : new String(content, StandardCharsets.ISO_8859_1);
    }

    private static String end(int flags) {
        return (flags & 1) == 0 ? "" : " END";
    }

    private String block(int flags, int stream, byte[] fragment) {
        block.writeBytes(fragment);
        openBlock = stream;
        if ((flags & 4) == 0) {
            return "";
        }
        byte[] whole = block.toByteArray();
        block.reset();
        openBlock = 0;
        List<String> fields =
                hpack.decode(whole).orElseThrow(() -> new AssertionError("an invalid block"));
        openFields = fields;
        return "HEADERS " + stream + " " + String.join(" | ", fields) + openEnd;
    }

    private static String settings(int flags, ByteBuffer payload) {
        if (flags == 1) {
            assertEquals(0, payload.remaining());
            return "SETTINGS ACK";
        }
        assertEquals(0, payload.remaining() % 6);
        StringBuilder line = new StringBuilder("SETTINGS");
        while (payload.hasRemaining()) {
            line.append(' ').append(payload.getShort()).append('=').append(payload.getInt());
        }
        return line.toString();
    }

    private static String code(int number) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.number() == number)
                .findFirst()
                .orElseThrow(() -> new AssertionError("an unknown code: " + number))
                .name();
    }
}
