package org.upgradefilter.it.jetty;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.upgradefilter.it.AdapterContract;
import org.upgradefilter.it.Container;

/** Forced adapters, in Jetty. */
class JettyAdapterIT extends AdapterContract {

    @Override
    protected Container container() {
        return new JettyContainer();
    }

    @Override
    protected String containerName() {
        return "jetty";
    }

    @Test
    void way_of_the_servlet_api_fails_the_start() {
        String message = failure("servlet");
        assertTrue(message.contains("adapter=servlet is not possible here"), message);
        assertTrue(message.contains("HttpServletRequest.upgrade() of jetty/"), message);
    }
}
