package org.upgradefilter.servlet;

import java.util.Optional;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.negotiation.Negotiator;
import org.upgradefilter.stack.TlsUpgrade;

/** Leads what is asked inside TLS back into the application, where the container has a way. */
final class WayBack {

    private static final System.Logger LOG = System.getLogger(UpgradeFilter.class.getName());

    private WayBack() {}

    /**
     * The negotiator that a filter judges by in this container. Where there is no way, one line
     * says so.
     */
    static Negotiator through(ContainerAdapter adapter, Negotiator negotiator, String filter) {
        if (negotiator.protocols().stream().noneMatch(TlsUpgrade.class::isInstance)) {
            return negotiator;
        }
        Optional<Gateway> gateway = adapter.gateway();
        if (gateway.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "filter \"{0}\" ignores offers of TLS, since on {1} nothing leads from there"
                            + " back into the application; where a rule requires TLS, all requests"
                            + " are answered 426 but those that come by https",
                    filter,
                    adapter.container());
            return negotiator;
        }
        Gateway back = gateway.get();
        return negotiator.with(
                protocol -> protocol instanceof TlsUpgrade tls ? tls.through(back) : protocol);
    }
}
