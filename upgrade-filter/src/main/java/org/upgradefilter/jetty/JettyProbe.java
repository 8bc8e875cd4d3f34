package org.upgradefilter.jetty;

import jakarta.servlet.ServletContext;
import java.util.Optional;
import org.upgradefilter.servlet.BridgeLoader;
import org.upgradefilter.servlet.ContainerAdapter;
import org.upgradefilter.servlet.ContainerProbe;
import org.upgradefilter.servlet.OwnEndpoints;
import org.upgradefilter.servlet.ReadPause;

/** Recognises Jetty by its servlet context. Links to nothing of Jetty's. */
public final class JettyProbe implements ContainerProbe {

    private static final String ADAPTER = "org.upgradefilter.jetty.JettyAdapter";
    private static final String ENDPOINTS = "org.upgradefilter.jetty.JettyEndpoints";

    @Override
    public String name() {
        return "jetty";
    }

    @Override
    public boolean recognises(ServletContext context) {
        return context.getClass().getName().startsWith("org.eclipse.jetty.");
    }

    @Override
    public Optional<ContainerAdapter> adapter(ServletContext context)
            throws ReflectiveOperationException {
        return Optional.of(bridge(context).adapter(ADAPTER));
    }

    @Override
    public OwnEndpoints ownEndpoints(ServletContext context) throws ReflectiveOperationException {
        return Class.forName(ENDPOINTS, true, bridge(context))
                .asSubclass(OwnEndpoints.class)
                .getConstructor(ServletContext.class)
                .newInstance(context);
    }

    /** Jetty's classes are hidden from a web application, its objects are not (12.0, 12.1). */
    private static BridgeLoader bridge(ServletContext context) {
        return new BridgeLoader(JettyProbe.class, context.getClass().getClassLoader());
    }

    /** Not at all: {@code upgrade()} is not implemented in 12.0 and lets bytes escape in 12.1. */
    @Override
    public Optional<ReadPause> readPause() {
        return Optional.empty();
    }
}
