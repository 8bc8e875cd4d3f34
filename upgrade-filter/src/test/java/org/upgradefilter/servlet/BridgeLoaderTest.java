package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.tomcat.TomcatProbe;

class BridgeLoaderTest {

    private static final String JETTY = "org.upgradefilter.jetty";
    private static final String OF_JETTY = "org.eclipse.jetty.util.Promise";

    private final ClassLoader application = BridgeLoaderTest.class.getClassLoader();
    private final Container container = new Container();
    private final BridgeLoader bridge = new BridgeLoader(JETTY, application, container);

    /** Has its own copies of Jetty's classes, hidden from the application, and none of ours. */
    private static final class Container extends ClassLoader {

        Container() {
            super("container", ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("org.upgradefilter.")) {
                throw new AssertionError("asked the container for " + name);
            }
            String file = name.replace('.', '/') + ".class";
            try (InputStream in = BridgeLoader.class.getClassLoader().getResourceAsStream(file)) {
                if (in == null || !name.startsWith("org.eclipse.jetty.")) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.upgradefilter.jetty.JettyProbe",
                "org.upgradefilter.jetty.JettyAdapter",
                "org.upgradefilter.jetty.connector.JettyDuplex$Written",
            })
    void itsOwnPackageIsDefinedAnew(String name) throws Exception {
        Class<?> loaded = bridge.loadClass(name);
        assertSame(bridge, loaded.getClassLoader());
        assertEquals(name, loaded.getName());
        assertNotSame(application.loadClass(name), loaded);
    }

    @Test
    void aClassIsDefinedOnce() throws Exception {
        Class<?> first = bridge.loadClass("org.upgradefilter.jetty.JettyProbe");
        assertSame(first, bridge.loadClass("org.upgradefilter.jetty.JettyProbe"));
        assertNotSame(
                first,
                new BridgeLoader(JETTY, application, container)
                        .loadClass("org.upgradefilter.jetty.JettyProbe"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.upgradefilter.servlet.ContainerAdapter",
                "org.upgradefilter.io.Duplex",
                "org.upgradefilter.websocket.WebSocketProtocol",
                "org.upgradefilter.http.FieldTest", // its classes, not its JAR
            })
    void theRestOfOursIsTheApplications(String name) throws Exception {
        assertSame(application.loadClass(name), bridge.loadClass(name));
    }

    @Test
    void theRestIsTheContainers() throws Exception {
        Class<?> loaded = bridge.loadClass(OF_JETTY);
        assertSame(container, loaded.getClassLoader());
        assertNotSame(application.loadClass(OF_JETTY), loaded);
        assertSame(String.class, bridge.loadClass("java.lang.String"));
    }

    @Test
    void whatTheContainerLacksIsNotTakenFromTheApplication() throws Exception {
        assertSame(Test.class, application.loadClass("org.junit.jupiter.api.Test"));
        missing("org.junit.jupiter.api.Test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.upgradefilter.jetty.Missing",
                "org.upgradefilter.jetty.server.Missing",
                "org.upgradefilter.Missing",
                "org.upgradefilter.io.Missing",
                "org.eclipse.jetty.Missing",
                "com.example.Missing",
            })
    void aMissingClassIsNotFound(String name) {
        missing(name);
    }

    private void missing(String name) {
        ClassNotFoundException e =
                assertThrows(ClassNotFoundException.class, () -> bridge.loadClass(name));
        assertEquals(name, e.getMessage());
    }

    @Test
    void aClassThatCannotBeReadIsNotFound() {
        IOException fault = new IOException("the WAR is gone");
        ClassLoader broken =
                new ClassLoader(application) {
                    @Override
                    public @Nullable InputStream getResourceAsStream(String name) {
                        return new FilterInputStream(InputStream.nullInputStream()) {
                            @Override
                            public byte[] readAllBytes() throws IOException {
                                throw fault;
                            }
                        };
                    }
                };
        BridgeLoader overBroken = new BridgeLoader(JETTY, broken, container);
        ClassNotFoundException e =
                assertThrows(
                        ClassNotFoundException.class,
                        () -> overBroken.loadClass("org.upgradefilter.jetty.JettyProbe"));
        assertSame(fault, e.getCause());
    }

    /** Which whatever thread is started under a call of the class keeps, and this a loader. */
    @Test
    void itsOwnPackageHasADomainWithoutALoader() throws Exception {
        Class<?> adapter = bridge.loadClass("org.upgradefilter.jetty.JettyProbe");
        assertNull(adapter.getProtectionDomain().getClassLoader());
    }

    @Test
    void makesTheAdapterThatBelongsToAProbe() throws Exception {
        BridgeLoader tomcat = new BridgeLoader(TomcatProbe.class, application);
        ContainerAdapter adapter = tomcat.adapter("org.upgradefilter.tomcat.TomcatAdapter");
        assertSame(tomcat, adapter.getClass().getClassLoader());
    }

    @Test
    void hasANameForStackTraces() {
        assertEquals("upgrade-filter-jetty", bridge.getName());
    }
}
