package org.upgradefilter.http2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * What RFC 9113 makes of the bytes of a client behind its preface, told as {@link FrameEvents}
 * does: from all bytes at once, without any code of the reader's.
 */
final class ExpectedFrames {

    private static final HexFormat HEX = HexFormat.of();
    private static final int MOST = 16_384;
    private static final List<Integer> OF_A_STREAM = List.of(0, 1, 2, 3, 9);
    private static final List<Integer> OF_THE_CONNECTION = List.of(4, 6, 7);

    private final byte[] wire;
    private final List<String> events = new ArrayList<>();
    private int at;

    // The block that is not complete.
    private String block = "";
    private int blockStream;
    private String blockEnd = "";

    private ExpectedFrames(byte[] wire) {
        this.wire = wire;
    }

    static List<String> of(byte[] wire) {
        ExpectedFrames expected = new ExpectedFrames(wire);
        try {
            expected.readAll();
        } catch (Violation violation) {
            expected.events.add("! " + violation.getMessage());
        }
        return expected.events;
    }

    /** What ends the connection. */
    private static final class Violation extends Exception {

        private static final long serialVersionUID = 1;

        Violation(String code) {
            super(code);
        }
    }

    private static void require(boolean holds, String code) throws Violation {
        if (!holds) {
            throw new Violation(code);
        }
    }

    private long number(int from, int bytes) {
        long number = 0;
        for (int i = from; i < from + bytes; i++) {
            number = number * 256 + (wire[i] & 0xFF);
        }
        return number;
    }

    private static int id(long number) {
        return (int) (number % (1L << 31));
    }

    private void readAll() throws Violation {
        while (at + 9 <= wire.length) {
            int length = (int) number(at, 3);
            int type = (int) number(at + 3, 1);
            int flags = (int) number(at + 4, 1);
            int stream = id(number(at + 5, 4));
            boolean isFirst = at == 0;
            require(!isFirst || (type == 4 && flags % 2 == 0), "PROTOCOL_ERROR");
            require(blockStream == 0 || (type == 9 && stream == blockStream), "PROTOCOL_ERROR");
            require(stream != 0 || !OF_A_STREAM.contains(type), "PROTOCOL_ERROR");
            require(stream == 0 || !OF_THE_CONNECTION.contains(type), "PROTOCOL_ERROR");
            require(type != 9 || blockStream != 0, "PROTOCOL_ERROR");
            require(type != 5, "PROTOCOL_ERROR");
            require(length <= MOST, "FRAME_SIZE_ERROR");
            int start = at + 9;
            boolean isWhole = start + length <= wire.length;
            if (type == 0) {
                if (!data(start, length, flags, stream)) {
                    return;
                }
            } else if (!isWhole) {
                return;
            } else {
                frame(type, flags, stream, Arrays.copyOfRange(wire, start, start + length));
            }
            at = start + length;
        }
    }

    /** False if it is not complete. */
    private boolean data(int start, int length, int flags, int stream) throws Violation {
        boolean isPadded = (flags & 8) != 0;
        require(!isPadded || length > 0, "FRAME_SIZE_ERROR");
        if (isPadded && start >= wire.length) {
            return false;
        }
        int padding = isPadded ? (int) number(start, 1) + 1 : 0;
        require(padding <= length, "PROTOCOL_ERROR");
        events.add("data " + stream + " " + length);
        int first = start + (isPadded ? 1 : 0);
        int end = Math.min(first + length - padding, wire.length);
        events.add("content " + HEX.formatHex(wire, Math.min(first, end), end));
        boolean isWhole = start + length <= wire.length;
        events.add(isWhole ? "end " + stream + " " + (flags % 2 == 1) : "...");
        return isWhole;
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws Violation {
        String hex = HEX.formatHex(payload);
        switch (type) {
            case 1 -> headers(flags, stream, payload);
            case 2 -> {
                if (payload.length != 5) {
                    events.add("violation " + stream + " FRAME_SIZE_ERROR");
                } else if (id(number(at + 9, 4)) == stream) {
                    events.add("violation " + stream + " PROTOCOL_ERROR");
                } else {
                    events.add("priority " + stream);
                }
            }
            case 3 -> {
                require(payload.length == 4, "FRAME_SIZE_ERROR");
                events.add("reset " + stream + " " + (int) number(at + 9, 4));
            }
            case 4 -> {
                if (flags % 2 == 1) {
                    require(payload.length == 0, "FRAME_SIZE_ERROR");
                    events.add("settings ack");
                } else {
                    require(payload.length % 6 == 0, "FRAME_SIZE_ERROR");
                    require(payload.length <= 600, "ENHANCE_YOUR_CALM");
                    events.add("settings " + hex);
                }
            }
            case 6 -> {
                require(payload.length == 8, "FRAME_SIZE_ERROR");
                events.add((flags % 2 == 1 ? "ping ack " : "ping ") + hex);
            }
            case 7 -> {
                require(payload.length >= 8, "FRAME_SIZE_ERROR");
                events.add("goaway " + (int) number(at + 13, 4));
            }
            case 8 -> {
                require(payload.length == 4, "FRAME_SIZE_ERROR");
                int increment = id(number(at + 9, 4));
                require(increment > 0 || stream > 0, "PROTOCOL_ERROR");
                events.add(
                        increment == 0
                                ? "violation " + stream + " PROTOCOL_ERROR"
                                : "window " + stream + " " + increment);
            }
            case 9 -> {
                events.add("continuation");
                block(flags, stream, hex);
            }
            default -> events.add("unknown");
        }
    }

    private void headers(int flags, int stream, byte[] payload) throws Violation {
        int fixed = ((flags & 8) != 0 ? 1 : 0) + ((flags & 32) != 0 ? 5 : 0);
        require(payload.length >= fixed, "FRAME_SIZE_ERROR");
        int padding = (flags & 8) != 0 ? payload[0] & 0xFF : 0;
        require(payload.length - fixed >= padding, "PROTOCOL_ERROR");
        boolean depends = (flags & 32) != 0 && id(number(at + 9 + fixed - 5, 4)) == stream;
        String fragment = HEX.formatHex(payload, fixed, payload.length - padding);
        blockEnd = " " + (flags % 2 == 1) + " " + depends;
        block = "";
        if ((flags & 4) != 0) {
            events.add("headers " + stream + " " + fragment + blockEnd);
        } else {
            block(flags, stream, fragment);
        }
    }

    private void block(int flags, int stream, String fragment) throws Violation {
        blockStream = stream;
        block += fragment;
        require(block.length() <= 2 * FrameEvents.MAX_BLOCK_BYTES, "ENHANCE_YOUR_CALM");
        if ((flags & 4) != 0) {
            events.add("headers " + stream + " " + block + blockEnd);
            blockStream = 0;
        }
    }
}
