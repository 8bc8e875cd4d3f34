package org.upgradefilter.servlet;

import java.util.Optional;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.negotiation.Negotiator;
import org.upgradefilter.stack.H2cUpgrade;
import org.upgradefilter.stack.HttpUpgrade;
import org.upgradefilter.stack.TlsUpgrade;

/**
 * Leads what is asked after a switch to TLS or {@code h2c} back into the application, where the
 * container has a way.
 */
final class WayBack {

    private static final System.Logger LOG = System.getLogger(UpgradeFilter.class.getName());

    private WayBack() {}

    /**
     * The negotiator that a filter judges by in this container. Where there is no way, one line
     * says so for each protocol.
     */
    static Negotiator through(ContainerAdapter adapter, Negotiator negotiator, String filter) {
        boolean hasTls = negotiator.protocols().stream().anyMatch(TlsUpgrade.class::isInstance);
        boolean hasH2c = negotiator.protocols().stream().anyMatch(H2cUpgrade.class::isInstance);
        if (!hasTls && !hasH2c) {
            return negotiator;
        }
        Optional<Gateway> gateway = adapter.gateway();
        if (gateway.isEmpty()) {
            if (hasTls) {
                warn(filter, "TLS", adapter, "https");
            }
            if (hasH2c) {
                warn(filter, "h2c", adapter, "HTTP/2");
            }
            return negotiator;
        }
        if (hasH2c) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "filter \"{0}\" takes offers of h2c, a way into HTTP/2 that RFC 9113 section"
                            + " 3.1 has deprecated",
                    filter);
        }
        Gateway back = gateway.get();
        return negotiator.with(
                protocol ->
                        protocol instanceof HttpUpgrade upgrade ? upgrade.through(back) : protocol);
    }

    private static void warn(
            String filter, String protocol, ContainerAdapter adapter, String otherWay) {
        LOG.log(
                System.Logger.Level.WARNING,
                "filter \"{0}\" ignores offers of {1}, since on {2} nothing leads from there back"
                        + " into the application; where a rule requires {1}, all requests are"
                        + " answered 426 but those that come by {3}",
                filter,
                protocol,
                adapter.container(),
                otherWay);
    }
}
