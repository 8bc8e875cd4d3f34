package org.upgradefilter.tomcat.server;

import org.apache.coyote.Adapter;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 over NIO, and upgrades to TLS and HTTP/2 beside it: {@code <Connector
 * protocol="org.upgradefilter.tomcat.server.UpgradingNioProtocol" …/>}.
 *
 * <p>What is to be upgraded, attributes of the connector say. They have the names of the filter's
 * init-params: {@code rules}, whose paths begin with those of the applications; {@code keyStore}
 * and {@code keyStorePassword} or {@code keyStorePasswordFile}; {@code trustStore} and its
 * password; {@code clientAuth}, {@code alpn}, {@code hostCheck}, {@code tlsHandshakeTimeoutMs},
 * {@code httpIdleTimeoutMs}, {@code httpHeadTimeoutMs}, {@code httpContentTimeoutMs}, {@code
 * httpSendTimeoutMs}, {@code http2MaxConcurrentStreams}, {@code http2MaxFieldsBytes}, {@code
 * http2MaxOverheadFrames}, {@code shutdownTimeoutMs} and {@code maxConnectionsPerAddress}. {@code
 * maxConnections} is Tomcat's own, for all connections of the connector, upgraded or not.
 */
public final class UpgradingNioProtocol extends Http11NioProtocol {

    private final ConnectorUpgrades upgrades = new ConnectorUpgrades(this);

    /** For Tomcat, which makes it by reflection. */
    public UpgradingNioProtocol() {}

    @Override
    public boolean setProperty(String name, String value) {
        return super.setProperty(name, value) || upgrades.set(name, value);
    }

    @Override
    public void setAdapter(Adapter adapter) {
        super.setAdapter(upgrades.before(adapter));
    }

    @Override
    public @Nullable UpgradeProtocol getUpgradeProtocol(String name) {
        return upgrades.before(name, super.getUpgradeProtocol(name));
    }

    @Override
    public void init() throws Exception {
        upgrades.init();
        super.init();
    }

    @Override
    public void start() throws Exception {
        upgrades.open();
        super.start();
    }

    @Override
    public void pause() throws Exception {
        super.pause();
        // Before Tomcat stops the applications, so that what is being answered can end.
        upgrades.close();
    }

    @Override
    public void resume() throws Exception {
        upgrades.open();
        super.resume();
    }

    @Override
    public void stop() throws Exception {
        upgrades.close();
        super.stop();
    }
}
