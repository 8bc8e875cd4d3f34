package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;

/** Much at a time, behind HTTPS, in Jetty. */
@Tag("matrix")
class JettySecureBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return JettyContainer.secure();
    }
}
