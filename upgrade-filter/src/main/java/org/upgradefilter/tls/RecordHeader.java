package org.upgradefilter.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;

/**
 * What a record says of itself in clear text (RFC 8446 §5.1).
 *
 * <pre>
 *   +------+---------+--------+-------------------------+
 *   | type | version | length | fragment (length bytes) |
 *   |  1   |    2    |   2    |                         |
 *   +------+---------+--------+-------------------------+
 * </pre>
 *
 * <p>Looked at before the engine sees it: an engine waits for all of a record, and JSSE for twice
 * what is allowed.
 */
final class RecordHeader {

    static final int BYTES = 5;

    /** RFC 5246 §6.2.3; later versions allow less, to which the engine sees. */
    private static final int MAX_FRAGMENT_BYTES = 16 * 1024 + 2048;

    /** The header included. */
    static final int MAX_RECORD_BYTES = BYTES + MAX_FRAGMENT_BYTES;

    // change_cipher_spec, alert, handshake, application_data.
    private static final int FIRST_TYPE = 20;
    private static final int HANDSHAKE = 22;
    private static final int LAST_TYPE = 23;

    private static final int MAJOR_VERSION = 3;
    private static final int CLIENT_HELLO = 1;

    private RecordHeader() {}

    /**
     * The length of the record that begins at the position of {@code bytes}, its header included.
     *
     * @param bytes at least {@link #BYTES}; left as they are
     * @throws SSLException if this is no record, or a larger one than TLS allows
     */
    static int recordBytes(ByteBuffer bytes) throws SSLException {
        int start = bytes.position();
        int type = bytes.get(start);
        int fragmentBytes = Short.toUnsignedInt(bytes.getShort(start + 3));
        if (type < FIRST_TYPE
                || type > LAST_TYPE
                || bytes.get(start + 1) != MAJOR_VERSION
                || fragmentBytes > MAX_FRAGMENT_BYTES) {
            throw new SSLProtocolException(
                    "no record: type " + type + ", " + fragmentBytes + " bytes");
        }
        return BYTES + fragmentBytes;
    }

    /**
     * Judges as many of a peer's first bytes as there are, for clear text must not wait for a
     * sixth.
     *
     * @param start at least one byte, from index 0; left as they are
     * @return true if there are enough of them
     * @throws SSLException if this is not how a ClientHello begins (RFC 8446 §4.1.2)
     */
    static boolean requireClientHello(ByteBuffer start) throws SSLException {
        boolean isHello =
                start.get(0) == HANDSHAKE
                        && (start.limit() <= 1 || start.get(1) == MAJOR_VERSION)
                        && (start.limit() <= BYTES || start.get(BYTES) == CLIENT_HELLO);
        if (!isHello) {
            throw new SSLProtocolException("the peer did not begin with a ClientHello");
        }
        return start.limit() > BYTES;
    }
}
