package org.upgradefilter.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;

/** RFC 9110 §7.8, line by line: the client's list, the rules and the protocols, as pure values. */
class NegotiatorTest {

    private final TestProtocol foo = new TestProtocol("foo");
    private final TestProtocol bar = new TestProtocol("bar/2");
    private final TestProtocol foo1 = new TestProtocol("foo/1");

    /** Everything the client may list, allowed everywhere. */
    private Negotiator allowing() {
        return new Negotiator(List.of(allow("/*", foo, bar)));
    }

    private Negotiator requiring() {
        return new Negotiator(List.of(require("/*", foo, bar)));
    }

    @Nested
    class TheClientsList {

        static Stream<List<String>> lists() {
            return Stream.of(
                    List.of("Upgrade: foo"),
                    List.of("upgrade: foo"),
                    List.of("Upgrade: unknown, foo"),
                    List.of("Upgrade: foo, unknown"),
                    List.of("Upgrade: unknown,foo"),
                    List.of("Upgrade: unknown\t,\tfoo"),
                    // several lines are one list
                    List.of("Upgrade: unknown", "Upgrade: foo"),
                    List.of("Upgrade: unknown", "Host: a", "UPGRADE: other, foo"),
                    // empty members are ignored (§5.6.1.2)
                    List.of("Upgrade: , ,,foo,"),
                    List.of("Upgrade: ", "Upgrade: foo"),
                    // so are malformed ones: an offer may always be ignored
                    List.of("Upgrade: a b, foo/, /1, foo"));
        }

        @ParameterizedTest
        @MethodSource("lists")
        void isAListOverAllLinesWithoutItsEmptyMembers(List<String> lines) {
            assertEquals("foo", switched(allowing(), connectionUpgrade(lines)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"FOO", "Foo", "fOO"})
        void namesInAnyCaseAreAnsweredInTheRegisteredSpelling(String offered) {
            assertEquals("foo", switched(allowing(), offering(offered)));
            assertEquals(List.of(offered), foo.judged);
        }

        @ParameterizedTest
        @CsvSource({"BAR/2, true", "bar/2, true", "bar/1, false", "bar/2.0, false", "bar, false"})
        void versionsAreComparedExactly(String offered, boolean expected) {
            Outcome outcome = allowing().judge(offering(offered));
            assertEquals(expected, outcome instanceof Outcome.Switch);
        }

        @Test
        void aProtocolWithoutAVersionTakesEveryVersion() {
            assertEquals("foo", switched(allowing(), offering("foo/7")));
            assertEquals(List.of("foo/7"), foo.judged);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "foo, bar/2          | foo",
                    "bar/2, foo          | bar/2",
                    "unknown, bar/2, foo | bar/2",
                })
        void itsOrderIsThePreference(String offered, String expected) {
            assertEquals(expected, switched(allowing(), offering(offered)));
        }

        @ParameterizedTest
        @CsvSource({"unknown", "foobar", "fo", "'unknown, other/1'", "foo bar"})
        void nothingItDoesNotNameIsSwitchedTo(String offered) {
            assertSame(Outcome.PASS_THROUGH, allowing().judge(offering(offered)));
            assertEquals(List.of(), foo.judged);
            assertEquals(List.of(), bar.judged);
        }

        @Test
        void withoutItNothingIsSwitchedTo() {
            RequestHead head = head("GET", "HTTP/1.1", "/", "Connection: Upgrade");
            assertSame(Outcome.PASS_THROUGH, allowing().judge(head));
            assertEquals(List.of(), foo.judged);
        }

        @Test
        void upgradeInsecureRequestsIsNoOffer() {
            RequestHead head =
                    head(
                            "GET",
                            "HTTP/1.1",
                            "/",
                            "Upgrade-Insecure-Requests: 1",
                            "Connection: upgrade-insecure-requests");
            assertSame(Outcome.PASS_THROUGH, allowing().judge(head));
        }
    }

    @Nested
    class Connection {

