package org.upgradefilter.bench.tls;

import java.io.IOException;
import org.upgradefilter.bench.Load;

/** A load that holds connections, or threads. */
interface OpenLoad extends Load, AutoCloseable {

    /** Drops what is still open. */
    @Override
    void close() throws IOException;
}
