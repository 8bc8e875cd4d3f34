package org.upgradefilter.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.negotiation.Manner.Otherwise;
import org.upgradefilter.negotiation.Manner.Preference;
import org.upgradefilter.policy.Access;
import org.upgradefilter.policy.Conditions;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.Refusal;
import org.upgradefilter.protocol.UpgradeProtocol;

/** What the rules leave open, who may upgrade, and what is told of each decision. */
class NegotiatorMannerTest {

    private static final Manner SERVERS_ORDER = new Manner(Preference.SERVER, Otherwise.PASS);
    private static final Manner OTHERWISE_DENY = new Manner(Preference.CLIENT, Otherwise.DENY);
    private static final Access ADMINS = new Access.InRole(Set.of("admin", "operator"));

    private final TestProtocol foo = new TestProtocol("foo");
    private final TestProtocol bar = new TestProtocol("bar");
    private @Nullable Principal user;

    private static Installed rule(Verdict verdict, Access access, TestProtocol... protocols) {
        List<ProtocolToken> tokens = Arrays.stream(protocols).map(TestProtocol::token).toList();
        boolean permits = verdict == Verdict.ALLOW || verdict == Verdict.REQUIRE;
        return new Installed(
                new Rule(PathPattern.of("/*"), Conditions.NONE, tokens, verdict, access),
                permits ? List.<UpgradeProtocol>of(protocols) : List.of());
    }

    private static Installed allow(TestProtocol... protocols) {
        return rule(Verdict.ALLOW, Access.ANYBODY, protocols);
    }

    private static Installed require(TestProtocol... protocols) {
        return rule(Verdict.REQUIRE, Access.ANYBODY, protocols);
    }

    private static Installed without(Verdict verdict, String token) {
        return rule(verdict, Access.ANYBODY, new TestProtocol(token));
    }

    private static Negotiator judging(Installed... rules) {
        return new Negotiator(List.of(rules));
    }

    private static Negotiator in(Manner manner, Installed... rules) {
        return new Negotiator(List.of(rules), manner);
    }

