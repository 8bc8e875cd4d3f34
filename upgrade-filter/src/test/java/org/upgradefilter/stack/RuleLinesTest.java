package org.upgradefilter.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.negotiation.Installed;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.UpgradeProtocol;
import org.upgradefilter.websocket.TestEndpoints;
import org.upgradefilter.websocket.WebSocketProtocol;

class RuleLinesTest {

    private static final String SILENT = "endpoint=" + TestEndpoints.Silent.class.getName();

    private static List<Installed> read(String text) {
        Options none = new Options(Map.of());
        ClassLoader loader = RuleLinesTest.class.getClassLoader();
        return new RuleLines(WebSocketSettings.read(loader, none)).read(text);
    }

    private static Rule rule(String path, String protocols, Verdict verdict, String... methods) {
        List<ProtocolToken> tokens =
                Arrays.stream(protocols.split(","))
                        .map(protocol -> ProtocolToken.parse(protocol).orElseThrow())
                        .toList();
        return new Rule(PathPattern.of(path), Set.of(methods), tokens, verdict);
    }

    /** The only rule of one line. */
    private static Rule ruleOf(String line) {
        List<Installed> rules = read(line);
        assertEquals(1, rules.size());
        return rules.get(0).rule();
    }

    @Nested
    class ALine {

        @Test
        void allows() {
            assertEquals(
                    rule("/chat", "websocket", Verdict.ALLOW),
                    ruleOf("/chat allow websocket " + SILENT));
        }

        @Test
        void requires() {
            assertEquals(
                    rule("/chat/*", "websocket", Verdict.REQUIRE),
                    ruleOf("/chat/* require websocket " + SILENT));
        }

        @Test
        void ignores() {
            assertEquals(
                    rule("/*", "h2c,TLS/1.2,foo", Verdict.IGNORE),
                    ruleOf("/* ignore h2c,TLS/1.2,foo"));
        }

        @Test
        void deniesWith403() {
            assertEquals(
                    rule("*.ws", "websocket", new Verdict.Deny(403)),
                    ruleOf("*.ws deny websocket"));
        }

        @ParameterizedTest
        @ValueSource(ints = {400, 404, 599})
        void deniesWithAStatus(int status) {
            assertEquals(
                    rule("/admin/*", "websocket", new Verdict.Deny(status)),
                    ruleOf("/admin/* deny websocket status=" + status));
        }

        @Test
        void isForTheMethodsItNames() {
            assertEquals(
                    rule("/a", "foo", Verdict.DENY, "POST", "PUT"),
                    ruleOf("/a deny foo methods=POST,PUT,POST"));
            assertEquals(
                    rule("/a", "websocket", Verdict.ALLOW, "GET"),
                    ruleOf("/a allow websocket methods=GET " + SILENT));
        }

        @Test
        void redirects() {
            Origin origin = new Origin("https", "example.com", 8443);
            String line = "/a require TLS redirect=https://example.com:8443 endpoint=servlet";
            assertEquals(rule("/a", "TLS", new Verdict.Require(origin)), ruleOf(line));
            assertEquals(
                    "/a require TLS redirect=https://example.com:8443", ruleOf(line).toString());
        }

        @ParameterizedTest
        @CsvSource({
            "'',                                      GET",
            "methods=OPTIONS,                         OPTIONS",
            "methods=*,                               GET",
        })
        void leavesAProtocolToTheServlet(String methods, String expected) {
            UpgradeProtocol protocol =
                    read("/a allow foo/1,bar endpoint=servlet " + methods)
                            .get(0)
                            .protocols()
                            .get(0);
            assertEquals(ProtocolToken.parse("foo/1").orElseThrow(), protocol.token());
            assertEquals(Set.of(expected), protocol.methods());
        }

        @Test
        void leavesWebsocketToTheServlet() {
            Installed installed = read("/a allow websocket endpoint=servlet origins=any").get(0);
            assertInstanceOf(WebSocketProtocol.class, installed.protocols().get(0));
        }

        @Test
        void namesProtocolsInAnyCase() {
            assertEquals(
                    rule("/chat", "websocket", Verdict.ALLOW),
                    ruleOf("/chat allow WebSocket " + SILENT));
        }

