package org.upgradefilter.it.http2;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Fields for the wire, each a literal that no table is asked about, so that they may be anything
 * (RFC 7541 §6.2.2). Immutable.
 */
final class FieldBlock {

    private static final int LITERAL_NOT_INDEXED = 0;
    private static final int LITERAL_INDEXED = 0x40;

    private final byte[] bytes;

    private FieldBlock(byte[] bytes) {
        this.bytes = bytes;
    }

    static FieldBlock empty() {
        return new FieldBlock(new byte[0]);
    }

    /** A request in which everything is right. */
    static FieldBlock request(String method, String path) {
        return empty().with(":method", method)
                .with(":scheme", "http")
                .with(":authority", "example.com")
                .with(":path", path);
    }

    /** The same for another scheme or host. */
    static FieldBlock request(String method, URI target) {
        return empty().with(":method", method)
                .with(":scheme", target.getScheme())
                .with(":authority", target.getAuthority())
                .with(":path", target.getPath());
    }

    FieldBlock with(String name, String value) {
        return literal(LITERAL_NOT_INDEXED, name, value);
    }

    /** One that goes into the table, where it is the first (RFC 7541 §6.2.1). */
    FieldBlock withIndexed(String name, String value) {
        return literal(LITERAL_INDEXED, name, value);
    }

    private FieldBlock literal(int kind, String name, String value) {
        ByteArrayOutputStream more = new ByteArrayOutputStream();
        more.write(kind);
        writeString(more, name);
        writeString(more, value);
        return followedBy(more.toByteArray());
    }

    /** These and then bytes that may be anything. */
    FieldBlock followedBy(byte... more) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(bytes);
        both.writeBytes(more);
        return new FieldBlock(both.toByteArray());
    }

    private static void writeString(ByteArrayOutputStream to, String string) {
        byte[] content = string.getBytes(StandardCharsets.ISO_8859_1);
        int rest = content.length;
        if (rest < 127) {
            to.write(rest);
        } else {
            to.write(127);
            for (rest -= 127; rest >= 128; rest >>= 7) {
                to.write((rest & 127) | 128);
            }
            to.write(rest);
        }
        to.writeBytes(content);
    }

    byte[] bytes() {
        return bytes.clone();
    }
}
