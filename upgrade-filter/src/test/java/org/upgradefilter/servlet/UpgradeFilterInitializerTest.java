package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.policy.Access;
import org.upgradefilter.policy.Conditions;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.websocket.UpgradeEndpoint;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketHandshake;
import org.upgradefilter.websocket.WebSocketProtocol;

/** Which filter takes the annotated classes, and what it makes of them. */
class UpgradeFilterInitializerTest {

    private static final String GATE = UpgradeFilter.class.getName();
    private static final String BUILT = UpgradeFilter.builder().build().getClass().getName();

    private static final List<String> ADDED =
            List.of(
                    "upgradeFilter is a UpgradeFilter",
                    "upgradeFilter async true",
                    "upgradeFilter [REQUEST] after [/*]");

    private final Map<String, FilterRegistration> registrations = new LinkedHashMap<>();
    private final List<String> mapped = new ArrayList<>();
    private final Set<String> invisible = new HashSet<>();
    private final List<ServletContextListener> listeners = new ArrayList<>();
    private final TestContext context = new TestContext(new Adapter());

    UpgradeFilterInitializerTest() {
        context.on("getFilterRegistrations", none -> registrations)
                .on("getFilterRegistration", name -> registrations.get((String) name[0]))
                .on("addListener", added -> listeners.add((ServletContextListener) added[0]))
                .on(
                        "addFilter",
                        filter -> {
                            mapped.add(
                                    filter[0] + " is a " + ((Class<?>) filter[1]).getSimpleName());
                            return declare((String) filter[0], GATE);
                        });
    }

    /** Takes nothing over. */
    private static final class Adapter implements ContainerAdapter {

        @Override
        public String container() {
            return "a test";
        }

        @Override
        public void switchTo(HttpServletRequest q, HttpServletResponse r, Takeover t) {
            throw new AssertionError("nothing is to be switched");
        }
    }

