package org.upgradefilter.http1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.FieldList;
import org.upgradefilter.io.Outbox;

/**
 * Writes the response to one request (RFC 9112 §4, §6, §7): its head when its first content is
 * there or it ends, so that what can leave in one piece does.
 *
 * <p>Confined to the connection's strand.
 */
final class ResponseWriter {

    /** The size of a chunk as we write it: four digits and CR LF; its data is followed by CR LF. */
    private static final int SIZE_LINE_BYTES = 6;

    private static final int CHUNK_END_BYTES = 2;

    /** With less room than this, no chunk is begun. */
    private static final int MIN_CHUNK_BYTES = 64;

    /** What is not gathered, if nothing else is. */
    private static final int MIN_DIRECT_BYTES = 8 * 1024;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Outbox outbound;
    private final HttpRequest request;
    private final BooleanSupplier mayPersist;

    private Stage stage = Stage.NOT_BEGUN;
    private int status;
    private List<Field> fields = List.of();
    private Transfer transfer = Transfer.NONE;
    private long missingBytes;
    private boolean persistent;

    /** Where the chunk that is being gathered begins; -1 if there is none. */
    private int chunkStart = -1;

    /**
     * @param mayPersist asked when the head is made: whether another request may follow
     */
    ResponseWriter(Outbox outbound, HttpRequest request, BooleanSupplier mayPersist) {
        this.outbound = outbound;
        this.request = request;
        this.mayPersist = mayPersist;
    }

    /** True if a final response was begun. */
    boolean isBegun() {
        return stage != Stage.NOT_BEGUN;
    }

    /** True if the response is complete, whether it has left or not. */
    boolean isEnded() {
        return stage == Stage.ENDED;
    }

    int status() {
        return status;
    }

    /** True if the response, which has ended, says that another request may follow. */
    boolean isPersistent() {
        return persistent;
    }

    /** True if the end of the connection is the end of the content. */
    boolean isDelimitedByClose() {
        return transfer == Transfer.UNTIL_CLOSE;
    }

    /** Writes an interim response; a client of HTTP/1.0 gets none (RFC 9110 §15.2). */
    void inform(int interim, List<Field> lines) {
        if (request.version().equals("HTTP/1.0")) {
            return;
        }
        StringBuilder head = statusLine(interim);
        for (Field field : lines) {
            if (!isOurs(field.name()) && !field.name().equalsIgnoreCase("Content-Length")) {
                line(head, field.name(), field.value());
            }
        }
        put(head.append("\r\n"));
    }

    /** Begins the final response; {@code Content-Length} among its fields was checked. */
    void begin(int code, List<Field> lines) {
        status = code;
        fields = lines;
        stage = Stage.BEGUN;
        String length = contentLength();
        if (code == 101 || code == 204 || code == 304 || isHead()) {
            transfer = Transfer.NONE;
        } else if (code == 205) {
            // RFC 9110 §15.3.6: it has no content, and must say so.
            transfer = Transfer.NONE;
        } else if (!length.isEmpty()) {
            transfer = Transfer.LENGTH;
            missingBytes = Long.parseLong(length);
        } else {
            transfer =
                    request.version().equals("HTTP/1.0") ? Transfer.UNTIL_CLOSE : Transfer.CHUNKED;
        }
    }

    /**
     * Takes content, as far as there is room.
     *
     * @return the number of bytes taken
     * @throws IOException if it is more than {@code Content-Length} has said, or the transport
     *     failed
     */
    int write(ByteBuffer src) throws IOException {
        if (transfer == Transfer.LENGTH && src.remaining() > missingBytes) {
            throw new IOException("more content than Content-Length has said");
        }
        int start = src.position();
        if (transfer == Transfer.NONE) {
            src.position(src.limit());
            return src.position() - start;
        }
        if (src.hasRemaining()) {
            writeHead();
        }
        while (src.hasRemaining() && (isDirect(src) ? writeThrough(src) : advance(src))) {
            // Each turn fills the buffer or empties it.
        }
        int taken = src.position() - start;
        missingBytes -= transfer == Transfer.LENGTH ? taken : 0;
        return taken;
    }

    /**
     * Sends the head and what was written.
     *
     * @return false if something waits for room
     * @throws IOException if the transport failed
     */
    boolean flush() throws IOException {
        if (isBegun()) {
            writeHead();
        }
        endChunk();
        return outbound.flush();
    }

    /**
     * Goes on with what waited for room.
     *
     * @throws IOException if the transport failed
     */
    void resume() throws IOException {
        endChunk();
        outbound.flush();
    }

    /**
     * Completes the response and sends it as far as there is room.
     *
     * @return false if it is shorter than it has said; nothing was sent then
     * @throws IOException if the transport failed
     */
    boolean end(List<Field> trailers) throws IOException {
        if (transfer == Transfer.LENGTH && missingBytes > 0) {
            return false;
        }
        boolean isEmpty = stage == Stage.BEGUN && trailers.isEmpty();
        if (isEmpty && (transfer == Transfer.CHUNKED || transfer == Transfer.UNTIL_CLOSE)) {
            transfer = Transfer.LENGTH;
        }
        writeHead();
        if (transfer == Transfer.CHUNKED) {
            endChunk();
            StringBuilder last = new StringBuilder("0\r\n");
            for (Field field : trailers) {
                line(last, field.name(), field.value());
            }
            put(last.append("\r\n"));
        }
        stage = Stage.ENDED;
        outbound.flush();
        return true;
    }

