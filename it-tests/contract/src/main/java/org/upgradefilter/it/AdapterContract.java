package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.servlet.UpgradeFilter;

/** An adapter that is forced works, or fails the start and says why. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class AdapterContract {

    /** A new container, not started. */
    protected abstract Container container();

    /** What {@code adapter=} calls the container. */
    protected abstract String containerName();

    @Test
    void name_of_the_container_may_be_forced() throws Exception {
        assertSwitches(containerName());
    }

    @Test
    void way_of_the_servlet_api_may_be_forced() throws Exception {
        try (Container container = container()) {
            assumeTrue(
                    container.capabilities().contains(Capability.UPGRADES_BY_THE_SERVLET_API),
                    "HttpServletRequest.upgrade() cannot be used");
        }
        assertSwitches("servlet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomcat", "jetty", "undertow", "glassfish"})
    void another_container_fails_the_start(String other) {
        assumeTrue(!other.equals(containerName()), "this is no other container");

        String message = failure(other);
        assertTrue(message.contains("\"upgrade\""), message);
        assertTrue(message.contains("adapter=" + other + " is not possible here"), message);
        assertTrue(message.contains("this is "), message);
    }

    @Test
    void unknown_name_fails_the_start() {
        String message = failure("Tomcat 10");
        assertTrue(message.contains("adapter=Tomcat 10 is not possible here"), message);
        assertTrue(message.contains("use one of auto, servlet, "), message);
    }

    private void assertSwitches(String adapter) throws Exception {
        try (Container container = container()) {
            URI server = container.start(context -> configure(context, adapter));
            try (RawConnection connection = RawConnection.webSocket(server, "/echo")) {
                connection.send(ClientFrames.text("hello"));
                assertEquals(Message.text("hello"), connection.message());
            }
        }
    }

    /** What an administrator gets to read when {@code adapter} cannot be forced. */
    protected String failure(String adapter) {
        return CapturedLog.ofFailedStart(container(), context -> configure(context, adapter));
    }

    private static void configure(ServletContext context, String adapter) {
        FilterRegistration.Dynamic filter = context.addFilter("upgrade", UpgradeFilter.class);
        filter.setInitParameter("adapter", adapter);
        filter.setInitParameter(
                "rules",
                "/echo require websocket endpoint="
                        + ConfigurationContract.EchoEndpoint.class.getName());
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("plain", new PlainServlet()).addMapping("/*");
    }
}
