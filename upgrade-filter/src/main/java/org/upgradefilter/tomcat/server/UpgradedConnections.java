package org.upgradefilter.tomcat.server;

import java.util.Optional;
import org.apache.coyote.UpgradeToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.TimerThread;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.stack.ConnectionLimits;
import org.upgradefilter.stack.ServerUpgrades;
import org.upgradefilter.takeover.LiveConnections;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.takeover.WebApplication;
import org.upgradefilter.tomcat.coyote.TomcatUpgradeHandler;

/** The upgraded connections of a connector, while it runs. Any thread. */
final class UpgradedConnections {

    private static final System.Logger LOG = System.getLogger(UpgradedConnections.class.getName());

    private final ServerUpgrades upgrades;
    private final String connector;
    private final LiveConnections live = new LiveConnections();
    private final TimerThread timer;

    /** No application, but the server, which enters its applications by itself. */
    private final WebApplication server =
            new WebApplication(UpgradedConnections.class.getClassLoader());

    UpgradedConnections(ServerUpgrades upgrades, String connector) {
        this.upgrades = upgrades;
        this.connector = connector;
        timer = new TimerThread("upgrade-filter-timer " + connector);
    }

    /**
     * A switch that is only to be carried out.
     *
     * @param accepted what the 101 says
     * @param place to be given up if it cannot be said
     */
    record Decided(Handshake.Accepted accepted, LiveConnections.Place place, Takeover takeover) {

        /**
         * For Tomcat, which counts by its name. Not what was offered: Tomcat keeps a counter, and
         * an MBean, for every name it has seen (10.1, 11).
         */
        UpgradeToken token() {
            TomcatUpgradeHandler handler = new TomcatUpgradeHandler();
            handler.take(takeover);
            return new UpgradeToken(handler, null, null, accepted.inEffect().get(0).name());
        }
    }

    /** True if there is something to be decided. */
    boolean concerns(RequestHead head) {
        return !live.isEnding() && upgrades.judge(head).isPresent();
    }

    /** Empty also if there is no room: an application may still answer, in clear. */
    Optional<Decided> judge(RequestHead head) {
        if (live.isEnding()) {
            return Optional.empty();
        }
        ConnectionLimits limits = upgrades.limits();
        return upgrades.judge(head)
                .flatMap(
                        accepted ->
                                live.take(
                                                head.remoteAddress(),
                                                limits.maxConnections(),
                                                limits.maxConnectionsPerAddress())
                                        .map(
                                                place ->
                                                        new Decided(
                                                                accepted,
                                                                place,
                                                                place.takeover(
                                                                        accepted, head, timer,
                                                                        server))));
    }

    void close() {
        int cutOff = live.shutdown(upgrades.limits().shutdownTimeout());
        server.awaitNobody(LiveConnections.LAST_STEPS);
        timer.close();
        if (cutOff > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} upgraded connections of {1} did not end in time and were closed",
                    cutOff,
                    connector);
        }
    }
}
