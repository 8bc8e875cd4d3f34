package org.upgradefilter.it.glassfish;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;

/** The echo, behind HTTPS, in GlassFish. */
@Tag("matrix")
class GlassFishSecureEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return GlassFishContainer.secure();
    }
}