    private void writeHead() {
        if (stage != Stage.BEGUN) {
            return;
        }
        stage = Stage.HEAD_WRITTEN;
        persistent = transfer != Transfer.UNTIL_CLOSE && mayPersist.getAsBoolean();
        StringBuilder head = statusLine(status);
        String connection = "";
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase("Connection")) {
                connection = withOptions(connection, field.value());
            } else if (!isOurs(field.name()) && !field.name().equalsIgnoreCase("Content-Length")) {
                line(head, field.name(), field.value());
            }
        }
        writeTransfer(head);
        if (status == 101 && connection.isEmpty()) {
            connection = "Upgrade";
        } else if (!persistent && status != 101) {
            connection = joined(connection, "close");
        } else if (request.version().equals("HTTP/1.0")) {
            connection = joined(connection, "keep-alive");
        }
        if (!connection.isEmpty()) {
            line(head, "Connection", connection);
        }
        put(head.append("\r\n"));
    }

    private void writeTransfer(StringBuilder head) {
        switch (transfer) {
            case CHUNKED -> line(head, "Transfer-Encoding", "chunked");
            case LENGTH -> line(head, "Content-Length", lengthOr("0"));
            case UNTIL_CLOSE -> {
                // Nothing to say.
            }
            case NONE -> {
                // RFC 9110 §8.6: what the content would have been, but never with 1xx or 204.
                if (status == 205) {
                    line(head, "Content-Length", "0");
                } else if (status != 101 && status != 204 && !contentLength().isEmpty()) {
                    line(head, "Content-Length", contentLength());
                }
            }
        }
    }

    /** Adds what an application says of the connection; to end it, it may ask as well. */
    private String withOptions(String connection, String value) {
        String all = connection;
        for (String option : FieldList.tokens(List.of(value))) {
            if (option.equalsIgnoreCase("close")) {
                persistent = false;
            } else if (!option.equalsIgnoreCase("keep-alive")) {
                all = joined(all, option);
            }
        }
        return all;
    }

    private boolean isDirect(ByteBuffer src) {
        return transfer != Transfer.CHUNKED
                && outbound.isEmpty()
                && src.remaining() >= MIN_DIRECT_BYTES;
    }

    private boolean writeThrough(ByteBuffer src) throws IOException {
        outbound.writeThrough(src);
        return !src.hasRemaining();
    }

    private boolean advance(ByteBuffer src) throws IOException {
        return gather(src) || handOn();
    }

    /** Gathers what there is room for; false if there is none. */
    private boolean gather(ByteBuffer src) {
        ByteBuffer buffer = outbound.gathering();
        int room = buffer.remaining();
        if (transfer == Transfer.CHUNKED) {
            if (chunkStart < 0) {
                if (room < MIN_CHUNK_BYTES) {
                    return false;
                }
                chunkStart = buffer.position();
                buffer.position(chunkStart + SIZE_LINE_BYTES);
            }
            room = buffer.remaining() - CHUNK_END_BYTES;
        }
        int count = Math.min(room, src.remaining());
        buffer.put(buffer.position(), src, src.position(), count);
        buffer.position(buffer.position() + count);
        src.position(src.position() + count);
        return count > 0;
    }

    private boolean handOn() throws IOException {
        endChunk();
        return outbound.handOn();
    }

    private void endChunk() {
        if (chunkStart < 0) {
            return;
        }
        ByteBuffer buffer = outbound.gathering();
        int bytes = buffer.position() - chunkStart - SIZE_LINE_BYTES;
        for (int i = 0; i < 4; i++) {
            buffer.put(chunkStart + i, HEX[(bytes >> (4 * (3 - i))) & 0xF]);
        }
        buffer.put(chunkStart + 4, (byte) '\r').put(chunkStart + 5, (byte) '\n');
        buffer.put((byte) '\r').put((byte) '\n');
        chunkStart = -1;
    }

    private boolean isHead() {
        return request.method().equals("HEAD");
    }

    private String contentLength() {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase("Content-Length")) {
                return field.value();
            }
        }
        return "";
    }

    private String lengthOr(String otherwise) {
        String length = contentLength();
        return length.isEmpty() ? otherwise : length;
    }

    private void put(CharSequence text) {
        put(outbound, text);
    }

    /** Gathers characters as they go over the wire; those beyond Latin-1 as question marks. */
    static void put(Outbox outbound, CharSequence text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        outbound.gatheringFor(bytes.length).put(bytes);
    }

    /** Without a reason phrase, which no client may read anything from (§4). */
    static StringBuilder statusLine(int status) {
        return new StringBuilder(256).append("HTTP/1.1 ").append(status).append(" \r\n");
    }

    static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static String joined(String list, String member) {
        return list.isEmpty() ? member : list + ", " + member;
    }

    /** True of fields that say how a message is transferred here, which is not an application's. */
    private static boolean isOurs(String name) {
        return name.equalsIgnoreCase("Transfer-Encoding")
                || name.equalsIgnoreCase("Connection")
                || name.equalsIgnoreCase("Keep-Alive");
    }

    private enum Stage {
        NOT_BEGUN,
        BEGUN,
        HEAD_WRITTEN,
        ENDED
    }

    /** How the content goes over the wire, or that there is none. */
    private enum Transfer {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }
}
