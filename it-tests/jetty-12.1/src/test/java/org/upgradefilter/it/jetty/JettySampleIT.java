package org.upgradefilter.it.jetty;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.SampleContract;

/** The sample, in Jetty. */
class JettySampleIT extends SampleContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }

    /** As in an installed Jetty; our adapter must reach them nevertheless. */
    @Test
    void classes_of_the_server_are_hidden() {
        ClassLoader application = running().applicationLoader();
        assertThrows(
                ClassNotFoundException.class,
                () -> application.loadClass("org.eclipse.jetty.io.EndPoint"));
    }
}
