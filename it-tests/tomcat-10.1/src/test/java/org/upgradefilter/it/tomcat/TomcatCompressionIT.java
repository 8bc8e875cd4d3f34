package org.upgradefilter.it.tomcat;

import org.upgradefilter.it.CompressionContract;
import org.upgradefilter.it.Container;

/** The echo with compression, in Tomcat. */
class TomcatCompressionIT extends CompressionContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