        static Stream<List<String>> naming() {
            return Stream.of(
                    List.of("Connection: Upgrade"),
                    List.of("Connection: upgrade"),
                    List.of("connection: UPGRADE"),
                    List.of("Connection: keep-alive, Upgrade"),
                    List.of("Connection: Upgrade,HTTP2-Settings"),
                    List.of("Connection: ,\tUpgrade\t,"),
                    List.of("Connection: keep-alive", "Connection: Upgrade"));
        }

        @ParameterizedTest
        @MethodSource("naming")
        void namesUpgradeOnAnyLineInAnyCase(List<String> lines) {
            assertEquals("foo", switched(allowing(), plus(lines, "Upgrade: foo")));
        }

        static Stream<List<String>> notNaming() {
            return Stream.of(
                    List.of(),
                    List.of("Connection: "),
                    List.of("Connection: close"),
                    List.of("Connection: keep-alive, HTTP2-Settings"),
                    // a token, not a substring
                    List.of("Connection: x-upgrade-foo"),
                    List.of("Connection: upgrades"),
                    List.of("Connection: notupgrade"),
                    List.of("Connection: keep-alive upgrade"),
                    List.of("Connection: upgrade;q=1"),
                    List.of("Connection: \"a, upgrade\""),
                    // another field
                    List.of("Proxy-Connection: Upgrade"));
        }

        @ParameterizedTest
        @MethodSource("notNaming")
        void elseTheOfferCountsAsAbsent(List<String> lines) {
            assertSame(
                    Outcome.PASS_THROUGH, allowing().judge(plus(lines, "Upgrade: foo")), "no 400");
            assertEquals(List.of(), foo.judged);
        }

        @Test
        void elseADenialDoesNotApply() {
            Negotiator denying = new Negotiator(List.of(deny("/*", "foo")));
            assertSame(Outcome.PASS_THROUGH, denying.judge(plus(List.of(), "Upgrade: foo")));
        }

        @Test
        void elseARequirementIsNotMet() {
            assertEquals(426, refused(requiring(), plus(List.of(), "Upgrade: foo")).status());
        }
    }

    @Nested
    class WhatCannotBeUpgraded {

        @ParameterizedTest
        @ValueSource(strings = {"HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/2", "HTTP/3", "HTTP/3.0"})
        void inOtherVersionsOfHttpTheOfferIsIgnored(String version) {
            RequestHead head = head("GET", version, "/", "Connection: Upgrade", "Upgrade: foo");
            assertSame(Outcome.PASS_THROUGH, allowing().judge(head));
            assertEquals(List.of(), foo.judged);
        }

        @Test
        void inOtherVersionsOfHttpADenialDoesNotApply() {
            RequestHead head = head("GET", "HTTP/1.0", "/", "Connection: Upgrade", "Upgrade: foo");
            assertSame(
                    Outcome.PASS_THROUGH, new Negotiator(List.of(deny("/*", "foo"))).judge(head));
        }

        @Test
        void withConnectTheOfferIsIgnored() {
            foo.methods("GET", "CONNECT");
            assertSame(Outcome.PASS_THROUGH, allowing().judge(offering("CONNECT", "foo")));
            assertEquals(List.of(), foo.judged);
        }

