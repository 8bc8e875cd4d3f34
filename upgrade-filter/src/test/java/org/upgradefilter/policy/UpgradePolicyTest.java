package org.upgradefilter.policy;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;

class UpgradePolicyTest {

    private static final UpgradePolicy POLICY =
            policy(
                    /* 0 */ "/chat/old   *    ignore  websocket",
                    /* 1 */ "/chat/*     POST deny    websocket",
                    /* 2 */ "/chat/*     *    require websocket",
                    /* 3 */ "/chat/*     *    allow   foo/1,bar",
                    /* 4 */ "/*          *    deny    h2c,foo",
                    /* 5 */ "/tls        *    require TLS",
                    /* 6 */ "/*          PUT  require baz");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /chat/a   | websocket   | 2",
                "GET  | /chat/a   | WebSocket   | 2",
                "POST | /chat/a   | websocket   | 1",
                "GET  | /chat/old | websocket   | 0",
                "POST | /chat/old | websocket   | 0",
                // a rule that does not name the token leaves it to those behind it
                "GET  | /chat/a   | foo/1       | 3",
                "GET  | /chat/a   | foo/2       | 4",
                "GET  | /chat/a   | foo         | 4",
                "GET  | /chat/a   | bar/9       | 3",
                "GET  | /chat/a   | h2c         | 4",
                "GET  | /chat/old | h2c         | 4",
                "GET  | /         | h2c         | 4",
                "GET  | /tls      | TLS/1.2     | 5",
                "PUT  | /tls      | baz         | 6",
                // nobody says anything: nothing is upgraded
                "GET  | /         | websocket   | -",
                "GET  | /tls      | baz         | -",
                "GET  | /chat/a   | TLS/1.2     | -",
                "GET  | /chat/a   | unknown     | -",
            })
    void theFirstRuleThatMatchesTheRequestAndNamesTheOfferDecides(
            String method, String path, String offered, String rule) {
        Ruling expected =
                rule.equals("-")
                        ? Ruling.UNRULED
                        : new Ruling.Ruled(POLICY.rules().get(Integer.parseInt(rule)));
        assertEquals(expected, POLICY.judge(head(method, path), token(offered)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /chat/a | 2",
                "PUT  | /chat/a | 2",
                "GET  | /tls    | 5",
                "PUT  | /tls    | 5",
                "PUT  | /       | 6",
                "GET  | /       | -",
                "GET  | *       | -",
            })
    void theFirstMatchingRuleThatRequiresSomethingAsksForIt(
            String method, String path, String rule) {
        Optional<Rule> expected =
                rule.equals("-")
                        ? Optional.empty()
                        : Optional.of(POLICY.rules().get(Integer.parseInt(rule)));
        assertEquals(expected, POLICY.requirement(head(method, path)));
    }

    @Test
    void withoutRulesNothingIsUpgradedAndNothingIsAskedFor() {
        UpgradePolicy none = new UpgradePolicy(List.of());
        assertSame(Ruling.UNRULED, none.judge(head("GET", "/"), token("websocket")));
        assertEquals(Optional.empty(), none.requirement(head("GET", "/")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/chat * allow  websocket     | /chat * allow websocket",
                "/chat * allow  websocket     | /chat * deny  websocket",
                "/chat * allow  websocket     | /chat * deny  WebSocket",
                "/chat * ignore h2c,TLS       | /chat * deny  foo,TLS",
                "/chat GET,HEAD allow foo     | /chat HEAD,GET deny foo",
            })
    void theSameOfferDecidedTwiceFails(String one, String other) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> policy(one, other));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("\"/chat "), message);
        assertTrue(message.contains(" decide the same offer"), message);
        assertThrows(
                IllegalArgumentException.class,
                () -> policy(one, "/other * allow websocket", other),
                "not only neighbours");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/*      *   ignore  websocket     | /chat     *    allow   websocket",
                "/*      *   ignore  websocket     | *.ws      *    allow   websocket",
                "/a/*    *   allow   websocket,h2c | /a/b/*    *    deny    h2c",
                "/a/*    *   allow   websocket     | /a        *    deny    websocket",
                "*.ws    *   allow   websocket     | /a.ws     *    deny    websocket",
                "*.ws    *   allow   websocket     | *.x.ws    *    deny    websocket",
                "/chat   *   allow   TLS           | /chat     *    deny    TLS/1.2",
                "/chat   *   deny    h2c           | /chat     GET  ignore  h2c",
                "/a/*    *   require websocket     | /a/b      *    require websocket",
            })
    void aRuleThatNeverDecidesFails(String wider, String covered) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> policy(wider, covered));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("\" decides all that \""), message);
        assertDoesNotThrow(() -> policy(covered, wider), "as an exception it comes first");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Asked for all the same.
                "/*      *    allow   websocket | /chat   *    require websocket",
                // Likewise, where the other is in effect.
                "/*      *    require TLS,h2c   | /chat   *    require TLS",
                "/*      *    require TLS,websocket | /chat *  require websocket",
                "/a/*    *    ignore  websocket | /*      *    deny    websocket",
                "/a/b/*  *    ignore  websocket | /a/*    *    deny    websocket",
                "/a/*    *    ignore  websocket | /ab/*   *    deny    websocket",
                "/a/*    *    ignore  websocket | *.ws    *    deny    websocket",
                "*.ws    *    ignore  websocket | /a/*    *    deny    websocket",
                "*.x.ws  *    ignore  websocket | *.ws    *    deny    websocket",
                "/*      GET  ignore  h2c       | /chat   *    deny    h2c",
                "/*      *    ignore  TLS/1.2   | /chat   *    deny    TLS",
                "/*      *    ignore  h2c       | /chat   *    deny    h2c,websocket",
            })
    void aRuleThatDecidesSomethingIsNeeded(String earlier, String later) {
        assertDoesNotThrow(() -> policy(earlier, later));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/chat * allow  websocket     | /chat/* * deny websocket",
                "/chat * allow  websocket     | /chat * deny  h2c",
                "/chat * allow  TLS/1.2       | /chat * deny  TLS",
                "/chat * allow  TLS/1.2       | /chat * deny  TLS/1.3",
                "/chat GET allow websocket    | /chat * deny  websocket",
                "/chat GET allow websocket    | /chat POST deny websocket",
            })
    void anExceptionAndItsRuleAreNoDuplicates(String exception, String rule) {
        assertDoesNotThrow(() -> policy(exception, rule));
    }

    @Test
    void keepsItsOwnCopy() {
        List<Rule> rules = new ArrayList<>(List.of(rule("/chat * allow websocket")));
        UpgradePolicy policy = new UpgradePolicy(rules);
        rules.clear();
        assertEquals(List.of(rule("/chat * allow websocket")), policy.rules());
    }

    private static UpgradePolicy policy(String... rules) {
        return new UpgradePolicy(Arrays.stream(rules).map(UpgradePolicyTest::rule).toList());
    }

    /** Path, methods or {@code *}, verdict, protocols. */
    private static Rule rule(String line) {
        List<String> words = List.of(line.split("\\s+"));
        return new Rule(
                PathPattern.of(words.get(0)),
                words.get(1).equals("*") ? Set.of() : Set.of(words.get(1).split(",")),
                Arrays.stream(words.get(3).split(",")).map(UpgradePolicyTest::token).toList(),
                switch (words.get(2)) {
                    case "allow" -> Verdict.ALLOW;
                    case "require" -> Verdict.REQUIRE;
                    case "ignore" -> Verdict.IGNORE;
                    case "deny" -> Verdict.DENY;
                    default -> throw new AssertionError(line);
                });
    }

    private static ProtocolToken token(String token) {
        return ProtocolToken.parse(token).orElseThrow();
    }

    private static RequestHead head(String method, String path) {
        return new RequestHead(
                method, "HTTP/1.1", path, null, "http", false, "192.0.2.1", null, Fields.none());
    }
}
