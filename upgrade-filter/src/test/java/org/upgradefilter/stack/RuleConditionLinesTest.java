package org.upgradefilter.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.negotiation.Installed;
import org.upgradefilter.negotiation.Judgement;
import org.upgradefilter.negotiation.Negotiator;
import org.upgradefilter.negotiation.Outcome;
import org.upgradefilter.policy.Access;
import org.upgradefilter.policy.Conditions.Proxied;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.websocket.TestEndpoints;

/** The settings of a line that say which requests, and who. */
class RuleConditionLinesTest {

    private static final String SILENT = "endpoint=" + TestEndpoints.Silent.class.getName();

    private static List<Installed> read(String text) {
        Options none = new Options(Map.of());
        ClassLoader loader = RuleConditionLinesTest.class.getClassLoader();
        return new RuleLines(WebSocketSettings.read(loader, none)).read(text);
    }

    private static Rule ruleOf(String line) {
        List<Installed> rules = read(line);
        assertEquals(1, rules.size());
        return rules.get(0).rule();
    }

    private static void fails(String line, String why) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> read(line));
        assertEquals("line 1 \"" + line + "\": " + why, e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a deny foo",
                "/a deny foo status=404",
                "/* deny foo,TLS/1.2 status=599 methods=GET,POST from=10.0.0.0/8,::1"
                        + " host=*.example.com,[::1],localhost proxied=only",
                "*.ws ignore h2c proxied=deny",
                "/a ignore foo from=192.0.2.1",
                "/ ignore foo host=192.0.2.1",
            })
    void areWrittenAsTheyAreRead(String line) {
        Rule rule = ruleOf(line);
        assertEquals(rule, ruleOf(rule.toString()));
        assertEquals(ruleOf(line).toString(), ruleOf(rule.toString()).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "role=admin,operator",
                "authenticated=true",
                "proxied=only role=a",
                "from=::1 host=a",
            })
    void areWrittenAsTheyAreReadWhereTheyPermit(String settings) {
        Rule rule = ruleOf("/a require websocket " + settings + " " + SILENT);
        assertEquals("/a require websocket " + settings, rule.toString());
        assertEquals(rule, ruleOf(rule + " " + SILENT));
    }

    @Test
    void ofAllKinds() {
        Rule rule =
                ruleOf(
                        "/a deny foo proxied=only host=B.Example,*.A from=10.0.0.0/8,[::1]"
                                + " methods=GET status=404");
        assertEquals(Set.of("b.example", "*.a"), rule.conditions().hosts());
        assertEquals("[10.0.0.0/8, [::1]]", rule.conditions().from().toString());
        assertEquals(Proxied.ONLY, rule.conditions().proxied());
        assertEquals(Set.of("GET"), rule.conditions().methods());
        assertEquals(new Verdict.Deny(404), rule.verdict());
        assertEquals(Access.ANYBODY, rule.access());
    }

    @ParameterizedTest
    @CsvSource({"allow, ALLOW", "deny, DENY", "only, ONLY"})
    void proxied(String word, Proxied expected) {
        assertEquals(expected, ruleOf("/a deny foo proxied=" + word).conditions().proxied());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                  | false",
                "authenticated=false                 | false",
                "authenticated=true                  | true",
            })
    void authenticated(String setting, boolean expected) {
        Rule rule = ruleOf("/a allow websocket " + SILENT + " " + setting);
        assertEquals(expected ? Access.AUTHENTICATED : Access.ANYBODY, rule.access());
    }

    @ParameterizedTest
    @ValueSource(strings = {"role=a,b", "role=b,a,a", "role=a,b authenticated=true"})
    void roles(String settings) {
        assertEquals(
                new Access.InRole(Set.of("a", "b")),
                ruleOf("/a allow websocket " + settings + " " + SILENT).access());
    }

    @Test
    void tellRulesForOnePathApart() {
        assertEquals(
                3,
                new Negotiator(
                                read(
                                        "/a deny foo from=10.0.0.0/8\n/a deny foo host=a\n"
                                                + "/a ignore foo"))
                        .policy()
                        .rules()
                        .size());
        assertThrows(
                IllegalArgumentException.class,
                () -> read("/a deny foo host=A\n/a ignore foo host=a"));
    }

    /** The handshake is checked here, the origin above all, and answered there. */
    @ParameterizedTest
    @CsvSource({"http://example.com, PASSED_ON", "http://evil.example, REFUSED"})
    void anEndpointOfTheContainerIsPassedOnTo(String origin, Judgement.Kind expected) {
        Negotiator negotiator = new Negotiator(read("/a require websocket endpoint=container"));
        Fields fields =
                Fields.of(
                        List.of(
                                new Field("Host", "example.com"),
                                new Field("Connection", "Upgrade"),
                                new Field("Upgrade", "websocket"),
                                new Field("Sec-WebSocket-Version", "13"),
                                new Field("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
                                new Field("Origin", origin)));
        RequestHead head =
                new RequestHead(
                        "GET", "HTTP/1.1", "/a", null, "http", false, "192.0.2.1", null, fields);
        Judgement judgement = negotiator.judge(head, role -> false);
        assertEquals(expected, judgement.decisions().get(0).kind());
        if (expected == Judgement.Kind.PASSED_ON) {
            assertInstanceOf(Outcome.PassThrough.class, judgement.outcome());
        } else {
            assertInstanceOf(Outcome.Refuse.class, judgement.outcome());
        }
    }

    @Nested
    class Errors {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "10.0.0.1/8      | 10.0.0.1/8",
                    "localhost       | localhost",
                    "10.0.0.0/33     | 10.0.0.0/33",
                    "''              | ''",
                    "::1,            | ''",
                    ",               | ''",
                    "::1,here        | here",
                    "256.0.0.1       | 256.0.0.1",
                })
        void from(String value, String wrong) {
            fails(
                    "/a deny foo from=" + value,
                    "from="
                            + wrong
                            + " is not valid: use addresses or blocks of them with nothing behind"
                            + " the prefix, as in"
                            + " 127.0.0.0/8,::1");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "example.com:8080   | example.com:8080",
                    // it would never match
                    "example.com:80     | example.com:80",
                    "[::1]:80           | [::1]:80",
                    "example.com.       | example.com.",
                    "::1                | ::1",
                    "http://example.com | http://example.com",
                    "*                  | *",
                    "*.                 | *.",
                    "*.*.com            | *.*.com",
                    "a.*.com            | a.*.com",
                    "a*.com             | a*.com",
                    "''                 | ''",
                    "a,                 | ''",
                    ",                  | ''",
                    "a,b/               | b/",
                })
        void host(String value, String wrong) {
            fails(
                    "/a deny foo host=" + value,
                    "host="
                            + wrong
                            + " is not valid: use names without port, as in"
                            + " example.com,*.example.com");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "ONLY", "never", "true", "deny,only"})
        void proxied(String value) {
            fails(
                    "/a deny foo proxied=" + value,
                    "proxied=" + value + " is not valid: use allow, deny or only");
        }

        /** A slip must not open to anybody what was meant for some. */
        @ParameterizedTest
        @ValueSource(strings = {"", ",", "admin,", ",admin", "a,,b"})
        void role(String value) {
            fails(
                    "/a allow websocket role=" + value + " " + SILENT,
                    "role= is not valid: use names as in admin,operator");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "yes", "TRUE"})
        void authenticated(String value) {
            fails(
                    "/a allow websocket authenticated=" + value + " " + SILENT,
                    "authenticated=" + value + " is not valid: use true or false");
        }

        @Test
        void aRoleForThoseWhoAreNotAuthenticated() {
            fails(
                    "/a allow websocket role=a authenticated=false " + SILENT,
                    "authenticated=false is not valid: leave it out, as role= says so");
        }

        @ParameterizedTest
        @CsvSource({
            "ignore, role=a",
            "deny, role=a",
            "ignore, authenticated=true",
            "deny, authenticated=true",
        })
        void accessWhereNothingIsPermitted(String verdict, String setting) {
            String known =
                    verdict.equals("deny")
                            ? "from, host, methods, proxied, status"
                            : "from, host, methods, proxied";
            fails(
                    "/a " + verdict + " foo " + setting,
                    setting + " is not known here; known are " + known);
        }
    }
}
