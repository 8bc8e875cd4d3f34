package org.upgradefilter.tomcat;

import jakarta.servlet.ServletContext;
import org.upgradefilter.servlet.ContainerAdapter;
import org.upgradefilter.servlet.ContainerProbe;

/** Recognises Tomcat by its servlet context. Links to nothing of Tomcat's. */
public final class TomcatProbe implements ContainerProbe {

    @Override
    public boolean recognises(ServletContext context) {
        // Not getServerInfo(): administrators hide it.
        return context.getClass().getName().startsWith("org.apache.catalina.core.");
    }

    @Override
    public ContainerAdapter adapter(ServletContext context) throws ReflectiveOperationException {
        return Class.forName(
                        "org.upgradefilter.tomcat.TomcatAdapter",
                        true,
                        TomcatProbe.class.getClassLoader())
                .asSubclass(ContainerAdapter.class)
                .getConstructor()
                .newInstance();
    }
}
