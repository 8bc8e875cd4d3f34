package org.upgradefilter.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.net.http.WebSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.negotiation.Installed;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.websocket.UpgradeEndpoint;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketHandshake;
import org.upgradefilter.websocket.WebSocketProtocol;

class AnnotatedEndpointsTest {

    private static final RuleLines LINES =
            new RuleLines(
                    WebSocketSettings.read(
                            AnnotatedEndpointsTest.class.getClassLoader(), new Options(Map.of())));
    private static final AnnotatedEndpoints ANNOTATED = new AnnotatedEndpoints(LINES);

    /** What may be annotated. */
    public abstract static class Quiet implements WebSocketEndpoint {

        /** For subclasses. */
        public Quiet() {}

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            return new WebSocket.Listener() {};
        }
    }

    /** Says no more than it must. */
    @UpgradeEndpoint("/brief")
    public static final class Brief extends Quiet {}

    /** Says all there is to say. */
    @UpgradeEndpoint(
            value = "/all",
            require = false,
            methods = {"GET", "OPTIONS"},
            from = {"10.0.0.0/8", "::1"},
            host = {"example.com", "*.example.com"},
            proxied = "deny",
            authenticated = true,
            role = {"admin", "operator"},
            origins = {"same", "https://example.com"},
            subprotocols = {"v2", "v1"},
            subprotocolRequired = true,
            maxMessageBytes = 4,
            idleTimeoutMs = 1000,
            closeTimeoutMs = 10)
    public static final class All extends Quiet {}

    /** On several paths. */
    @UpgradeEndpoint({"/*", "/b", "*.c", "/a/*", "/a/b/*"})
    public static final class Many extends Quiet {}

    /** On a path of {@link Many}, for some. */
    @UpgradeEndpoint(value = "/b", host = "example.com")
    public static final class Some extends Quiet {}

    /** Not annotated itself. */
    public static class Child extends Parent {}

    /** Has subclasses. */
    @UpgradeEndpoint("/parent")
    public static class Parent extends Quiet {}

    @UpgradeEndpoint({})
    public static final class Nowhere extends Quiet {}

    @UpgradeEndpoint("chat")
    public static final class BadPath extends Quiet {}

    @UpgradeEndpoint({"/chat", "chat"})
    public static final class BadSecondPath extends Quiet {}

    @UpgradeEndpoint(value = "/a", methods = "get")
    public static final class BadMethods extends Quiet {}

    @UpgradeEndpoint(value = "/a", from = "home")
    public static final class BadFrom extends Quiet {}

    @UpgradeEndpoint(value = "/a", host = "example.com:80")
    public static final class BadHost extends Quiet {}

    @UpgradeEndpoint(value = "/a", proxied = "")
    public static final class BadProxied extends Quiet {}

    @UpgradeEndpoint(value = "/a", role = "")
    public static final class BadRole extends Quiet {}

    @UpgradeEndpoint(value = "/a", origins = "")
    public static final class BadOrigins extends Quiet {}

    @UpgradeEndpoint(
            value = "/a",
            subprotocols = {"a", ""})
    public static final class BadSubprotocols extends Quiet {}

    @UpgradeEndpoint(value = "/a", subprotocolRequired = true)
    public static final class BadSubprotocolRequired extends Quiet {}

    @UpgradeEndpoint(value = "/a", maxMessageBytes = 0)
    public static final class BadMaxMessageBytes extends Quiet {}

    @UpgradeEndpoint(value = "/a", idleTimeoutMs = -2)
    public static final class BadIdleTimeoutMs extends Quiet {}

    @UpgradeEndpoint(value = "/a", closeTimeoutMs = 0)
    public static final class BadCloseTimeoutMs extends Quiet {}

    @UpgradeEndpoint("/a")
    public static final class NoEndpoint {}

    @UpgradeEndpoint("/a")
    public abstract static class Unfinished extends Quiet {}

    @UpgradeEndpoint("/a")
    public interface OnlyAnInterface extends WebSocketEndpoint {}

    @UpgradeEndpoint("/a")
    static final class Hidden extends Quiet {}

    private static Installed only(List<Installed> rules) {
        assertEquals(1, rules.size());
        return rules.get(0);
    }

    private static Handshake handshake(Installed installed, Field... more) {
        List<Field> fields =
                List.of(
                        new Field("Host", "example.com"),
                        new Field("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
                        new Field("Sec-WebSocket-Version", "13"));
        Fields all = Fields.of(Stream.concat(fields.stream(), Arrays.stream(more)).toList());
        RequestHead head =
                new RequestHead(
                        "GET", "HTTP/1.1", "/", null, "http", false, "192.0.2.1", null, all);
        return installed.protocols().get(0).handshake(head, WebSocketProtocol.TOKEN);
    }

    @Test
    void brief_annotation_is_a_brief_line() {
        Installed annotated = only(ANNOTATED.read(Brief.class));
        String line = "/brief require websocket endpoint=" + Brief.class.getName();
        assertEquals(only(LINES.read(line)).rule(), annotated.rule());
        assertInstanceOf(Handshake.Accepted.class, handshake(annotated));
    }

    @Test
    void every_element_is_the_setting_of_its_name() {
        Installed annotated = only(ANNOTATED.read(All.class));
        Installed line =
                only(
                        LINES.read(
                                "/all allow websocket methods=GET,OPTIONS from=10.0.0.0/8,::1"
                                        + " host=example.com,*.example.com proxied=deny"
                                        + " authenticated=true role=admin,operator"
                                        + " origins=same,https://example.com subprotocols=v2,v1"
                                        + " subprotocolRequired=true maxMessageBytes=4"
                                        + " idleTimeoutMs=1000 closeTimeoutMs=10 endpoint="
                                        + All.class.getName()));
        assertEquals(line.rule(), annotated.rule());
        for (Field field :
                List.of(
                        new Field("Sec-WebSocket-Protocol", "v1"),
                        new Field("Sec-WebSocket-Protocol", "v3"),
                        new Field("Origin", "https://example.com"),
                        new Field("Origin", "https://example.org"))) {
            assertEquals(answer(handshake(line, field)), answer(handshake(annotated, field)));
        }
        assertEquals(
                "[Sec-WebSocket-Protocol: v1]",
                answer(handshake(annotated, new Field("Sec-WebSocket-Protocol", "v1"))));
    }

    /** What is said of the subprotocol, or the status. */
    private static String answer(Handshake handshake) {
        if (handshake instanceof Handshake.Refused refused) {
            return "" + refused.refusal().status();
        }
        return assertInstanceOf(Handshake.Accepted.class, handshake).fields().stream()
                .filter(field -> field.name().equals("Sec-WebSocket-Protocol"))
                .map(field -> field.name() + ": " + field.value())
                .toList()
                .toString();
    }

    private static String fails(Executable reading) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, reading).getMessage());
    }

    /** So that a new setting is not forgotten. */
    @Test
    void there_is_an_element_for_every_setting_of_a_line() {
        String line = "/a require websocket no=1 endpoint=" + Brief.class.getName();
        String message = fails(() -> LINES.read(line));
        String known = message.substring(message.indexOf("known are ") + "known are ".length());
        Set<String> settings = new TreeSet<>(Arrays.asList(known.split(", ")));
        settings.remove("endpoint");
        Set<String> elements =
                Arrays.stream(UpgradeEndpoint.class.getDeclaredMethods())
                        .map(Method::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
        elements.removeAll(Set.of("value", "require"));
        assertEquals(settings, elements);
    }

    @Test
    void paths_of_one_class_share_its_endpoint() {
        List<Installed> rules = ANNOTATED.read(Many.class);
        assertEquals(
                List.of("/*", "/b", "*.c", "/a/*", "/a/b/*"),
                rules.stream().map(one -> one.rule().path().toString()).toList());
        for (Installed one : rules) {
            assertSame(rules.get(0).protocols().get(0), one.protocols().get(0));
        }
    }

    @Test
    void of_several_classes_the_more_special_rule_comes_first() {
        for (List<Class<?>> types :
                List.<List<Class<?>>>of(
                        List.of(Many.class, Some.class, Brief.class),
                        List.of(Brief.class, Some.class, Many.class))) {
            assertEquals(
                    List.of(
                            "/brief require websocket",
                            "/b require websocket host=example.com",
                            "/b require websocket",
                            "/a/b/* require websocket",
                            "/a/* require websocket",
                            "/* require websocket",
                            "*.c require websocket"),
                    ANNOTATED.readAll(types).stream()
                            .map(Installed::rule)
                            .map(Rule::toString)
                            .toList());
        }
    }

    /** A class, and what the message says besides its name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Nowhere                | value={}               | at least one path
                    BadPath                | "chat"                 | begin with /
                    BadSecondPath          | "chat"                 | begin with /
                    BadMethods             | methods=get            | GET,HEAD
                    BadFrom                | from=home              | 127.0.0.0/8
                    BadHost                | host=example.com:80    | without port
                    BadProxied             | proxied=               | allow, deny or only
                    BadRole                | role=                  | admin,operator
                    BadOrigins             | origins=               | any alone
                    BadSubprotocols        | subprotocols=          | chat.v1
                    BadSubprotocolRequired | subprotocolRequired    | subprotocols
                    BadMaxMessageBytes     | maxMessageBytes=0      | at least 1
                    BadIdleTimeoutMs       | idleTimeoutMs=-2       | at least 1
                    BadCloseTimeoutMs      | closeTimeoutMs=0       | at least 1
                    NoEndpoint             | must implement         | WebSocketEndpoint
                    Unfinished             | not abstract           | public constructor
                    OnlyAnInterface        | not abstract           | public constructor
                    Hidden                 | must be public         | public constructor
                    Child                  | there is none          | with its paths
                    """)
    void what_cannot_be_read_is_named_with_its_cure(String type, String what, String cure)
            throws ClassNotFoundException {
        Class<?> annotated = Class.forName(AnnotatedEndpointsTest.class.getName() + "$" + type);
        String message = fails(() -> ANNOTATED.read(annotated));
        assertTrue(
                message.startsWith("@UpgradeEndpoint of " + annotated.getName() + ": "), message);
        assertTrue(message.contains(what), message);
        assertTrue(message.contains(cure), message);
    }
}
