package org.upgradefilter.it.jetty;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.soak.SoakContract;

/** Honest clients beside abusers, in Jetty. */
@Tag("once")
class JettySoakIT extends SoakContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }
}
