package org.upgradefilter.it.glassfish;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;

/** Much at a time, behind HTTPS, in GlassFish. */
@Tag("matrix")
class GlassFishSecureBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return GlassFishContainer.secure();
    }
}
