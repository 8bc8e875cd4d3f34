package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.CompressionContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;

/** Compressed messages, inside TLS, in Jetty. */
@Tag("matrix")
@Tag("once")
class JettyInsideTlsCompressionIT extends CompressionContract {

    @Override
    protected Container container() {
        return new InsideTls(new JettyContainer());
    }
}
