package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.CompressionContract;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;

/** Compressed messages, inside TLS, in Tomcat. */
@Tag("matrix")
@Tag("once")
class TomcatInsideTlsCompressionIT extends CompressionContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
