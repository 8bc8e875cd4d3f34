package org.upgradefilter.tomcat;

import jakarta.servlet.ServletContext;
import java.util.Optional;
import org.upgradefilter.servlet.BridgeLoader;
import org.upgradefilter.servlet.ContainerAdapter;
import org.upgradefilter.servlet.ContainerProbe;
import org.upgradefilter.servlet.OwnEndpoints;
import org.upgradefilter.servlet.ReadPause;

/** Recognises Tomcat by its servlet context. Links to nothing of Tomcat's. */
public final class TomcatProbe implements ContainerProbe {

    private static final String ADAPTER = "org.upgradefilter.tomcat.TomcatAdapter";
    private static final String ENDPOINTS = "org.upgradefilter.tomcat.TomcatEndpoints";
    private static final String COYOTE =
            "org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler";

    @Override
    public String name() {
        return "tomcat";
    }

    @Override
    public boolean recognises(ServletContext context) {
        // Not getServerInfo(), which administrators hide. The servlet context of GlassFish has the
        // same name, but no Coyote beside it.
        Class<?> type = context.getClass();
        return type.getName().startsWith("org.apache.catalina.core.") && hasCoyote(type);
    }

    private static boolean hasCoyote(Class<?> beside) {
        try {
            Class.forName(COYOTE, false, beside.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @Override
    public Optional<ContainerAdapter> adapter(ServletContext context)
            throws ReflectiveOperationException {
        // Not for the sake of what it sees: see TomcatSocket.
        ClassLoader container = context.getClass().getClassLoader();
        return Optional.of(new BridgeLoader(TomcatProbe.class, container).adapter(ADAPTER));
    }

    @Override
    public OwnEndpoints ownEndpoints(ServletContext context) throws ReflectiveOperationException {
        return Class.forName(ENDPOINTS, true, TomcatProbe.class.getClassLoader())
                .asSubclass(OwnEndpoints.class)
                .getConstructor(ServletContext.class)
                .newInstance(context);
    }

    /**
     * Whoever returns with bytes unread is called back 40,000 times a second, bytes that Tomcat has
     * buffered raise no event at all, and whoever stays in a callback keeps the lock that another
     * one needs (10.1, 11).
     */
    @Override
    public Optional<ReadPause> readPause() {
        return Optional.of(ReadPause.BLOCKED_BY_TURNS);
    }
}
