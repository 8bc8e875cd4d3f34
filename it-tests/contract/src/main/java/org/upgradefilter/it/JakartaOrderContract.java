package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules count for the container's own endpoints, wherever the filters were added; or it does not
 * start.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class JakartaOrderContract {

    /** A new container, not started. */
    protected abstract Container container();

    static Stream<Arguments> orders() {
        return Stream.of(Container.Jakarta.values())
                .flatMap(
                        when ->
                                Stream.of(
                                                JakartaApplication.Placement.INITIALIZER,
                                                JakartaApplication.Placement.INITIALIZER_BEFORE)
                                        .map(placement -> Arguments.of(when, placement)));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void rules_come_first(Container.Jakarta when, JakartaApplication.Placement placement)
            throws Exception {
        try (Container container = container()) {
            container.serveJakarta(when);
            URI server =
                    container.start(
                            application(placement, "/a allow websocket endpoint=container"));

            assertEquals(taken(container), status(server, RawRequest.webSocket("/a")));
            RawRequest foreign = RawRequest.webSocket("/a").with("Origin", "https://evil.example");
            assertEquals(403, status(server, foreign));
        }
    }

    @Test
    void endpoint_without_a_rule_is_403_where_all_else_is_denied() throws Exception {
        try (Container container = container()) {
            container.serveJakarta(Container.Jakarta.FIRST);
            URI server =
                    container.start(
                            new JakartaApplication(
                                    List.of("/a", "/b"),
                                    JakartaApplication.Placement.INITIALIZER,
                                    Map.of(
                                            "rules", "/a allow websocket endpoint=container",
                                            "otherwise", "deny")));

            assertEquals(taken(container), status(server, RawRequest.webSocket("/a")));
            assertEquals(403, status(server, RawRequest.webSocket("/b")));
        }
    }

    /** The container's filter is left alone, and what it takes it takes. */
    @Test
    void rules_that_say_nothing_of_websockets_change_nothing() throws Exception {
        try (Container container = container()) {
            assumeTrue(
                    container.capabilities().contains(Capability.SHOWS_OFFERS_BEHIND_THE_FILTER),
                    "its own endpoints take no offers");
            container.serveJakarta(Container.Jakarta.FIRST);
            URI server =
                    container.start(
                            application(
                                    JakartaApplication.Placement.SERVLET_NAME, "/* ignore h2c"));

            assertEquals(101, status(server, RawRequest.webSocket("/a")));
        }
    }

    @Test
    void filter_that_cannot_come_first_does_not_start() {
        Container container = container();
        container.serveJakarta(Container.Jakarta.FIRST);
        String message =
                CapturedLog.ofFailedStart(
                        container,
                        application(
                                JakartaApplication.Placement.SERVLET_NAME,
                                "/a allow websocket endpoint=container"));

        for (String part : List.of("\"upgrade\"", "own WebSocket", "URL pattern")) {
            assertTrue(message.contains(part), () -> part + " is missing in\n" + message);
        }
    }

    /**
     * What an offer is answered that may be taken: where it is shown to nobody, by the servlet, or
     * refused, if the endpoint would see it nevertheless.
     */
    private static int taken(Container container) {
        if (container.capabilities().contains(Capability.SHOWS_OFFERS_BEHIND_THE_FILTER)) {
            return 101;
        }
        return container.capabilities().contains(Capability.HIDES_OFFERS_FROM_ITS_ENDPOINTS)
                ? 200
                : 403;
    }

    private static JakartaApplication application(
            JakartaApplication.Placement placement, String rules) {
        return new JakartaApplication(List.of("/a"), placement, Map.of("rules", rules));
    }

    private static int status(URI server, RawRequest request) throws IOException {
        try (RawConnection connection = RawConnection.to(server)) {
            return connection.exchange(request).status();
        }
    }
}
