package org.upgradefilter.it.tomcat;

import org.junit.jupiter.api.Tag;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.InsideTls;
import org.upgradefilter.it.SpringContract;

/** Beside Spring Security, inside TLS, in Tomcat. */
@Tag("matrix")
@Tag("once")
class TomcatInsideTlsSpringIT extends SpringContract {

    @Override
    protected Container container() {
        return new InsideTls(new TomcatContainer());
    }
}
