package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.soak.SoakContract;

/** Honest clients beside abusers, in Tomcat. */
@Tag("once")
class TomcatSoakIT extends SoakContract {

    @Override
    protected Container container() {
        return new TomcatContainer();
    }
}
