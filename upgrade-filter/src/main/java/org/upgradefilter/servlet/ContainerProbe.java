package org.upgradefilter.servlet;

import jakarta.servlet.ServletContext;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises one container without linking to it.
 *
 * <p>Probes are listed in {@code META-INF/services} and loaded by the class loader of the filter;
 * the name of an adapter is a string to them, so a container that is absent is not missed.
 */
public interface ContainerProbe {

    /** The container's name, in lower case: what {@code adapter=} forces. */
    String name();

    /** True if {@code context} belongs to the container. Must not throw. */
    boolean recognises(ServletContext context);

    /**
     * Loads the container's own adapter; empty if the portable one serves it.
     *
     * @throws ReflectiveOperationException if it cannot be loaded
     * @throws LinkageError if the container lacks something the adapter needs
     */
    Optional<ContainerAdapter> adapter(ServletContext context) throws ReflectiveOperationException;

    /**
     * The container's own WebSocket endpoints.
     *
     * @throws ReflectiveOperationException if what knows of them cannot be loaded
     * @throws LinkageError if the container lacks something that it needs
     */
    default OwnEndpoints ownEndpoints(ServletContext context) throws ReflectiveOperationException {
        return OwnEndpoints.UNKNOWN;
    }

    /**
     * How reading pauses with the container's servlet streams; empty if its {@code upgrade()}
     * cannot be used at all.
     */
    Optional<ReadPause> readPause();

    /** What else the portable adapter must allow for. */
    default Set<Oddity> oddities() {
        return Set.of();
    }
}
