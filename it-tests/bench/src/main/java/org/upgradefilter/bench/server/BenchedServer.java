package org.upgradefilter.bench.server;

import java.util.List;

/** A container with all that is measured in it. */
interface BenchedServer {

    /** Starts it for the rest of the process; gives its ports, first the one in clear. */
    List<Integer> start() throws Exception;
}
