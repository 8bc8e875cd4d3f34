package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.websocket.UpgradeEndpoint;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketHandshake;

/**
 * A WAR that says by annotation what it wants, and what the filter's {@code web-fragment.xml}
 * leaves {@code web.xml} to say.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class AnnotationContract {

    private static final String FILTER_CLASS =
            "<filter-class>org.upgradefilter.servlet.UpgradeFilter</filter-class>";

    @TempDir Path directory;

    /** A new container, not started. */
    protected abstract Container container();

    /** All the configuration there is. */
    @UpgradeEndpoint(value = "/annotated", subprotocols = "v1", maxMessageBytes = 10)
    public static class AnnotatedEndpoint implements WebSocketEndpoint {

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            return new Echo();
        }
    }

    /** On no path: what it extends is. */
    public static final class Subclass extends AnnotatedEndpoint {}

    /** Where the filter may not be mapped. */
    @UpgradeEndpoint("/outside")
    public static final class Outside implements WebSocketEndpoint {

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            return new Echo();
        }
    }

    /** What nobody can make. */
    @UpgradeEndpoint("/unfinished")
    public abstract static class Unfinished implements WebSocketEndpoint {}

    @Test
    void annotated_class_is_all_the_configuration_it_takes() throws Exception {
        Path war = TestWar.into(directory, AnnotatedEndpoint.class, Subclass.class, Echo.class);
        try (Container container = container()) {
            assertAnnotated(container.deploy(war));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void annotated_class_is_found_whatever_metadata_there_are(String complete) throws Exception {
        String webXml = webXml("metadata-complete=\"" + complete + "\"", "");
        Path war =
                TestWar.into(
                        directory, webXml, AnnotatedEndpoint.class, Subclass.class, Echo.class);
        try (Container container = container()) {
            assertAnnotated(container.deploy(war));
        }
    }

    @Test
    void filter_of_the_fragment_needs_a_mapping_and_init_params_only() throws Exception {
        String webXml =
                webXml(
                        "",
                        """
                        <filter>
                          <filter-name>upgradeFilter</filter-name>
                          <init-param>
                            <param-name>rules</param-name>
                            <param-value>/denied deny websocket</param-value>
                          </init-param>
                        </filter>
                        """
                                + mapping("upgradeFilter"));
        try (CapturedLog log = CapturedLog.begin();
                Container container = container()) {
            URI server = container.deploy(TestWar.into(directory, webXml));
            assertEquals(403, status(server, RawRequest.webSocket("/denied")));
            assertFalse(log.text().contains("upgradeFilter"), log::text);
        }
    }

    @Test
    void filter_that_is_configured_and_mapped_to_nothing_is_warned_of() throws Exception {
        String webXml = webXml("", filter("own", "/denied deny websocket"));
        try (CapturedLog log = CapturedLog.begin();
                Container container = container()) {
            URI server = container.deploy(TestWar.into(directory, webXml));
            assertEquals(404, status(server, RawRequest.webSocket("/denied")));
            assertTrue(log.text().contains("mapped to nothing"), log::text);
        }
    }

    /** So that its mapping stays as narrow as the application has it. */
    @Test
    void filter_of_the_fragment_that_is_mapped_is_not_mapped_again() throws Exception {
        String webXml =
                webXml(
                        "",
                        """
                        <filter-mapping>
                          <filter-name>upgradeFilter</filter-name>
                          <url-pattern>/annotated</url-pattern>
                        </filter-mapping>
                        """);
        try (Container container = container()) {
            Path war = TestWar.into(directory, webXml, AnnotatedEndpoint.class, Echo.class);
            assertAnnotated(container.deploy(war));
        }
        assertFails(
                TestWar.into(directory, webXml, AnnotatedEndpoint.class, Outside.class, Echo.class),
                "it is mapped to /annotated",
                "/outside require websocket");
    }

    @Test
    void filter_of_the_fragment_takes_rules_and_annotated_classes_together() throws Exception {
        String webXml =
                webXml(
                        "",
                        """
                        <filter>
                          <filter-name>upgradeFilter</filter-name>
                          <init-param>
                            <param-name>rules</param-name>
                            <param-value>/* deny h2c</param-value>
                          </init-param>
                        </filter>
                        """);
        Path war = TestWar.into(directory, webXml, AnnotatedEndpoint.class, Echo.class);
        try (Container container = container()) {
            URI server = container.deploy(war);
            assertAnnotated(server);
            assertEquals(403, status(server, h2c("/annotated")));
        }
    }

    /** Its rules come first: that for everything would leave nothing to the annotated class. */
    @Test
    void filter_of_the_application_takes_annotated_classes_behind_its_rules() throws Exception {
        String rules = "/* deny websocket host=denied.example\n/* deny h2c";
        String webXml = webXml("", filter("own", rules) + mapping("own"));
        Path war = TestWar.into(directory, webXml, AnnotatedEndpoint.class, Echo.class);
        try (Container container = container()) {
            URI server = container.deploy(war);
            assertAnnotated(server);
            assertEquals(403, status(server, h2c("/annotated")));
            RawRequest denied =
                    RawRequest.webSocket("/annotated").replacing("Host", "denied.example");
            assertEquals(403, status(server, denied));
        }
    }

    @Test
    void without_anything_configured_nothing_changes_and_nobody_is_warned() throws Exception {
        try (CapturedLog log = CapturedLog.begin();
                Container container = container()) {
            URI server = container.deploy(TestWar.into(directory));
            assertEquals(404, status(server, RawRequest.get("/annotated")));
            assertEquals(404, status(server, RawRequest.webSocket("/annotated")));
            assertFalse(log.text().contains("upgradeFilter"), log::text);
        }
    }

    @Test
    void several_filters_of_which_none_is_meant_fail_the_start() throws Exception {
        String webXml =
                webXml(
                        "",
                        filter("first", "/a deny h2c")
                                + mapping("first")
                                + filter("second", "/b deny h2c")
                                + mapping("second"));
        assertFails(
                TestWar.into(directory, webXml, AnnotatedEndpoint.class, Echo.class),
                AnnotatedEndpoint.class.getName(),
                "first, second",
                "upgradeFilter");
    }

    @Test
    void same_rule_twice_fails_the_start() throws Exception {
        String webXml = webXml("", filter("own", "/annotated ignore websocket") + mapping("own"));
        assertFails(
                TestWar.into(directory, webXml, AnnotatedEndpoint.class, Echo.class),
                "filter \"own\"",
                AnnotatedEndpoint.class.getName(),
                "/annotated ignore websocket",
                "decide the same offer");
    }

    @Test
    void class_that_nobody_can_make_fails_the_start() throws Exception {
        assertFails(
                TestWar.into(directory, Unfinished.class),
                "@UpgradeEndpoint of " + Unfinished.class.getName(),
                "not abstract");
    }

    private void assertFails(Path war, String... parts) {
        String message = CapturedLog.ofFailedDeployment(container(), war);
        for (String part : parts) {
            assertTrue(message.contains(part), () -> part + " is missing in\n" + message);
        }
    }

    private static void assertAnnotated(URI server) throws IOException {
        assertEquals(426, status(server, RawRequest.get("/annotated")));
        assertEquals(404, status(server, RawRequest.webSocket("/elsewhere")));
        try (RawConnection connection = RawConnection.to(server)) {
            Response switched =
                    connection.open(
                            RawRequest.webSocket("/annotated")
                                    .with("Sec-WebSocket-Protocol", "v2, v1"));
            assertEquals("v1", switched.line("Sec-WebSocket-Protocol"));
            connection.send(ClientFrames.text("0123456789"));
            assertEquals("0123456789", connection.message().content());
            connection.send(ClientFrames.text("0123456789a"));
            assertEquals(1009, connection.closeFrame().closeCode());
        }
    }

    private static int status(URI server, RawRequest request) throws IOException {
        try (RawConnection connection = RawConnection.to(server)) {
            return connection.exchange(request).status();
        }
    }

    private static RawRequest h2c(String target) {
        return RawRequest.get(target).with("Connection", "Upgrade").with("Upgrade", "h2c");
    }

    private static String webXml(String attributes, String content) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" %s>
        %s
        </web-app>
        """
                .formatted(attributes, content);
    }

    private static String filter(String name, String rules) {
        return """
        <filter>
          <filter-name>%s</filter-name>
          %s
          <async-supported>true</async-supported>
          <init-param>
            <param-name>rules</param-name>
            <param-value>%s</param-value>
          </init-param>
        </filter>
        """
                .formatted(name, FILTER_CLASS, rules);
    }

    private static String mapping(String filter) {
        return """
        <filter-mapping>
          <filter-name>%s</filter-name>
          <url-pattern>/*</url-pattern>
        </filter-mapping>
        """
                .formatted(filter);
    }
}
