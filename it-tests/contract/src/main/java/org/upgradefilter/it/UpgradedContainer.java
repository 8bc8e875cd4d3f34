package org.upgradefilter.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;

/**
 * A container to which everybody speaks another protocol than HTTP/1.1 in clear, for which each
 * connection has asked: whatever holds there in clear is to hold in it as well.
 *
 * <p>What asks is answered by a filter of its own, before all others and on a path where they have
 * nothing to say.
 */
public abstract class UpgradedContainer implements Container {

    private final Container container;
    private final UpgradingFilter filter;

    protected UpgradedContainer(Container container, UpgradingFilter filter) {
        this.container = container;
        this.filter = filter;
    }

    /** Where clients find what {@code server} is for those who ask. */
    protected abstract URI address(URI server) throws IOException;

    @Override
    public void serveJakarta(Jakarta when) {
        container.serveJakarta(when);
    }

    @Override
    public URI start(Application application) throws Exception {
        return address(container.start(filter.before(application)));
    }

    @Override
    public URI startWithLogin(Application application) throws Exception {
        return address(container.startWithLogin(filter.before(application)));
    }

    @Override
    public URI startWithForm(Application application) throws Exception {
        return address(container.startWithForm(filter.before(application)));
    }

    @Override
    public Queue<String> logRequests() {
        return container.logRequests();
    }

    /** Deploys a copy whose {@code web.xml}, which it must have, has the filter as well. */
    @Override
    public URI deploy(Path war) throws Exception {
        return address(container.deploy(filter.in(war)));
    }

    @Override
    public void undeploy() throws Exception {
        container.undeploy();
    }

    @Override
    public ClassLoader applicationLoader() {
        return container.applicationLoader();
    }

    /** Those of the container, to be changed. */
    @Override
    public Set<Capability> capabilities() {
        return EnumSet.copyOf(container.capabilities());
    }

    @Override
    public void close() {
        container.close();
    }
}