        @Test
        void hasWordsFarApart() {
            assertEquals(
                    rule("/a", "foo", new Verdict.Deny(404)),
                    ruleOf("\t /a   deny\t\tfoo     status=404  "));
        }

        @Test
        void installsWebsocketWhereItIsPermitted() {
            for (String verdict : List.of("allow", "require")) {
                Installed installed = read("/chat " + verdict + " websocket " + SILENT).get(0);
                assertEquals(1, installed.protocols().size());
                assertInstanceOf(WebSocketProtocol.class, installed.protocols().get(0));
            }
        }

        @Test
        void installsNothingWhereNothingIsPermitted() {
            assertEquals(List.of(), read("/chat ignore websocket").get(0).protocols());
            assertEquals(List.of(), read("/chat deny websocket").get(0).protocols());
        }
    }

    @Nested
    class Text {

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\n\n", "# /chat allow", "\t#nothing\n  \n#"})
        void mayHaveNoRule(String text) {
            assertEquals(List.of(), read(text));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r\n", "\r"})
        void isReadLineByLineInOrder(String newline) {
            String text =
                    String.join(
                            newline,
                            "",
                            "   # path verdict protocols settings",
                            "/b deny foo",
                            "   ",
                            "  /a ignore bar  ",
                            "# /c deny foo",
                            "/c deny baz status=404",
                            "");
            assertEquals(
                    List.of(
                            rule("/b", "foo", Verdict.DENY),
                            rule("/a", "bar", Verdict.IGNORE),
                            rule("/c", "baz", new Verdict.Deny(404))),
                    read(text).stream().map(Installed::rule).toList());
        }

        @Test
        void makesAnEndpointForEachRule() {
            List<Installed> rules =
                    read("/a allow websocket " + SILENT + "\n/b allow websocket " + SILENT);
            assertNotSame(rules.get(0).protocols().get(0), rules.get(1).protocols().get(0));
        }
    }

    @Nested
    class Errors {

        private static final String OF_WEBSOCKET =
                "authenticated, closeTimeoutMs, compression, endpoint, from, host, idleTimeoutMs,"
                        + " maxMessageBytes, maxOverheadFrames, messageTimeoutMs, methods, origins,"
                        + " pingIntervalMs, proxied, role, sendTimeoutMs, subprotocolRequired,"
                        + " subprotocols";

        private void fails(String line, String why) {
            IllegalArgumentException e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> read("# first\n\n  " + line + "\n/* deny foo"));
            assertEquals("line 3 \"" + line + "\": " + why, e.getMessage());
        }

        @ParameterizedTest
        @ValueSource(strings = {"/chat", "/chat allow", "allow websocket"})
        void aRuleHasThreeWords(String line) {
            fails(
                    line,
                    "a rule has a path, a verdict and a protocol, as in"
                            + " /chat allow websocket endpoint=com.example.Chat");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "chat deny foo   | chat  | it must begin with / or *.",
                    "/a*b deny foo   | /a*b  | * may only stand in a final /* or an initial *.",
                })
        void thePath(String line, String path, String cure) {
            fails(
                    line,
                    "\"" + path + "\" is not a URL pattern of the Servlet specification: " + cure);
        }

