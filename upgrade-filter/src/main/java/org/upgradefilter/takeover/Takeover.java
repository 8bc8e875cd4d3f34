package org.upgradefilter.takeover;

import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Signals;
import org.upgradefilter.io.Timer;
import org.upgradefilter.protocol.ConnectionFactory;

/**
 * A switch that has been decided: what a container's adapter needs in order to finish it.
 *
 * <p>Keeps nothing of the request, which is over by then.
 */
public final class Takeover {

    private final ConnectionFactory connections;
    private final Switched switched;
    private final LiveConnections live;
    private final Timer timer;
    private final WebApplication application;
    private final Runnable onBegun;

    /**
     * @param onBegun run when the connection counts as one that is live
     */
    public Takeover(
            ConnectionFactory connections,
            Switched switched,
            LiveConnections live,
            Timer timer,
            WebApplication application,
            Runnable onBegun) {
        this.connections = connections;
        this.switched = switched;
        this.live = live;
        this.timer = timer;
        this.application = application;
        this.onBegun = onBegun;
    }

    /**
     * Makes the connection and opens it. Called once, when the duplex can be read and written.
     *
     * @param signals carries the duplex's events from now on
     * @return the connection, for whoever must shut it down
     */
    public Connection begin(Duplex duplex, Signals signals) {
        Connection connection = connect(duplex);
        signals.open(connection);
        return connection;
    }

    /** Makes the connection, for whoever opens it. Called once, instead of {@link #begin}. */
    public Connection connect(Duplex duplex) {
        Connection connection = live.register(connections.connect(duplex, timer), duplex, switched);
        onBegun.run();
        return connection;
    }

    /** What {@code Upgrade} of the 101 names. */
    public String protocol() {
        return switched.protocol();
    }

    /** For time limits of the switch itself. */
    public Timer timer() {
        return timer;
    }

    /** Where the connection's listener is called. */
    public WebApplication application() {
        return application;
    }
}