    /** Listens and says nothing. */
    @UpgradeEndpoint("/chat")
    public static class Chat implements WebSocketEndpoint {

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            return new WebSocket.Listener() {};
        }
    }

    /** Not annotated itself. */
    public static final class Subclass extends Chat {}

    /** With some conditions. */
    @UpgradeEndpoint(
            value = {"/admin/*", "/root"},
            require = false,
            methods = "GET",
            host = "example.com",
            role = "admin",
            maxMessageBytes = 10)
    public static final class Admin extends Chat {}

    private FilterRegistration.Dynamic declare(
            String name, String className, String... urlPatterns) {
        List<String> mappings = new ArrayList<>(Arrays.asList(urlPatterns));
        // As on Jetty, until listeners are called.
        invisible.add(name);
        FilterRegistration.Dynamic registration =
                new Strict()
                        .on("getName", none -> name)
                        .on("getClassName", none -> className)
                        .on(
                                "getUrlPatternMappings",
                                none -> invisible.contains(name) ? List.of() : mappings)
                        .on("getServletNameMappings", none -> List.of())
                        .on(
                                "setAsyncSupported",
                                supported -> mapped.add(name + " async " + supported[0]))
                        .on(
                                "addMappingForUrlPatterns",
                                mapping -> {
                                    String[] patterns = (String[]) mapping[2];
                                    mappings.addAll(Arrays.asList(patterns));
                                    return mapped.add(
                                            name
                                                    + " "
                                                    + mapping[0]
                                                    + (mapping[1].equals(true) ? " after " : " ")
                                                    + mappings);
                                })
                        .as(FilterRegistration.Dynamic.class);
        registrations.put(name, registration);
        return registration;
    }

    /** The start of the web application, up to its filters. */
    private void begin(Class<?>... found) {
        ServletContext started = context.as(ServletContext.class);
        new UpgradeFilterInitializer().onStartup(Set.of(found), started);
        invisible.clear();
        for (ServletContextListener listener : listeners) {
            listener.contextInitialized(new ServletContextEvent(started));
        }
    }

    private String fails(Class<?>... found) {
        return String.valueOf(
                assertThrows(IllegalStateException.class, () -> begin(found)).getMessage());
    }

    private @Nullable UpgradeFilterMXBean start(UpgradeFilter filter, String name, String rules)
            throws ServletException {
        Map<String, String> params = rules.isEmpty() ? Map.of() : Map.of("rules", rules);
        filter.init(TestContext.config(context.as(ServletContext.class), name, params));
        return UpgradeFilter.state(context.as(ServletContext.class), name).orElse(null);
    }

    private List<String> rulesOf(UpgradeFilter filter, String name, String rules)
            throws ServletException {
        UpgradeFilterMXBean state = start(filter, name, rules);
        if (state == null) {
            throw new AssertionError("the filter judges nothing");
        }
        filter.destroy();
        return state.getRules();
    }

    @Test
    void without_annotated_classes_nothing_is_touched() throws Exception {
        ServletContext untouchable = new Strict().as(ServletContext.class);
        new UpgradeFilterInitializer().onStartup(null, untouchable);
        new UpgradeFilterInitializer().onStartup(Set.of(), untouchable);
        new UpgradeFilterInitializer().onStartup(Set.of(Subclass.class), untouchable);
    }

    @Test
    void without_a_filter_one_is_added_and_mapped() throws Exception {
        begin(Chat.class);
        assertEquals(ADDED, mapped);
        assertEquals(
                List.of("/chat require websocket"),
                rulesOf(new UpgradeFilter(), "upgradeFilter", ""));
    }

    @Test
    void filter_of_the_web_fragment_is_mapped() throws Exception {
        declare("upgradeFilter", GATE);
        begin(Chat.class);
        assertEquals(List.of("upgradeFilter [REQUEST] after [/*]"), mapped);
        assertEquals(
                List.of("/chat require websocket"),
                rulesOf(new UpgradeFilter(), "upgradeFilter", ""));
    }

    /** The filters of an application, and which of them takes the annotated classes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "upgradeFilter=/                | upgradeFilter",
                "own=/                          | own",
                "own=/ upgradeFilter=           | own",
                "own=/ upgradeFilter=/         | upgradeFilter",
                "own=/ other= another=          | own",
                "a=/ b=/ upgradeFilter=/      | upgradeFilter",
            })
    void mapped_filter_of_the_application_takes_them(String filters, String taker)
            throws Exception {
        for (String filter : filters.split(" ", -1)) {
            String[] parts = filter.split("=", 2);
            declare(parts[0], GATE, parts[1].isEmpty() ? new String[0] : new String[] {parts[1]});
        }
        begin(Chat.class);
        assertTrue(mapped.stream().noneMatch(change -> change.contains("/*")), mapped::toString);
        for (String name : registrations.keySet()) {
            if (name.equals(taker)) {
                assertEquals(
                        List.of("/x deny h2c", "/chat require websocket"),
                        rulesOf(new UpgradeFilter(), name, "/x deny h2c"));
            } else {
                assertEquals(
                        List.of("/x deny h2c"), rulesOf(new UpgradeFilter(), name, "/x deny h2c"));
            }
        }
    }

    @Test
    void filters_that_are_built_and_those_of_others_do_not_count() throws Exception {
        declare("built", BUILT, "/*");
        declare("other", "com.example.Other", "/*");
        begin(Chat.class);
        assertEquals(ADDED, mapped);
        assertEquals(
                List.of("/x deny h2c"),
                rulesOf(UpgradeFilter.builder().deny("/x", "h2c").build(), "built", ""));
    }

    @Test
    void several_filters_without_the_name_fail_the_start() {
        declare("second", GATE, "/b");
        declare("first", GATE, "/a");
        String message = fails(Chat.class, Admin.class);
        for (String part :
                List.of(
                        "@UpgradeEndpoint of "
                                + Admin.class.getName()
                                + ", "
                                + Chat.class.getName(),
                        "first, second",
                        "call the one upgradeFilter")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void name_that_is_taken_by_another_class_fails_the_start() {
        declare("upgradeFilter", "com.example.Other", "/*");
        String message = fails(Chat.class);
        for (String part :
                List.of(Chat.class.getName(), "filter upgradeFilter", "give it another name")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void same_rule_by_init_param_and_annotation_fails_the_start() throws Exception {
        declare("own", GATE, "/*");
        begin(Chat.class);
        String message =
                String.valueOf(
                        assertThrows(
                                        ServletException.class,
                                        () ->
                                                start(
                                                        new UpgradeFilter(),
                                                        "own",
                                                        "/chat ignore websocket"))
                                .getMessage());
        for (String part :
                List.of(
                        "filter \"own\"",
                        "init-param rules",
                        "@UpgradeEndpoint of " + Chat.class.getName(),
                        "\"/chat ignore websocket\" and \"/chat require websocket\"",
                        "drop one")) {
            assertTrue(message.contains(part), message);
        }
    }

    @Test
    void filter_that_is_neither_mapped_nor_configured_does_nothing() throws Exception {
        declare("upgradeFilter", GATE);
        // Nothing but this is asked of the context.
        ServletContext bare =
                new Strict()
                        .on("getFilterRegistration", name -> registrations.get((String) name[0]))
                        .as(ServletContext.class);
        UpgradeFilter idle = new UpgradeFilter();
        idle.init(TestContext.config(bare, "upgradeFilter", Map.of()));
        idle.destroy();
        assertNull(start(new UpgradeFilter(), "upgradeFilter", ""));
    }

    @Test
    void filter_that_is_configured_and_not_mapped_is_checked_nevertheless() throws Exception {
        declare("own", GATE);
        assertEquals(List.of("/x deny h2c"), rulesOf(new UpgradeFilter(), "own", "/x deny h2c"));
        assertThrows(
                ServletException.class, () -> start(new UpgradeFilter(), "own", "/x forbid h2c"));
    }

    /** One policy, however it is written. */
    @Test
    void text_annotation_and_builder_give_the_same_rules() throws Exception {
        String endpoint = " endpoint=" + Admin.class.getName();
        String settings = " allow websocket methods=GET host=example.com role=admin";
        String text = "/root" + settings + endpoint + "\n/admin/*" + settings + endpoint;
        List<String> byText = rulesOf(new UpgradeFilter(), "text", text);

        begin(Admin.class);
        List<String> byAnnotation = rulesOf(new UpgradeFilter(), "upgradeFilter", "");

        Rule root =
                new Rule(
                        PathPattern.of("/root"),
                        new Conditions(
                                Set.of("GET"),
                                List.of(),
                                Set.of("example.com"),
                                Conditions.Proxied.ALLOW),
                        List.of(WebSocketProtocol.TOKEN),
                        Verdict.ALLOW,
                        new Access.InRole(Set.of("admin")));
        WebSocketProtocol admin = WebSocketProtocol.of(new Admin());
        UpgradeFilter built =
                UpgradeFilter.builder()
                        .rule(root, admin)
                        .rule(root.at(PathPattern.of("/admin/*")), admin)
                        .build();
        List<String> byBuilder = rulesOf(built, "built", "");

        assertEquals(2, byText.size());
        assertEquals(byText, byAnnotation);
        assertEquals(byText, byBuilder);
    }

    @Test
    void builder_takes_annotated_classes_in_the_order_of_its_rules() throws Exception {
        UpgradeFilter built =
                UpgradeFilter.builder()
                        .deny("/chat", "h2c")
                        .annotated(Admin.class)
                        .annotated(Chat.class)
                        .ignore("/*", "h2c")
                        .build();
        String settings = " allow websocket methods=GET host=example.com role=admin";
        assertEquals(
                List.of(
                        "/chat deny h2c",
                        "/admin/*" + settings,
                        "/root" + settings,
                        "/chat require websocket",
                        "/* ignore h2c"),
                rulesOf(built, "built", ""));
        assertThrows(
                IllegalArgumentException.class,
                () -> UpgradeFilter.builder().annotated(Subclass.class));
    }
}
