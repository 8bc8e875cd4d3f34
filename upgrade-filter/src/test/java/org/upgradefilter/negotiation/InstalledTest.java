package org.upgradefilter.negotiation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.UpgradeProtocol;

class InstalledTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "foo        | foo",
                "foo        | Foo",
                "foo        | foo/1",
                "foo/1      | foo/1",
                "foo,bar    | bar,foo",
                "foo        | foo,bar",
            })
    void everyPermittedTokenHasAProtocolBehindIt(String tokens, String protocols) {
        for (Verdict verdict : List.of(Verdict.ALLOW, Verdict.REQUIRE)) {
            Installed installed = installed(tokens, verdict, protocols);
            assertEquals(protocols.split(",").length, installed.protocols().size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "foo        | ''",
                "foo        | bar",
                "foo,bar    | foo",
                "foo/1      | foo",
                "foo/1      | foo/2",
            })
    void aPermittedTokenWithoutAProtocolFails(String tokens, String protocols) {
        for (Verdict verdict : List.of(Verdict.ALLOW, Verdict.REQUIRE)) {
            IllegalArgumentException e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> installed(tokens, verdict, protocols));
            assertEquals("a protocol of the rule for /chat is not installed", e.getMessage());
        }
    }

    @Test
    void whatIsNotPermittedNeedsNoProtocol() {
        for (Verdict verdict : List.of(Verdict.IGNORE, Verdict.DENY)) {
            assertEquals(List.of(), installed("foo,bar", verdict, "").protocols());
        }
    }

    @Test
    void keepsItsOwnCopy() {
        List<UpgradeProtocol> protocols = new ArrayList<>(List.of(new TestProtocol("foo")));
        Installed installed = new Installed(rule("foo", Verdict.ALLOW), protocols);
        protocols.clear();
        assertEquals(1, installed.protocols().size());
    }

    private static Installed installed(String tokens, Verdict verdict, String protocols) {
        List<UpgradeProtocol> installed =
                Arrays.stream(protocols.split(","))
                        .filter(name -> !name.isEmpty())
                        .<UpgradeProtocol>map(TestProtocol::new)
                        .toList();
        return new Installed(rule(tokens, verdict), installed);
    }

    private static Rule rule(String tokens, Verdict verdict) {
        return new Rule(
                PathPattern.of("/chat"),
                Set.of(),
                Arrays.stream(tokens.split(","))
                        .map(token -> ProtocolToken.parse(token).orElseThrow())
                        .toList(),
                verdict);
    }
}
