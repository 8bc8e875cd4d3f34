package org.upgradefilter.servlet;

import jakarta.servlet.ServletContext;
import java.util.Optional;

/** Recognises the containers of unit tests. */
public final class TestProbe implements ContainerProbe {

    /** For the service loader. */
    public TestProbe() {}

    @Override
    public String name() {
        return "test";
    }

    @Override
    public boolean recognises(ServletContext context) {
        return TestContext.of(context).isPresent();
    }

    @Override
    public Optional<ContainerAdapter> adapter(ServletContext context)
            throws ReflectiveOperationException {
        return TestContext.of(context).orElseThrow().load();
    }

    @Override
    public OwnEndpoints ownEndpoints(ServletContext context) {
        return TestContext.of(context).orElseThrow().endpoints;
    }

    @Override
    public Optional<ReadPause> readPause() {
        return Optional.empty();
    }
}