        @ParameterizedTest
        @ValueSource(strings = {"permit", "Allow", "DENY", "allow,deny", "websocket"})
        void theVerdict(String verdict) {
            fails(
                    "/chat " + verdict + " websocket",
                    "\"" + verdict + "\" is no verdict; use allow, require, ignore or deny");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "/a deny foo/       | foo/",
                    "/a deny /1         | /1",
                    "/a deny foo/1/2    | foo/1/2",
                    "/a deny f(o)       | f(o)",
                    "/a deny foo,,bar   | ''",
                    "/a deny ,foo       | ''",
                    "/a deny foo;bar    | foo;bar",
                    "/a deny status=404 | status=404",
                })
        void theProtocol(String line, String word) {
            fails(
                    line,
                    "\""
                            + word
                            + "\" is not a protocol; write a name, or a name and a version as in"
                            + " TLS/1.2");
        }

        @Test
        void noProtocol() {
            fails("/a deny ,", "the rule for /a names no protocol");
        }

        @ParameterizedTest
        @ValueSource(strings = {"h2", "h2c/1", "websockets"})
        void aProtocolThatIsNotInstalled(String protocol) {
            for (String verdict : List.of("allow", "require")) {
                fails(
                        "/a " + verdict + " " + protocol,
                        "no protocol "
                                + protocol
                                + " is installed; installed: websocket, h2c, TLS; for another, name its class in"
                                + " META-INF/services/org.upgradefilter.protocol.UpgradeProtocol");
            }
            fails(
                    "/a allow websocket," + protocol + " " + SILENT,
                    "no protocol "
                            + protocol
                            + " is installed; installed: websocket, h2c, TLS; for another, name its class in"
                            + " META-INF/services/org.upgradefilter.protocol.UpgradeProtocol");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "/a deny foo 404             | 404",
                    "/a deny foo status= 404     | 404",
                    "/a deny foo status = 404    | status",
                    "/a deny foo =404            | =404",
                    "/a deny foo # not today     | #",
                    "/a deny foo, bar            | bar",
                })
        void aWordThatIsNoSetting(String line, String word) {
            fails(line, "\"" + word + "\" is not a setting; write name=value, without spaces");
        }

        @Test
        void aSettingGivenTwice() {
            fails("/a deny foo status=404 status=404", "status is given twice");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "''    | use a whole number of at least 400",
                    "no    | use a whole number of at least 400",
                    "200   | use a whole number of at least 400",
                    "399   | use a whole number of at least 400",
                    "426   | use 400 to 599, but not 401, 405, 407 or 426",
                    "600   | use 400 to 599, but not 401, 405, 407 or 426",
                    "4294967700 | use 400 to 599, but not 401, 405, 407 or 426",
                })
        void theStatus(String status, String cure) {
            fails("/a deny foo status=" + status, "status=" + status + " is not valid: " + cure);
        }

        @Test
        void methodsNoneOfWhichCanAsk() {
            fails(
                    "/a allow websocket methods=POST " + SILENT,
                    "methods=POST is not valid: websocket is asked for by GET");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://example.com",
                    "example.com",
                    "https://example.com/",
                    "https://example.com/a",
                    "https://example.com:0",
                    "",
                })
        void whereARedirectGoesNowhere(String to) {
            fails(
                    "/a require TLS endpoint=servlet redirect=" + to,
                    "redirect="
                            + to
                            + " is not valid: use an https origin without path, as in"
                            + " https://example.com:8443");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "''        | ''",
                    "GET,,PUT  | ''",
                    "G(E)T     | G(E)T",
                    "GET;PUT   | GET;PUT",
                })
        void theMethods(String methods, String wrong) {
            fails(
                    "/a deny foo methods=" + methods,
                    "methods=" + wrong + " is not valid: use methods as in GET,HEAD, or * for all");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "/a ignore foo status=404      | status=404   | from, host, methods, proxied",
                    "/a ignore foo endpoint=x      | endpoint=x   | from, host, methods, proxied",
                    "/a deny foo endpoint=x        | endpoint=x   | from, host, methods, proxied, status",
                    "/a deny foo Status=404        | Status=404   | from, host, methods, proxied, status",
                })
        void aSettingOfAnotherVerdict(String line, String setting, String known) {
            fails(line, setting + " is not known here; known are " + known);
        }

        @ParameterizedTest
        @ValueSource(strings = {"status=404", "origin=any", "maxmessagebytes=5"})
        void aSettingWebsocketDoesNotHave(String setting) {
            fails(
                    "/a allow websocket " + SILENT + " " + setting,
                    setting + " is not known here; known are " + OF_WEBSOCKET);
        }

        @ParameterizedTest
        @ValueSource(strings = {"endpont=com.example.Chat", "Endpoint=servlet", "host:=a"})
        void aSettingMisspeltBeforeAnEndpointThatIsMissing(String setting) {
            fails(
                    "/a allow websocket " + setting,
                    setting + " is not known here; known are " + OF_WEBSOCKET);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "/a deny foo  | /a ignore foo,bar  | \"/a deny foo\" and \"/a ignore foo,bar\""
                            + " decide the same offer, ",
                    "/* deny foo  | /b/* ignore foo    | \"/* deny foo\" decides all that"
                            + " \"/b/* ignore foo\" is for, ",
                })
        void aLineThatNeverDecides(String earlier, String later, String why) {
            IllegalArgumentException e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> read(earlier + "\n/c deny bar\n# and\n  " + later));
            String start = "line 4 \"" + later + "\": beside line 1, " + why;
            assertEquals(start, String.valueOf(e.getMessage()).substring(0, start.length()));
        }

        @Test
        void noEndpoint() {
            fails(
                    "/a allow websocket",
                    "a websocket rule needs endpoint= and the name of a class that implements"
                            + " org.upgradefilter.websocket.WebSocketEndpoint, or container, or"
                            + " servlet");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "com.example.Missing | there is no such class in the application",
                    "TestEndpoints$Silent | there is no such class in the application",
                    "a=b | there is no such class in the application",
                    "'' | there is no such class in the application",
                    "org.upgradefilter.websocket.TestEndpoints$Other | the class must implement"
                            + " org.upgradefilter.websocket.WebSocketEndpoint",
                    "java.lang.String | the class must implement"
                            + " org.upgradefilter.websocket.WebSocketEndpoint",
                    "org.upgradefilter.websocket.TestEndpoints$Hidden | the class must be public,"
                            + " not abstract, with a public constructor without arguments",
                    "org.upgradefilter.websocket.TestEndpoints$Closed | the class must be public,"
                            + " not abstract, with a public constructor without arguments",
                    "org.upgradefilter.websocket.TestEndpoints$Needing | the class must be public,"
                            + " not abstract, with a public constructor without arguments",
                    "org.upgradefilter.websocket.TestEndpoints$Unfinished | the class must be"
                            + " public, not abstract, with a public constructor without arguments",
                    "org.upgradefilter.websocket.WebSocketEndpoint | the class must be public,"
                            + " not abstract, with a public constructor without arguments",
                })
        void theEndpoint(String endpoint, String cure) {
            fails(
                    "/a allow websocket endpoint=" + endpoint,
                    "endpoint=" + endpoint + " is not valid: " + cure);
        }

        @Test
        void anEndpointThatFailsIsQuotedAndKeptAsCause() {
            String line = "/a require websocket endpoint=" + TestEndpoints.Failing.class.getName();
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> read(line));
            assertEquals(
                    "line 1 \""
                            + line
                            + "\": endpoint="
                            + TestEndpoints.Failing.class.getName()
                            + " failed in its constructor: java.lang.IllegalStateException:"
                            + " no database",
                    e.getMessage());
            Throwable named = e.getCause();
            assertInstanceOf(IllegalStateException.class, named == null ? null : named.getCause());
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "maxMessageBytes=0       | use a whole number of at least 1",
                    "maxMessageBytes=1M      | use a whole number of at least 1",
                    "idleTimeoutMs=0         | use a whole number of at least 1",
                    "idleTimeoutMs=5s        | use a whole number of at least 1",
                    "closeTimeoutMs=-1       | use a whole number of at least 1",
                    "subprotocolRequired=yes | use true or false",
                    "subprotocols=           | use names as in chat.v1,chat.v2",
                    "origins=example.com     | use any alone, or same and origins as in"
                            + " https://example.com:8443",
                    "origins=*               | use any alone, or same and origins as in"
                            + " https://example.com:8443",
                    "origins=https://a/      | use any alone, or same and origins as in"
                            + " https://example.com:8443",
                    "origins=                | use any alone, or same and origins as in"
                            + " https://example.com:8443",
                })
        void aSettingOfWebsocket(String setting, String cure) {
            fails(
                    "/a allow websocket " + SILENT + " " + setting,
                    setting + " is not valid: " + cure);
        }

        @Test
        void oneOfSeveralValuesIsNamed() {
            fails(
                    "/a allow websocket " + SILENT + " subprotocols=ok,a/b",
                    "subprotocols=a/b is not valid: use names as in chat.v1,chat.v2");
            fails(
                    "/a allow websocket " + SILENT + " origins=same,http://ok,any",
                    "origins=any is not valid: use any alone, or same and origins as in"
                            + " https://example.com:8443");
        }

        @Test
        void subprotocolsGivenTwice() {
            fails(
                    "/a allow websocket " + SILENT + " subprotocols=a,a",
                    "subprotocols must be different tokens: [a, a]");
        }

        @Test
        void aRequiredSubprotocolWithoutSubprotocols() {
            fails(
                    "/a allow websocket " + SILENT + " subprotocolRequired=true",
                    "subprotocolRequired needs subprotocols to choose from");
        }
    }
}
