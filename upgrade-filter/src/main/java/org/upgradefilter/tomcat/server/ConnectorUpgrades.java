package org.upgradefilter.tomcat.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.coyote.Adapter;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.stack.ServerUpgrades;
import org.upgradefilter.tomcat.coyote.TomcatGateway;

/**
 * What a connector of ours has beside Tomcat's: settings, rules made of them, and the connections
 * that were upgraded. Configured and started by one thread; {@link #judge} on any.
 */
final class ConnectorUpgrades {

    private final AbstractHttp11Protocol<?> protocol;
    private final CoyoteOffers offers;
    private final Map<String, String> settings = new HashMap<>();

    private @Nullable ServerUpgrades upgrades;

    /** Null while the connector does not run. */
    private volatile @Nullable UpgradedConnections connections;

    ConnectorUpgrades(AbstractHttp11Protocol<?> protocol) {
        this.protocol = protocol;
        offers = new CoyoteOffers(protocol);
    }

    /**
     * Takes an attribute that Tomcat does not know. What nobody knows is an error when the
     * connector is initialized, not a warning: it may be one that was to keep somebody out.
     *
     * @return true, for it is kept
     */
    boolean set(String name, String value) {
        settings.put(name, value);
        return true;
    }

    Adapter before(Adapter adapter) {
        return new UpgradingAdapter(adapter, offers, this);
    }

    /**
     * What Tomcat is to use for a protocol.
     *
     * @param name what {@code Upgrade} says
     * @param own Tomcat's; null if it has none
     */
    @Nullable UpgradeProtocol before(String name, @Nullable UpgradeProtocol own) {
        return PriorKnowledge.H2C.equals(name) ? new PriorKnowledge(own, offers, this) : own;
    }

    /**
     * Reads the settings. An exception keeps Tomcat from starting the connector (10.1, 11).
     *
     * @throws IllegalArgumentException if one is unknown or not valid; the message says what would
     *     be right
     * @throws ReflectiveOperationException if nothing leads back into this Tomcat
     */
    void init() throws ReflectiveOperationException {
        try {
            upgrades = ServerUpgrades.read(settings, new TomcatGateway());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "connector " + protocol.getName() + ": " + e.getMessage(), e);
        }
    }

    void open() {
        ServerUpgrades read = upgrades;
        if (read != null && connections == null) {
            connections = new UpgradedConnections(read, protocol.getName());
        }
    }

    /** Waits until the upgraded connections have said good-bye. Idempotent. */
    void close() {
        UpgradedConnections open = connections;
        connections = null;
        if (open != null) {
            open.close();
        }
    }

    /** True if there is something to be done about the request. */
    boolean concern(RequestHead head) {
        UpgradedConnections open = connections;
        return open != null && open.concerns(head);
    }

    /** What is to be done about the request; empty if nothing. */
    Optional<UpgradedConnections.Decided> judge(RequestHead head) {
        UpgradedConnections open = connections;
        return open == null ? Optional.empty() : open.judge(head);
    }
}
