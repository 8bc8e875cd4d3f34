package org.upgradefilter.servlet;

import jakarta.servlet.ServletContext;

/**
 * Recognises one container without linking to it.
 *
 * <p>Probes are listed in {@code META-INF/services} and loaded by the class loader of the filter;
 * the adapter's name is a string to them, so a container that is absent is not missed.
 */
public interface ContainerProbe {

    /** True if {@code context} belongs to the container. Must not throw. */
    boolean recognises(ServletContext context);

    /**
     * Loads the adapter.
     *
     * @throws ReflectiveOperationException if it cannot be loaded
     * @throws LinkageError if the container lacks something the adapter needs
     */
    ContainerAdapter adapter(ServletContext context) throws ReflectiveOperationException;
}
