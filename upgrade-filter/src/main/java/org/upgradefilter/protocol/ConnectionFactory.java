package org.upgradefilter.protocol;

import java.nio.ByteBuffer;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Timer;

/** Makes the connection that speaks the new protocol, when the 101 is on its way. */
@FunctionalInterface
public interface ConnectionFactory {

    /**
     * Called before anything else if the request has brought content, which only happens if {@link
     * UpgradeProtocol#maxContentBytes} lets it.
     *
     * @param content all of it; the factory's from now on
     * @return makes the connection from now on
     * @throws UnsupportedOperationException unless overridden
     */
    default ConnectionFactory after(ByteBuffer content) {
        throw new UnsupportedOperationException("nobody takes the content of the request");
    }

    /**
     * Called once the switch is decided and nothing stands against it, before the 101 goes out, on
     * the thread of the request: the last moment at which an exception is still an answer (500).
     * What applications do for a connection in advance belongs here, for a handshake that is only
     * judged must leave no trace.
     *
     * @return makes the connection from now on
     */
    default ConnectionFactory prepared() {
        return this;
    }

    /**
     * Called once, on any thread, before any event; {@link Connection#onOpen} follows.
     *
     * @param duplex the bytes after the 101, those that came with the request first
     * @param timer for every time limit of the connection
     */
    Connection connect(Duplex duplex, Timer timer);
}
