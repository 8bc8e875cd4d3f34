package org.upgradefilter.it.jetty;

import org.upgradefilter.it.CompressionContract;
import org.upgradefilter.it.Container;

/** The echo with compression, in Jetty. */
class JettyCompressionIT extends CompressionContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
