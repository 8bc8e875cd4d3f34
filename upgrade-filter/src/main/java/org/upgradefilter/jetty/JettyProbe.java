package org.upgradefilter.jetty;

import jakarta.servlet.ServletContext;
import java.util.Optional;
import org.upgradefilter.servlet.ContainerAdapter;
import org.upgradefilter.servlet.ContainerProbe;
import org.upgradefilter.servlet.OwnEndpoints;
import org.upgradefilter.servlet.ReadPause;

/** Recognises Jetty by its servlet context. Links to nothing of Jetty's. */
public final class JettyProbe implements ContainerProbe {

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
        return Optional.of(
                bridged("org.upgradefilter.jetty.JettyAdapter", context)
                        .asSubclass(ContainerAdapter.class)
                        .getConstructor()
                        .newInstance());
    }

    @Override
    public OwnEndpoints ownEndpoints(ServletContext context) throws ReflectiveOperationException {
        return bridged("org.upgradefilter.jetty.JettyEndpoints", context)
                .asSubclass(OwnEndpoints.class)
                .getConstructor(ServletContext.class)
                .newInstance(context);
    }

    /** Jetty's classes are hidden from a web application, its objects are not (12.0, 12.1). */
    private static Class<?> bridged(String name, ServletContext context)
            throws ClassNotFoundException {
        ClassLoader bridge =
                new BridgeLoader(
                        JettyProbe.class.getClassLoader(), context.getClass().getClassLoader());
        return Class.forName(name, true, bridge);
    }

    /** Not at all: {@code upgrade()} is not implemented in 12.0 and lets bytes escape in 12.1. */
    @Override
    public Optional<ReadPause> readPause() {
        return Optional.empty();
    }
}