    private RequestHead head(String method, String version, String... lines) {
        List<Field> fields = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            fields.add(new Field(line.substring(0, colon), line.substring(colon + 2)));
        }
        return new RequestHead(
                method, version, "/", null, "http", false, "192.0.2.1", user, Fields.of(fields));
    }

    private RequestHead offering(String offered, String... more) {
        List<String> lines = new ArrayList<>(List.of(more));
        lines.add("Connection: Upgrade");
        lines.add("Upgrade: " + offered);
        return head("GET", "HTTP/1.1", lines.toArray(String[]::new));
    }

    private static Judgement judge(Negotiator negotiator, RequestHead head, String... roles) {
        return negotiator.judge(head, List.of(roles)::contains);
    }

    private static String told(Judgement judgement) {
        return judgement.decisions().stream()
                .map(decision -> decision.protocol() + " " + decision.kind())
                .collect(Collectors.joining(", "));
    }

    private static String switchedTo(Judgement judgement) {
        return assertInstanceOf(Outcome.Switch.class, judgement.outcome())
                .accepted()
                .inEffect()
                .get(0)
                .toString();
    }

    private static Refusal refusal(Judgement judgement) {
        return assertInstanceOf(Outcome.Refuse.class, judgement.outcome()).refusal();
    }

    private static void passes(Judgement judgement) {
        assertSame(Outcome.PASS_THROUGH, judgement.outcome());
    }

    @Nested
    class TheServersOrder {

        @ParameterizedTest
        @ValueSource(strings = {"foo, bar", "bar, foo", "x, bar, y, foo"})
        void isThatOfTheTokensWithinARule(String offered) {
            assertEquals(
                    "foo",
                    switchedTo(judge(in(SERVERS_ORDER, allow(foo, bar)), offering(offered))));
            assertEquals(
                    "bar",
                    switchedTo(judge(in(SERVERS_ORDER, allow(bar, foo)), offering(offered))));
        }

        @ParameterizedTest
        @ValueSource(strings = {"foo, bar", "bar, foo"})
        void isThatOfTheRules(String offered) {
            assertEquals(
                    "bar",
                    switchedTo(
                            judge(in(SERVERS_ORDER, allow(bar), allow(foo)), offering(offered))));
        }

        @Test
        void isNotAskedForByDefault() {
            Negotiator negotiator = judging(allow(foo, bar));
            assertEquals("bar", switchedTo(judge(negotiator, offering("bar, foo"))));
        }

        @Test
        void keepsTheClientsForVersionsOfOneToken() {
            Negotiator negotiator = in(SERVERS_ORDER, allow(foo));
            assertEquals("foo/2 SWITCHED", told(judge(negotiator, offering("foo/2, foo/1"))));
        }

        @Test
        void goesOnWhereTheFirstDeclines() {
            Negotiator negotiator = in(SERVERS_ORDER, allow(foo.declines(), bar));
            Judgement judgement = judge(negotiator, offering("bar, foo"));
            assertEquals("bar", switchedTo(judgement));
            assertEquals("foo DECLINED, bar SWITCHED", told(judgement));
        }

        @Test
        void doesNotHideADenial() {
            Negotiator negotiator = in(SERVERS_ORDER, allow(foo), without(Verdict.DENY, "bar"));
            assertEquals(403, refusal(judge(negotiator, offering("foo, bar"))).status());
            assertEquals(List.of(), foo.judged);
        }
    }

    @Nested
    class OtherwiseDenied {

        @ParameterizedTest
        @ValueSource(strings = {"x", "foo, x", "x, foo", "x/1"})
        void isAnOfferThatNoRuleNames(String offered) {
            Judgement judgement = judge(in(OTHERWISE_DENY, allow(foo)), offering(offered));
            assertEquals(403, refusal(judgement).status());
            assertEquals(List.of(), foo.judged);
            assertEquals(
                    new Judgement.Decision(
                            ProtocolToken.parse(offered.contains("/") ? "x/1" : "x").orElseThrow(),
                            null,
                            Judgement.Kind.DENIED),
                    judgement.decisions().get(judgement.decisions().size() - 1));
        }

        @Test
        void isNoOfferThatARuleNames() {
            Negotiator negotiator = in(OTHERWISE_DENY, allow(foo), without(Verdict.IGNORE, "h2c"));
            passes(judge(negotiator, offering("h2c")));
            assertEquals("foo", switchedTo(judge(negotiator, offering("h2c, foo"))));
        }

        @ParameterizedTest
        @CsvSource({"HTTP/1.0, Upgrade", "HTTP/2.0, Upgrade", "HTTP/1.1, close"})
        void isNothingThatOffersNothing(String version, String connection) {
            passes(
                    judge(
                            in(OTHERWISE_DENY, allow(foo)),
                            head("GET", version, "Connection: " + connection, "Upgrade: x")));
        }

        @Test
        void isNoRequestWithoutOffers() {
            passes(judge(in(OTHERWISE_DENY), head("GET", "HTTP/1.1", "Connection: Upgrade")));
        }
    }

    @Nested
    class WhoMayUpgrade {

        private Negotiator admins(Verdict verdict) {
            return judging(rule(verdict, ADMINS, foo), allow(bar));
        }

        @Test
        void whoIsNotLoggedInIsAnswered401WithAChallenge() {
            Judgement judgement = judge(admins(Verdict.ALLOW), offering("foo"), "admin");
            Refusal refusal = refusal(judgement);
            assertEquals(401, refusal.status());
            // RFC 9110 §15.5.2: MUST send
            assertEquals(List.of(new Field("WWW-Authenticate", "Bearer")), refusal.fields());
            assertEquals("foo REFUSED", told(judgement));
            assertEquals(List.of(), foo.judged);
        }

        @Test
        void whoHasNoneOfTheRolesIsAnswered403() {
            user = () -> "somebody";
            Judgement judgement = judge(admins(Verdict.ALLOW), offering("foo"), "other");
            assertEquals(403, refusal(judgement).status());
            assertEquals("foo REFUSED", told(judgement));
            assertEquals(List.of(), foo.judged);
        }

        @ParameterizedTest
        @ValueSource(strings = {"admin", "operator"})
        void whoHasOneOfTheRolesIsSwitched(String role) {
            user = () -> "somebody";
            assertEquals("foo", switchedTo(judge(admins(Verdict.REQUIRE), offering("foo"), role)));
        }

        @Test
        void withoutRolesWhoIsLoggedInIsSwitched() {
            Negotiator negotiator = judging(rule(Verdict.ALLOW, Access.AUTHENTICATED, foo));
            assertEquals(401, refusal(judge(negotiator, offering("foo"))).status());
            user = () -> "somebody";
            assertEquals("foo", switchedTo(judge(negotiator, offering("foo"))));
            assertEquals(
                    "foo",
                    assertInstanceOf(Outcome.Switch.class, negotiator.judge(offering("foo")))
                            .accepted()
                            .inEffect()
                            .get(0)
                            .toString());
        }

        @Test
        void isAskedWhenItsTurnComes() {
            assertEquals("bar", switchedTo(judge(admins(Verdict.ALLOW), offering("bar, foo"))));
            assertEquals(401, refusal(judge(admins(Verdict.ALLOW), offering("foo, bar"))).status());
        }

        @Test
        void isNotAskedOfOffersThatCouldNotBeTaken() {
            passes(judge(admins(Verdict.ALLOW), offering("foo", "Content-Length: 1")));
        }

        @Test
        void changesNothingForOffersThatAreIgnored() {
            passes(judge(judging(rule(Verdict.IGNORE, ADMINS, foo)), offering("foo")));
        }

        @Test
        void isNotAskedWhereNothingIsOffered() {
            assertEquals(
                    426, refusal(judge(admins(Verdict.REQUIRE), head("GET", "HTTP/1.1"))).status());
        }
    }

    @Nested
    class PassedOn {

        @Test
        void passes() {
            Judgement judgement = judge(judging(allow(foo.passesOn(), bar)), offering("foo, bar"));
            NegotiatorMannerTest.passes(judgement);
            assertEquals("foo PASSED_ON", told(judgement));
            assertEquals(List.of(), bar.judged);
        }

        @Test
        void satisfiesARequirement() {
            Judgement judgement = judge(judging(require(foo.passesOn())), offering("foo"));
            NegotiatorMannerTest.passes(judgement);
            assertEquals("foo PASSED_ON", told(judgement));
        }

        @Test
        void isOnlyForWhomTheRuleLets() {
            Negotiator negotiator = judging(rule(Verdict.REQUIRE, ADMINS, foo.passesOn()));
            assertEquals(401, refusal(judge(negotiator, offering("foo"))).status());
        }

        @Test
        void isStillAskedForWhereNobodyOffers() {
            assertEquals(
                    426,
                    refusal(judge(judging(require(foo.passesOn())), head("GET", "HTTP/1.1")))
                            .status());
        }
    }

    @Nested
    class WhatIsTold {

        @Test
        void isEachOfferThatWasLookedAtAndTheRuleThatDecided() {
            Installed allowing = allow(foo.declines(), bar);
            Installed ignoring = without(Verdict.IGNORE, "h2c");
            Judgement judgement =
                    judge(judging(allowing, ignoring), offering("x/1, h2c, foo/2, bar"));
            assertEquals("x/1 UNRULED, h2c IGNORED, foo/2 DECLINED, bar SWITCHED", told(judgement));
            List<@Nullable Rule> rules = new ArrayList<>();
            judgement.decisions().forEach(decision -> rules.add(decision.rule()));
            assertEquals(
                    Arrays.asList(null, ignoring.rule(), allowing.rule(), allowing.rule()), rules);
        }

        @Test
        void isTheRefusal() {
            foo.refuses(new Refusal(400, List.of(), "malformed"));
            Judgement judgement = judge(judging(allow(foo, bar)), offering("foo, bar"));
            assertEquals("foo REFUSED", told(judgement));
            assertEquals(400, refusal(judgement).status());
        }

        @Test
        void endsWithADenial() {
            Judgement judgement =
                    judge(judging(without(Verdict.DENY, "h2c"), allow(foo)), offering("x, h2c, y"));
            assertEquals("x UNRULED, h2c DENIED", told(judgement));
        }

        @Test
        void isWhatIsRequired() {
            Judgement judgement = judge(judging(require(foo, bar)), offering("x"));
            assertEquals("x UNRULED, foo REQUIRED", told(judgement));
            assertEquals(426, refusal(judgement).status());
            assertEquals(
                    "foo REQUIRED", told(judge(judging(require(foo)), head("GET", "HTTP/1.1"))));
        }

        @Test
        void isNothingWhereNothingIsOffered() {
            assertEquals("", told(judge(judging(allow(foo)), head("GET", "HTTP/1.1"))));
        }

        @Test
        void doesNotChange() {
            Judgement judgement = judge(judging(allow(foo)), offering("foo"));
            assertThrows(
                    UnsupportedOperationException.class, () -> judgement.decisions().remove(0));
        }
    }

    @Nested
    class OffersThatCannotBeTaken {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Content-Length: 1",
                    "Content-Length: x",
                    "Transfer-Encoding: chunked",
                    "Expect: 100-continue",
                    "Expect: x",
                })
        void areDeclinedUnlessTheyAreDenied(String line) {
            Judgement judgement = judge(judging(allow(foo)), offering("foo", line));
            passes(judgement);
            assertEquals("foo DECLINED", told(judgement));
            assertEquals(List.of(), foo.judged);
            assertEquals(
                    403,
                    refusal(judge(judging(without(Verdict.DENY, "foo")), offering("foo", line)))
                            .status());
            assertEquals(403, refusal(judge(in(OTHERWISE_DENY), offering("foo", line))).status());
            assertEquals(
                    "foo DECLINED, foo REQUIRED",
                    told(judge(judging(require(foo)), offering("foo", line))));
        }

        @Test
        void areNotThoseWithNoContent() {
            assertEquals(
                    "foo",
                    switchedTo(judge(judging(allow(foo)), offering("foo", "Content-Length: 0"))));
        }
    }

    /** A container behind us may split at every comma, and switch what we have not judged. */
    @ParameterizedTest
    @ValueSource(strings = {"\", Upgrade", "x=\"a, upgrade", "\"a, upgrade, b\"", "Upgrade, \""})
    void aStrayQuoteHidesNoOffer(String connection) {
        Negotiator negotiator = judging(without(Verdict.DENY, "foo"));
        RequestHead head = head("GET", "HTTP/1.1", "Connection: " + connection, "Upgrade: \", foo");
        assertEquals(403, refusal(judge(negotiator, head)).status());
    }
}
