package org.upgradefilter.it.undertow;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.BulkContract;
import org.upgradefilter.it.Container;

/** Much at a time, behind HTTPS, in Undertow. */
@Tag("matrix")
class UndertowSecureBulkIT extends BulkContract {

    @Override
    protected Container container() {
        return UndertowContainer.secure();
    }
}
