package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;

/** Much at a time, behind HTTPS, in Tomcat by NIO2. */
@Tag("matrix")
class TomcatNio2SecureBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return TomcatContainer.secureNio2();
    }
}
