package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers are told apart by the names of their classes, so these contexts have such classes. */
class ContainersTest {

    private static final String UNDERTOW = "io.undertow.servlet.spec.TestServletContext";
    private static final String JETTY = "org.eclipse.jetty.ee10.servlet.TestServletContext";
    private static final String CATALINA = "org.apache.catalina.core.TestServletContext";

    private Optional<ContainerAdapter> found = Optional.empty();

    @AfterEach
    void giveBack() {
        found.ifPresent(ContainerAdapter::close);
    }

    private ContainerAdapter adapter(ServletContext context, String wanted) {
        ContainerAdapter adapter = Containers.adapter(context, wanted);
        found = Optional.of(adapter);
        return adapter;
    }

    private static ServletContext tomcat() {
        return context(CATALINA, "", "Catalina/1");
    }

    private static ServletContext jetty() {
        return context(JETTY, "", "Jetty/1");
    }

    private static ServletContext undertow() {
        return context(UNDERTOW, "", "Undertow/1");
    }

    /** Catalina without Coyote. */
    private static ServletContext glassFish() {
        return context(CATALINA, "org.apache.coyote.", "GlassFish/1");
    }

    /**
     * A context whose class has a name in the package of {@code type}.
     *
     * @param hidden what classes beside it are not to be found
     */
    private static ServletContext context(String type, String hidden, String serverInfo) {
        Class<?> loaded;
        try {
            loaded =
                    Class.forName(
                            type,
                            false,
                            hidden.isEmpty()
                                    ? ContainersTest.class.getClassLoader()
                                    : new Hiding(hidden, type));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
        Object context =
                Proxy.newProxyInstance(
                        loaded.getClassLoader(),
                        new Class<?>[] {loaded},
                        new Strict().on("getServerInfo", none -> serverInfo));
        return (ServletContext) context;
    }

    @Test
    void tomcatHasAnAdapterOfItsOwn() {
        for (String wanted : List.of("auto", "tomcat")) {
            assertEquals(
                    "org.upgradefilter.tomcat.TomcatAdapter",
                    adapter(tomcat(), wanted).getClass().getName());
        }
    }

    @Test
    void jettyHasAnAdapterOfItsOwn() {
        for (String wanted : List.of("auto", "jetty")) {
            assertEquals(
                    "org.upgradefilter.jetty.JettyAdapter",
                    adapter(jetty(), wanted).getClass().getName());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "servlet", "undertow"})
    void undertowIsTakenByTheServletApi(String wanted) {
        ContainerAdapter adapter = adapter(undertow(), wanted);
        assertInstanceOf(PortableAdapter.class, adapter);
        assertEquals("Undertow/1 by the Servlet API", adapter.container());
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "servlet", "glassfish"})
    void glassFishIsNotTakenForTomcat(String wanted) {
        ContainerAdapter adapter = adapter(glassFish(), wanted);
        assertInstanceOf(PortableAdapter.class, adapter);
        assertEquals("GlassFish/1 by the Servlet API", adapter.container());
    }

    @Test
    void tomcatIsTakenByTheServletApiWhereThatIsWanted() {
        assertInstanceOf(PortableAdapter.class, adapter(tomcat(), "servlet"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "servlet"})
    void whatNobodyKnowsIsTakenByTheServletApi(String wanted) {
        ContainerAdapter adapter = adapter(TestContext.unknown(), wanted);
        assertInstanceOf(PortableAdapter.class, adapter);
        assertEquals("Foreign/2.0 by the Servlet API", adapter.container());
    }

    /** By its behaviour, since nobody can ask for it: over an engine that bears no other. */
    @Test
    void eachIsPausedInItsWay() throws Exception {
        assertPauses(undertow(), Engine.UNDERTOW);
        assertPauses(glassFish(), Engine.GRIZZLY);
        assertPauses(tomcat(), Engine.TOMCAT);
        assertPauses(TestContext.unknown(), Engine.LIBERTY);
    }

    private static void assertPauses(ServletContext context, Engine engine) throws Exception {
        PortableAdapterTest.Switch made =
                new PortableAdapterTest.Switch(Containers.adapter(context, "servlet"), engine);
        try {
            made.assertEveryByteArrives();
        } finally {
            made.over();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomcat", "jetty", "glassfish"})
    void anotherContainerIsNotPossible(String wanted) {
        assertRefused(
                "adapter=" + wanted + " is not possible here: this is Undertow/1",
                undertow(),
                wanted);
        assertRefused(
                "adapter=" + wanted + " is not possible here: this is Foreign/2.0",
                TestContext.unknown(),
                wanted);
    }

    @Test
    void glassFishIsNotTomcatEvenIfSomebodySaysSo() {
        assertRefused(
                "adapter=tomcat is not possible here: this is GlassFish/1", glassFish(), "tomcat");
        assertRefused(
                "adapter=glassfish is not possible here: this is Catalina/1",
                tomcat(),
                "glassfish");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Tomcat", "weblogic", ""})
    void aNameThatNobodyHasIsNotPossible(String wanted) {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Containers.adapter(undertow(), wanted));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(
                message.startsWith(
                        "adapter=" + wanted + " is not possible here: use one of auto, servlet, "),
                message);
        for (String name : List.of("tomcat", "jetty", "undertow", "glassfish")) {
            assertTrue(message.contains(name), message);
        }
    }

    @Test
    void jettyCannotBeTakenByTheServletApi() {
        assertRefused(
                "adapter=servlet is not possible here: HttpServletRequest.upgrade() of Jetty/1"
                        + " cannot be used; leave it out",
                jetty(),
                "servlet");
    }

    /** Where there is nothing to fall back on, nor anything else is wanted. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "test"})
    void aContainerThatLacksSomethingIsNotPossible(String wanted) {
        TestContext noClass =
                new TestContext(
                        () -> {
                            throw new ClassNotFoundException("a.Connection");
                        });
        assertRefused(
                "Test/1.0 lacks something that the adapter for it needs:"
                        + " java.lang.ClassNotFoundException: a.Connection",
                noClass.as(ServletContext.class),
                wanted);
        TestContext noLink =
                new TestContext(
                        () -> {
                            throw new NoSuchMethodError("a.Connection.fill");
                        });
        assertRefused(
                "Test/1.0 lacks something that the adapter for it needs:"
                        + " java.lang.NoSuchMethodError: a.Connection.fill",
                noLink.as(ServletContext.class),
                wanted);
    }

    private static void assertRefused(String message, ServletContext context, String wanted) {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class, () -> Containers.adapter(context, wanted));
        assertEquals(message, refusal.getMessage());
    }

    /** Has a class of its own, and does not find certain others. */
    private static final class Hiding extends ClassLoader {

        private final String hidden;
        private final String own;

        Hiding(String hidden, String own) {
            super(ContainersTest.class.getClassLoader());
            this.hidden = hidden;
            this.own = own;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(own)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define() : loaded;
            }
            if (name.startsWith(hidden)) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }

        private Class<?> define() throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(own.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(own);
                }
                byte[] bytes = file.readAllBytes();
                return defineClass(own, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(own, e);
            }
        }
    }
}
