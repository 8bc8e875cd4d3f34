package org.upgradefilter.tomcat.server;

import org.apache.coyote.Adapter;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.http11.Http11Nio2Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 over NIO2, and upgrades to TLS and HTTP/2 beside it: {@code <Connector
 * protocol="org.upgradefilter.tomcat.server.UpgradingNio2Protocol" …/>}.
 *
 * <p>The attributes are those of {@link UpgradingNioProtocol}.
 */
public final class UpgradingNio2Protocol extends Http11Nio2Protocol {

    private final ConnectorUpgrades upgrades = new ConnectorUpgrades(this);

    /** For Tomcat, which makes it by reflection. */
    public UpgradingNio2Protocol() {}

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
