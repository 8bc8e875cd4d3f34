package org.upgradefilter.protocol;

import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Timer;

/** Makes the connection that speaks the new protocol, when the 101 is on its way. */
@FunctionalInterface
public interface ConnectionFactory {

    /**
     * Called once, on any thread, before any event; {@link Connection#onOpen} follows.
     *
     * @param duplex the bytes after the 101, those that came with the request first
     * @param timer for every time limit of the connection
     */
    Connection connect(Duplex duplex, Timer timer);
}
