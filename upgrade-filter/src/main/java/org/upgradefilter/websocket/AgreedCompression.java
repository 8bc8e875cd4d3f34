package org.upgradefilter.websocket;

import org.jspecify.annotations.Nullable;

/**
 * What a handshake has agreed upon about compression, and where it takes its memory from.
 *
 * @param deflate null if messages go uncompressed
 */
record AgreedCompression(@Nullable PerMessageDeflate deflate, CompressionMemory memory) {

    /** For one connection, which must close it; null if nothing is to be inflated. */
    @Nullable MessageInflater inflater() {
        return deflate == null ? null : new MessageInflater(deflate, memory);
    }

    /** For one connection, which must release it; null if nothing is to be deflated. */
    @Nullable MessageDeflater deflater() {
        return deflate == null ? null : new MessageDeflater(deflate, memory);
    }
}
