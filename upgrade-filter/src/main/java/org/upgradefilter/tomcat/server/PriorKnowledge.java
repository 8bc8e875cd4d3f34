package org.upgradefilter.tomcat.server;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.UpgradeToken;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.coyote.http11.upgrade.UpgradeProcessorInternal;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.tomcat.coyote.TomcatUpgradeHandler;

/**
 * Takes connections that begin with HTTP/2's preface (RFC 9113 §3.3), where rules let it; the
 * others are for Tomcat's own HTTP/2, or are closed where there is none, as without us.
 *
 * <p>Tomcat asks the protocol's {@code h2c} for a processor when it has found the whole preface at
 * the beginning of a connection, and has unread it by then. It asks it as well when a request
 * offers {@code h2c}; such offers are the adapter's, if anybody takes them (10.1, 11).
 */
final class PriorKnowledge implements UpgradeProtocol {

    static final String H2C = "h2c";

    private final @Nullable UpgradeProtocol own;
    private final CoyoteOffers offers;
    private final ConnectorUpgrades upgrades;

    /**
     * @param own Tomcat's, if the connector has it
     */
    PriorKnowledge(@Nullable UpgradeProtocol own, CoyoteOffers offers, ConnectorUpgrades upgrades) {
        this.own = own;
        this.offers = offers;
        this.upgrades = upgrades;
    }

    @Override
    public Processor getProcessor(SocketWrapperBase<?> socket, Adapter adapter) {
        UpgradedConnections.Decided decided =
                upgrades.judge(offers.preface(socket.getRemoteAddr())).orElse(null);
        if (decided != null) {
            return TomcatUpgradeHandler.begun(socket, decided.token());
        }
        if (own != null) {
            return own.getProcessor(socket, adapter);
        }
        // Which closes, having been given nothing.
        TomcatUpgradeHandler closing = new TomcatUpgradeHandler();
        return new UpgradeProcessorInternal(
                socket, new UpgradeToken(closing, null, null, H2C), null);
    }

    @Override
    public boolean accept(Request request) {
        return own != null && !upgrades.concern(offers.of(request)) && own.accept(request);
    }

    @Override
    public InternalHttpUpgradeHandler getInternalUpgradeHandler(
            SocketWrapperBase<?> socket, Adapter adapter, Request request) {
        return Objects.requireNonNull(own).getInternalUpgradeHandler(socket, adapter, request);
    }

    @Override
    public String getHttpUpgradeName(boolean isSslEnabled) {
        return H2C;
    }

    @Override
    public byte[] getAlpnIdentifier() {
        return H2C.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String getAlpnName() {
        return H2C;
    }
}
