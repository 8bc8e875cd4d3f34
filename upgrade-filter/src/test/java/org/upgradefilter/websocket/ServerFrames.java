package org.upgradefilter.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A server's frames, read back into words: {@code text "Hello"}, {@code close 1000 "bye"}. */
final class ServerFrames {

    private ServerFrames() {}

    static List<String> read(byte[] bytes) {
        List<String> frames = new ArrayList<>();
        FrameReader reader = new FrameReader(FrameReader.Peer.SERVER);
        ByteBuffer src = ByteBuffer.wrap(bytes);
        Words words = new Words(frames);
        while (src.hasRemaining()) {
            reader.read(src, words);
        }
        if (!reader.isBetweenFrames()) {
            frames.add("part of a frame");
        }
        return frames;
    }

    private static final class Words implements FrameSink {

        private final List<String> frames;
        private FrameHeader header = new FrameHeader(true, 0, Opcode.RESERVED, 0);
        private ByteBuffer payload = ByteBuffer.allocate(0);

        Words(List<String> frames) {
            this.frames = frames;
        }

        @Override
        public void onHeader(FrameHeader next) {
            header = next;
            payload = ByteBuffer.allocate((int) next.payloadLength());
        }

        @Override
        public void onPayload(ByteBuffer piece, Position position) {
            payload.put(piece);
            if (position == Position.END) {
                frames.add(word(payload.flip()));
            }
        }

        private String word(ByteBuffer bytes) {
            String more = header.isFinal() ? "" : "...";
            return switch (header.opcode()) {
                case TEXT -> "text \"" + text(bytes) + "\"" + more;
                case CONTINUATION -> "continuation \"" + text(bytes) + "\"" + more;
                case BINARY -> "binary " + hex(bytes) + more;
                case PING -> "ping \"" + text(bytes) + "\"";
                case PONG -> "pong \"" + text(bytes) + "\"";
                case CLOSE ->
                        bytes.hasRemaining()
                                ? "close " + bytes.getShort() + " \"" + text(bytes) + "\""
                                : "close";
                case RESERVED -> "reserved";
            };
        }

        private static String text(ByteBuffer bytes) {
            return StandardCharsets.UTF_8.decode(bytes).toString();
        }

        private static String hex(ByteBuffer bytes) {
            byte[] array = new byte[bytes.remaining()];
            bytes.get(array);
            return HexFormat.of().formatHex(array);
        }
    }
}
