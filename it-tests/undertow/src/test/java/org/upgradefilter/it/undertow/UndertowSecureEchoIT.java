package org.upgradefilter.it.undertow;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.EchoContract;

/** The echo, behind HTTPS, in Undertow. */
@Tag("matrix")
class UndertowSecureEchoIT extends EchoContract {

    @Override
    protected Container container() {
        return UndertowContainer.secure();
    }
}
