package org.upgradefilter.it;

import java.nio.ByteBuffer;

/**
 * A whole message.
 *
 * @param content a {@code String}, or a {@code ByteBuffer} that nobody reads from
 */
public record Message(Object content) {

    public static Message text(String content) {
        return new Message(content);
    }

    public static Message binary(byte... content) {
        return new Message(ByteBuffer.wrap(content));
    }

    /** Not all of it: it may have 16 MiB. */
    @Override
    public String toString() {
        String text = content.toString();
        return text.length() > 100 ? text.substring(0, 100) + "…, " + text.length() : text;
    }
}
