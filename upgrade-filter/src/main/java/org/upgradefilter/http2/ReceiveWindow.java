package org.upgradefilter.http2;

/**
 * How much the peer may send (RFC 9113 §5.2), of a stream or of all. Confined to the connection's
 * strand.
 */
final class ReceiveWindow {

    private int size;
    private int left;

    /** What was consumed, and the peer has not been told. */
    private int unreturned;

    /**
     * @param bytes what the peer knows that it may send
     */
    ReceiveWindow(int bytes) {
        size = bytes;
        left = bytes;
    }

    /** Counts what the peer sends; false if it may not. */
    boolean take(int bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }

    /**
     * Counts what will be sent again.
     *
     * @return what to open the window by; 0 if it is not worth a frame yet
     */
    int consumed(int bytes) {
        unreturned += bytes;
        if (unreturned < size / 2) {
            return 0;
        }
        int increment = unreturned;
        left += increment;
        unreturned = 0;
        return increment;
    }

    /**
     * Makes the window larger for good.
     *
     * @return what to open it by
     */
    int grow(int bytes) {
        int increment = Math.max(0, bytes - size);
        size += increment;
        left += increment;
        return increment;
    }

    int size() {
        return size;
    }
}
