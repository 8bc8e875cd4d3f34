package org.upgradefilter.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.policy.Access.InRole;

class AccessTest {

    @Test
    void isWrittenAsInALine() {
        assertEquals("", Access.ANYBODY.toString());
        assertEquals("authenticated=true", Access.AUTHENTICATED.toString());
        assertEquals("role=admin,operator", new InRole(Set.of("operator", "admin")).toString());
    }

    @Test
    void withoutARoleIsForTheAuthenticated() {
        assertEquals(Access.AUTHENTICATED, new InRole(Set.of()));
    }

    @Test
    void doesNotChange() {
        Set<String> roles = new HashSet<>(Set.of("admin"));
        InRole access = new InRole(roles);
        roles.clear();
        assertEquals(Set.of("admin"), access.roles());
        assertThrows(UnsupportedOperationException.class, () -> access.roles().add("other"));
    }

    @Test
    void isTheLastOfARule() {
        Rule rule =
                new Rule(
                        PathPattern.of("/a"),
                        Conditions.methods(Set.of("GET")),
                        List.of(new ProtocolToken("foo", null)),
                        Verdict.ALLOW,
                        new InRole(Set.of("admin")));
        assertEquals("/a allow foo methods=GET role=admin", rule.toString());
    }

    /** Else it would depend on the user which of two rules decides, and on none which is asked. */
    @Test
    void tellsNoTwoRulesApart() {
        Rule anybody =
                new Rule(
                        PathPattern.of("/a"),
                        Set.of(),
                        List.of(new ProtocolToken("foo", null)),
                        Verdict.ALLOW);
        Rule admins =
                new Rule(
                        anybody.path(),
                        anybody.conditions(),
                        anybody.protocols(),
                        Verdict.ALLOW,
                        new InRole(Set.of("admin")));
        assertThrows(
                IllegalArgumentException.class, () -> new UpgradePolicy(List.of(admins, anybody)));
    }
}
