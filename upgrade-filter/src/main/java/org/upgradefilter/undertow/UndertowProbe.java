package org.upgradefilter.undertow;

import jakarta.servlet.ServletContext;
import java.util.Optional;
import java.util.Set;
import org.upgradefilter.servlet.ContainerAdapter;
import org.upgradefilter.servlet.ContainerProbe;
import org.upgradefilter.servlet.Oddity;
import org.upgradefilter.servlet.OwnEndpoints;
import org.upgradefilter.servlet.ReadPause;

/** Recognises Undertow by its servlet context. */
public final class UndertowProbe implements ContainerProbe {

    @Override
    public String name() {
        return "undertow";
    }

    @Override
    public boolean recognises(ServletContext context) {
        return context.getClass().getName().startsWith("io.undertow.servlet.");
    }

    @Override
    public Optional<ContainerAdapter> adapter(ServletContext context) {
        return Optional.empty();
    }

    @Override
    public OwnEndpoints ownEndpoints(ServletContext context) {
        return new UndertowEndpoints(context);
    }

    /**
     * Reading on any other thread than the one that calls back ends in a double free (2.3.20,
     * 2.3.26).
     */
    @Override
    public Optional<ReadPause> readPause() {
        return Optional.of(ReadPause.RESUMED_ON_CALLBACK_THREAD);
    }

    /** For ever, if the peer reads nothing (2.3.26). */
    @Override
    public Set<Oddity> oddities() {
        return Set.of(Oddity.WAITS_WHEN_IT_CLOSES);
    }
}
