package org.upgradefilter.glassfish;

import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.upgradefilter.servlet.ContainerAdapter;
import org.upgradefilter.servlet.ContainerProbe;
import org.upgradefilter.servlet.Oddity;
import org.upgradefilter.servlet.ReadPause;

/**
 * Recognises GlassFish by its servlet context. A fork of Tomcat's Catalina on Grizzly: the servlet
 * context has the same name, so Tomcat must have been asked first.
 */
public final class GlassFishProbe implements ContainerProbe {

    @Override
    public String name() {
        return "glassfish";
    }

    @Override
    public boolean recognises(ServletContext context) {
        return context.getClass().getName().startsWith("org.apache.catalina.core.");
    }

    @Override
    public Optional<ContainerAdapter> adapter(ServletContext context) {
        return Optional.empty();
    }

    /** Whoever returns with bytes unread is not called again, and may read on anywhere (7.0.25). */
    @Override
    public Optional<ReadPause> readPause() {
        return Optional.of(ReadPause.RESUMED_ANYWHERE);
    }

    /**
     * Request and response, and so the streams, are pooled; whatever has {@code Upgrade} is taken
     * for a switch (7.0.25).
     */
    @Override
    public Set<Oddity> oddities() {
        return EnumSet.allOf(Oddity.class);
    }
}
