package org.upgradefilter.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A web application in a container that {@link TestProbe} recognises, unless told otherwise. */
final class TestContext extends Strict {

    final ClassLoader loader = new ClassLoader(TestContext.class.getClassLoader()) {};

    private final Adapter adapter;

    /** Endpoints of the container's own; none unless a test has some. */
    OwnEndpoints endpoints = OwnEndpoints.UNKNOWN;

    /** How the adapter comes about. */
    @FunctionalInterface
    interface Adapter {
        Optional<ContainerAdapter> load() throws ReflectiveOperationException;
    }

    /** In a container with this adapter. */
    TestContext(ContainerAdapter adapter) {
        this(() -> Optional.of(adapter));
    }

    /** In a container whose adapter may not load. */
    TestContext(Adapter adapter) {
        this.adapter = adapter;
        on("getClassLoader", none -> loader);
        on("getContextPath", none -> "/app");
        on("getServerInfo", none -> "Test/1.0");
        attributes(this);
    }

    private static Strict attributes(Strict context) {
        Map<String, Object> attributes = new HashMap<>();
        return context.on("getVirtualServerName", none -> "test/localhost")
                .on("setAttribute", entry -> attributes.put((String) entry[0], entry[1]))
                .on("getAttribute", name -> attributes.get((String) name[0]))
                .on("removeAttribute", name -> attributes.remove((String) name[0]))
                .on("getFilterRegistration", name -> null);
    }

    /** In a container nobody recognises. */
    static ServletContext unknown() {
        return attributes(new Strict())
                .on("getClassLoader", none -> TestContext.class.getClassLoader())
                .on("getContextPath", none -> "")
                .on("getServerInfo", none -> "Foreign/2.0")
                .as(ServletContext.class);
    }

    /** What a test has described, without a call that another's context might not answer. */
    static Optional<TestContext> of(ServletContext context) {
        return Proxy.isProxyClass(context.getClass())
                        && Proxy.getInvocationHandler(context) instanceof TestContext described
                ? Optional.of(described)
                : Optional.empty();
    }

    Optional<ContainerAdapter> load() throws ReflectiveOperationException {
        return adapter.load();
    }

    /** Of a filter that is called {@code gate}. */
    FilterConfig config(Map<String, String> initParams) {
        return config(as(ServletContext.class), initParams);
    }

    /** Of a filter that is called {@code gate}. */
    static FilterConfig config(ServletContext context, Map<String, String> initParams) {
        return config(context, "gate", initParams);
    }

    static FilterConfig config(
            ServletContext context, String filter, Map<String, String> initParams) {
        return new Strict()
                .on("getFilterName", none -> filter)
                .on("getServletContext", none -> context)
                .on("getInitParameterNames", none -> Collections.enumeration(initParams.keySet()))
                .on("getInitParameter", name -> initParams.get((String) name[0]))
                .as(FilterConfig.class);
    }
}
