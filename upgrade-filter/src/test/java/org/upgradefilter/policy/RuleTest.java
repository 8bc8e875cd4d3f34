package org.upgradefilter.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.ProtocolToken;

class RuleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // no method means every method
                "''         | GET     | /chat   | true",
                "''         | POST    | /chat   | true",
                "''         | GET     | /other  | false",
                "GET        | GET     | /chat   | true",
                "GET        | GET     | /other  | false",
                "GET        | POST    | /chat   | false",
                "GET,HEAD   | HEAD    | /chat   | true",
                "GET,HEAD   | OPTIONS | /chat   | false",
                // methods are case-sensitive (RFC 9110 §9.1)
                "GET        | get     | /chat   | false",
            })
    void matchesByMethodAndPath(String methods, String method, String path, boolean expected) {
        Rule rule = rule(methods, "websocket");
        assertEquals(expected, rule.mayMatch(method, path, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "websocket        | websocket    | true",
                "websocket        | WebSocket    | true",
                "WEBSOCKET        | websocket    | true",
                "websocket        | websocket/13 | true",
                "websocket        | websockets   | false",
                "websocket        | h2c          | false",
                "TLS,h2c          | h2c          | true",
                "TLS              | TLS/1.2      | true",
                "TLS              | tls/1.0      | true",
                "TLS/1.2          | tls/1.2      | true",
                "TLS/1.2          | TLS/1.3      | false",
                "TLS/1.2          | TLS          | false",
                "TLS/1.2,TLS/1.3  | TLS/1.3      | true",
                // versions are compared exactly (§7.8)
                "foo/A            | foo/a        | false",
            })
    void namesNamesInAnyCaseAndVersionsExactly(String protocols, String offered, boolean expected) {
        assertEquals(expected, rule("", protocols).names(token(offered)));
    }

    @Test
    void aRuleNamesAProtocol() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                new Rule(
                                        PathPattern.of("/chat"),
                                        Set.of(),
                                        List.of(),
                                        Verdict.ALLOW));
        assertEquals("the rule for /chat names no protocol", e.getMessage());
    }

    @Test
    void keepsItsOwnCopies() {
        Set<String> methods = new HashSet<>(Set.of("GET"));
        List<ProtocolToken> protocols = Arrays.asList(token("websocket"));
        Rule rule = new Rule(PathPattern.of("/chat"), methods, protocols, Verdict.ALLOW);
        methods.add("POST");
        protocols.set(0, token("h2c"));
        assertEquals(Set.of("GET"), rule.conditions().methods());
        assertEquals(List.of(token("websocket")), rule.protocols());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 410, 599})
    void aDenialHasTheStatusOfAnError(int status) {
        assertEquals(status, new Verdict.Deny(status).status());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101, 200, 302, 399, 401, 405, 407, 426, 600, 999})
    void aDenialHasNoOtherStatus(int status) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new Verdict.Deny(status));
        assertEquals(
                "deny needs a status of 400 to 599, but not 401, 405, 407 or 426: " + status,
                e.getMessage());
    }

    private static Rule rule(String methods, String protocols) {
        return new Rule(
                PathPattern.of("/chat"),
                methods.isEmpty() ? Set.of() : Set.of(methods.split(",")),
                Arrays.stream(protocols.split(",")).map(RuleTest::token).toList(),
                Verdict.ALLOW);
    }

    private static ProtocolToken token(String token) {
        return ProtocolToken.parse(token).orElseThrow();
    }
}
