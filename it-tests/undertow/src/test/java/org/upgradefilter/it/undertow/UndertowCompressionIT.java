package org.upgradefilter.it.undertow;

import org.upgradefilter.it.CompressionContract;
import org.upgradefilter.it.Container;

/** The echo with compression, in Undertow. */
class UndertowCompressionIT extends CompressionContract {

    @Override
    protected Container container() {
        return new UndertowContainer();
    }
}
