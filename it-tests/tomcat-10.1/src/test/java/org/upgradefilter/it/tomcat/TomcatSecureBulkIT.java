package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;

/** Much at a time, behind HTTPS, in Tomcat. */
@Tag("matrix")
class TomcatSecureBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return TomcatContainer.secure();
    }
}
