package org.upgradefilter.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ServiceLoader;

/** Finds the adapter of the container we run in. */
final class Containers {

    private Containers() {}

    /**
     * The adapter for {@code context}.
     *
     * @throws ServletException if there is none, or it does not link; the message says which
     *     containers there is one for
     */
    static ContainerAdapter adapter(ServletContext context) throws ServletException {
        // The filter's own loader: the thread's may be another application's.
        ClassLoader own = Containers.class.getClassLoader();
        for (ContainerProbe probe : ServiceLoader.load(ContainerProbe.class, own)) {
            if (!probe.recognises(context)) {
                continue;
            }
            try {
                return probe.adapter(context);
            } catch (ReflectiveOperationException | LinkageError e) {
                throw new ServletException(
                        "the connections of "
                                + context.getServerInfo()
                                + " cannot be switched, because it lacks something its adapter needs",
                        e);
            }
        }
        throw new ServletException(
                "the connections of "
                        + context.getServerInfo()
                        + " cannot be switched; run the application on Tomcat 10.1 or later, or on"
                        + " Jetty 12.0 or later");
    }
}