        @ParameterizedTest
        @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "PUT", "get"})
        void withAMethodTheProtocolCannotHonourTheOfferIsIgnored(String method) {
            assertSame(Outcome.PASS_THROUGH, allowing().judge(offering(method, "foo")));
            assertEquals(List.of(), foo.judged);
        }

        @Test
        void withAMethodTheProtocolCanHonourTheOfferIsTaken() {
            foo.methods("GET", "OPTIONS");
            assertEquals("foo", switched(allowing(), offering("OPTIONS", "foo")));
        }

        static Stream<List<String>> contents() {
            return Stream.of(
                    List.of("Content-Length: 1"),
                    List.of("Content-Length: nonsense"),
                    List.of("Content-Length: 0", "Content-Length: 7"),
                    List.of("Transfer-Encoding: chunked"),
                    // whose end is in doubt (RFC 9112 §6.1)
                    List.of("Content-Length: 5", "Transfer-Encoding: chunked"),
                    List.of("Content-Length: 0", "Transfer-Encoding: chunked"));
        }

        @ParameterizedTest
        @MethodSource("contents")
        void withContentTheOfferIsIgnored(List<String> lines) {
            RequestHead head = plus(lines, "Connection: Upgrade", "Upgrade: foo");
            assertSame(Outcome.PASS_THROUGH, allowing().judge(head));
            assertEquals(List.of(), foo.judged);
        }

        @Test
        void withAsMuchContentAsTheProtocolTakesTheOfferIsTaken() {
            foo.takes(5);
            RequestHead five =
                    plus(List.of("Content-Length: 5"), "Connection: Upgrade", "Upgrade: foo");
            assertEquals("foo", switched(allowing(), five));
            RequestHead six =
                    plus(List.of("Content-Length: 6"), "Connection: Upgrade", "Upgrade: foo");
            assertSame(Outcome.PASS_THROUGH, allowing().judge(six));
        }

        @Test
        void anEmptyContentIsNone() {
            RequestHead head =
                    plus(List.of("Content-Length: 0"), "Connection: Upgrade", "Upgrade: foo");
            assertEquals("foo", switched(allowing(), head));
        }

        @Test
        void optionsOfTheWholeServerHasNoPathForARule() {
            foo.methods("GET", "OPTIONS");
            RequestHead head =
                    head("OPTIONS", "HTTP/1.1", "*", "Connection: Upgrade", "Upgrade: foo");
            assertSame(Outcome.PASS_THROUGH, allowing().judge(head));
            assertSame(Outcome.PASS_THROUGH, requiring().judge(head));
        }
    }

    @Nested
    class TheRules {

        @Test
        void withoutAnyEverythingPasses() {
            Negotiator none = new Negotiator(List.of());
            assertSame(Outcome.PASS_THROUGH, none.judge(offering("foo, bar/2, websocket")));
            assertFalse(none.mayRequire("GET", "/", ""));
        }

        @Test
        void anOfferOnAnotherPathPasses() {
            Negotiator negotiator = new Negotiator(List.of(allow("/foo", foo)));
            assertSame(Outcome.PASS_THROUGH, negotiator.judge(offering("foo")));
        }

        @Test
        void anOfferWithAnotherMethodPasses() {
            foo.methods("GET", "OPTIONS");
            Rule options =
                    new Rule(
                            PathPattern.of("/*"),
                            Set.of("OPTIONS"),
                            List.of(foo.token()),
                            Verdict.ALLOW);
            Negotiator negotiator = new Negotiator(List.of(new Installed(options, List.of(foo))));
            assertSame(Outcome.PASS_THROUGH, negotiator.judge(offering("foo")));
            assertEquals("foo", switched(negotiator, offering("OPTIONS", "foo")));
        }

        @Test
        void anIgnoredOfferPasses() {
            Negotiator negotiator =
                    new Negotiator(List.of(ignore("/foo", "foo"), allow("/*", foo)));
            assertSame(
                    Outcome.PASS_THROUGH,
                    negotiator.judge(
                            head(
                                    "GET",
                                    "HTTP/1.1",
                                    "/foo",
                                    "Connection: Upgrade",
                                    "Upgrade: foo")));
            assertEquals(List.of(), foo.judged);
        }

        @Test
        void anIgnoredOfferMakesWayForTheNext() {
            Negotiator negotiator = new Negotiator(List.of(ignore("/*", "foo"), allow("/*", bar)));
            assertEquals("bar/2", switched(negotiator, offering("foo, bar/2")));
        }

        @Test
        void aDeniedOfferIsAnswered403() {
            Refusal refusal = refused(new Negotiator(List.of(deny("/*", "foo"))), offering("foo"));
            assertEquals(403, refusal.status());
            assertEquals(List.of(), refusal.fields());
            assertEquals("An upgrade of the connection is not permitted here.", refusal.detail());
        }

        @Test
        void aDeniedOfferIsAnsweredAsTheRuleSays() {
            Rule hidden = rule("/*", List.of(foo.token()), new Verdict.Deny(404));
            Negotiator negotiator = new Negotiator(List.of(new Installed(hidden, List.of())));
            assertEquals(404, refused(negotiator, offering("foo")).status());
        }

        @ParameterizedTest
        @ValueSource(strings = {"foo, bar/2", "bar/2, foo", "bar/2, unknown, FOO/3"})
        void aDenialWinsWhateverElseIsOffered(String offered) {
            Negotiator negotiator = new Negotiator(List.of(deny("/*", "foo"), allow("/*", bar)));
            assertEquals(403, refused(negotiator, offering(offered)).status());
            assertEquals(List.of(), bar.judged);
        }

        @Test
        void aDenialWinsOverARequirement() {
            Negotiator negotiator = new Negotiator(List.of(deny("/*", "foo"), require("/*", bar)));
            assertEquals(403, refused(negotiator, offering("foo")).status());
        }

        @Test
        void aDenialIsForWhoeverOffers() {
            Negotiator negotiator = new Negotiator(List.of(deny("/*", "foo")));
            assertSame(Outcome.PASS_THROUGH, negotiator.judge(head("GET", "HTTP/1.1", "/")));
            assertSame(Outcome.PASS_THROUGH, negotiator.judge(offering("bar/2")));
        }

        @Test
        void theFirstRuleForATokenDecides() {
            Negotiator denying = new Negotiator(List.of(deny("/", "foo"), allow("/*", foo)));
            Negotiator allowing = new Negotiator(List.of(allow("/", foo), deny("/*", "foo")));
            assertEquals(403, refused(denying, offering("foo")).status());
            assertEquals("foo", switched(allowing, offering("foo")));
        }

        @Test
        void twoForTheSameOfferFail() {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Negotiator(List.of(deny("/*", "foo"), allow("/*", foo))));
        }

        @Test
        void theOutcomeNamesTheRuleThatPermitted() {
            Installed first = allow("/", foo);
            Installed second = allow("/*", bar);
            Negotiator negotiator = new Negotiator(List.of(first, second));
            Outcome.Switch outcome =
                    assertInstanceOf(
                            Outcome.Switch.class, negotiator.judge(offering("unknown, bar/2")));
            assertEquals(second.rule(), outcome.rule());
            assertEquals(List.of(first.rule(), second.rule()), negotiator.policy().rules());
        }
    }

    @Nested
    class TheHandshake {

        @Test
        void declinedMakesWayForTheNextOffer() {
            foo.declines();
            assertEquals("bar/2", switched(allowing(), offering("foo, bar/2")));
            assertEquals(List.of("foo"), foo.judged);
        }

        @Test
        void declinedByAllPasses() {
            foo.declines();
            bar.declines();
            assertSame(Outcome.PASS_THROUGH, allowing().judge(offering("foo, bar/2")));
            assertEquals(List.of("foo"), foo.judged);
            assertEquals(List.of("bar/2"), bar.judged);
        }

        @Test
        void declinedMakesWayForAnotherProtocolOfTheSameName() {
            foo.declines();
            Rule rule = rule("/*", List.of(foo.token()), Verdict.ALLOW);
            Negotiator negotiator =
                    new Negotiator(List.of(new Installed(rule, List.of(foo, foo1))));
            assertEquals("foo/1", switched(negotiator, offering("foo/1")));
        }

        @Test
        void declinedWhereItIsRequiredIsAskedFor() {
            foo.declines();
            assertEquals(426, refused(requiring(), offering("foo")).status());
        }

        @Test
        void refusedIsAnsweredAtOnce() {
            Refusal refusal = new Refusal(400, List.of(new Field("Foo", "bar")), "Malformed.");
            foo.refuses(refusal);
            assertSame(refusal, refused(allowing(), offering("foo, bar/2")));
            assertEquals(List.of(), bar.judged);
        }

        @Test
        void refusedIsNotAskedAboutBehindOneThatIsTaken() {
            foo.refuses(new Refusal(400, List.of(), ""));
            assertEquals("bar/2", switched(allowing(), offering("bar/2, foo")));
            assertEquals(List.of(), foo.judged);
        }

        @Test
        void refusedWhereItIsRequiredIsAnsweredByTheProtocol() {
            foo.refuses(new Refusal(400, List.of(), ""));
            assertEquals(400, refused(requiring(), offering("foo")).status());
        }

        @Test
        void isNotAskedIfSomethingIsDenied() {
            Negotiator negotiator = new Negotiator(List.of(allow("/*", bar), deny("/*", "foo")));
            assertEquals(403, refused(negotiator, offering("bar/2, foo")).status());
            assertEquals(List.of(), bar.judged);
        }
    }

    @Nested
    class ARequirement {

        @Test
        void isKnownBeforeAnythingIsJudged() {
            Negotiator negotiator = new Negotiator(List.of(require("/foo", foo)));
            assertTrue(negotiator.mayRequire("GET", "/foo", ""));
            assertTrue(negotiator.mayRequire("POST", "/foo", ""));
            assertFalse(negotiator.mayRequire("GET", "/", ""));
        }

        @Test
        void isMetByAnOffer() {
            assertEquals("foo", switched(requiring(), offering("foo")));
        }

        @Test
        void isMetByAnOfferOfAnotherRule() {
            Negotiator negotiator = new Negotiator(List.of(require("/*", foo), allow("/*", bar)));
            assertEquals("bar/2", switched(negotiator, offering("bar/2")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET", "HEAD"})
        void isAnswered426WithWhatIsAcceptedBestFirst(String method) {
            Refusal refusal = refused(requiring(), head(method, "HTTP/1.1", "/"));
            assertEquals(426, refusal.status());
            assertEquals(List.of(new Field("Upgrade", "foo, bar/2")), refusal.fields());
            assertEquals(
                    "This resource is only reached by an upgrade of the connection to foo, bar/2.",
                    refusal.detail());
        }

        @Test
        void namesNoProtocolTwice() {
            Rule rule = rule("/*", List.of(foo.token()), Verdict.REQUIRE);
            Negotiator negotiator =
                    new Negotiator(
                            List.of(new Installed(rule, List.of(foo, new TestProtocol("foo")))));
            assertEquals(
                    List.of(new Field("Upgrade", "foo")),
                    refused(negotiator, head("GET", "HTTP/1.1", "/")).fields());
        }

        @Test
        void isNotMetByOtherOffers() {
            assertEquals(426, refused(requiring(), offering("unknown, h2c")).status());
        }

        @Test
        void isNotMetByAnOfferWithContent() {
            RequestHead head =
                    plus(List.of("Content-Length: 3"), "Connection: Upgrade", "Upgrade: foo");
            assertEquals(426, refused(requiring(), head).status());
        }

        @ParameterizedTest
        @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get", "FOO"})
        void isAnswered405WithAllowWhereTheMethodCannotAsk(String method) {
            for (RequestHead head :
                    List.of(head(method, "HTTP/1.1", "/"), offering(method, "foo"))) {
                Refusal refusal = refused(requiring(), head);
                assertEquals(405, refusal.status());
                assertEquals(List.of(new Field("Allow", "GET, HEAD")), refusal.fields());
                assertEquals(
                        "This resource is reached by an upgrade of the connection, which this"
                                + " method cannot ask for.",
                        refusal.detail());
            }
        }

        @Test
        void allowListsTheMethodsOfAllItsProtocols() {
            foo.methods("POST");
            bar.methods("OPTIONS", "POST");
            Refusal refusal = refused(requiring(), head("GET", "HTTP/1.1", "/"));
            assertEquals(List.of(new Field("Allow", "OPTIONS, POST")), refusal.fields());
        }

        @ParameterizedTest
        @ValueSource(strings = {"HTTP/1.0", "HTTP/2.0", "HTTP/3.0"})
        void isAnswered403WithoutUpgradeWhereUpgradeMeansNothing(String version) {
            for (String[] lines :
                    List.of(
                            new String[] {},
                            new String[] {"Connection: Upgrade", "Upgrade: foo"})) {
                Refusal refusal = refused(requiring(), head("GET", version, "/", lines));
                assertEquals(403, refusal.status());
                assertEquals(List.of(), refusal.fields());
                assertEquals(
                        "This resource is only reached over HTTP/1.1, by an upgrade of the"
                                + " connection to foo, bar/2.",
                        refusal.detail());
            }
        }

        @Test
        void isOnlyForItsMethods() {
            Rule rule =
                    new Rule(
                            PathPattern.of("/*"),
                            Set.of("GET"),
                            List.of(foo.token()),
                            Verdict.REQUIRE);
            Negotiator negotiator = new Negotiator(List.of(new Installed(rule, List.of(foo))));
            assertEquals(426, refused(negotiator, head("GET", "HTTP/1.1", "/")).status());
            assertSame(Outcome.PASS_THROUGH, negotiator.judge(head("POST", "HTTP/1.1", "/")));
        }

        @Test
        void doesNotTakeWhatTheFirstRuleIgnores() {
            Negotiator negotiator =
                    new Negotiator(List.of(ignore("/*", "foo/1"), require("/*", foo)));
            assertEquals(426, refused(negotiator, offering("foo/1")).status());
            assertEquals("foo", switched(negotiator, offering("foo/2")));
        }
    }

    private static String switched(Negotiator negotiator, RequestHead head) {
        Outcome.Switch outcome = assertInstanceOf(Outcome.Switch.class, negotiator.judge(head));
        Handshake.Accepted accepted = outcome.accepted();
        return accepted.inEffect().stream()
                .map(ProtocolToken::toString)
                .collect(Collectors.joining(", "));
    }

    private static Refusal refused(Negotiator negotiator, RequestHead head) {
        return assertInstanceOf(Outcome.Refuse.class, negotiator.judge(head)).refusal();
    }

    private static Installed allow(String path, TestProtocol... protocols) {
        return installed(path, Verdict.ALLOW, protocols);
    }

    private static Installed require(String path, TestProtocol... protocols) {
        return installed(path, Verdict.REQUIRE, protocols);
    }

    private static Installed installed(String path, Verdict verdict, TestProtocol... protocols) {
        List<ProtocolToken> tokens = Arrays.stream(protocols).map(TestProtocol::token).toList();
        return new Installed(rule(path, tokens, verdict), List.of(protocols));
    }

    private static Installed ignore(String path, String token) {
        return without(path, token, Verdict.IGNORE);
    }

    private static Installed deny(String path, String token) {
        return without(path, token, Verdict.DENY);
    }

    private static Installed without(String path, String token, Verdict verdict) {
        List<ProtocolToken> tokens = List.of(ProtocolToken.parse(token).orElseThrow());
        return new Installed(rule(path, tokens, verdict), List.of());
    }

    private static Rule rule(String path, List<ProtocolToken> tokens, Verdict verdict) {
        return new Rule(PathPattern.of(path), Set.of(), tokens, verdict);
    }

    private static RequestHead offering(String offered) {
        return offering("GET", offered);
    }

    private static RequestHead offering(String method, String offered) {
        return head(method, "HTTP/1.1", "/", "Connection: Upgrade", "Upgrade: " + offered);
    }

    private static RequestHead connectionUpgrade(List<String> lines) {
        return plus(lines, "Connection: Upgrade");
    }

    private static RequestHead plus(List<String> lines, String... more) {
        return head(
                "GET",
                "HTTP/1.1",
                "/",
                Stream.concat(lines.stream(), Arrays.stream(more)).toArray(String[]::new));
    }

    private static RequestHead head(String method, String version, String path, String... lines) {
        List<Field> fields = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            fields.add(new Field(line.substring(0, colon), line.substring(colon + 2)));
        }
        return new RequestHead(
                method, version, path, null, "http", false, "192.0.2.1", null, Fields.of(fields));
    }
}
