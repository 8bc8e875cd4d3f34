package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;

/** Much at a time, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2BulkIT extends BulkContract {

    @Override
    protected Container container() {
        return TomcatContainer.nio2();
    }
}
