package org.upgradefilter.negotiation;

import java.util.List;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.UpgradeProtocol;

/**
 * A rule and the protocols that are set up for it.
 *
 * @param protocols one for each token of a rule that allows or requires; else empty
 */
public record Installed(Rule rule, List<UpgradeProtocol> protocols) {

    /**
     * @throws IllegalArgumentException if a permitted token has no protocol behind it
     */
    public Installed {
        protocols = List.copyOf(protocols);
        boolean permits =
                rule.verdict() instanceof Verdict.Allow
                        || rule.verdict() instanceof Verdict.Require;
        List<UpgradeProtocol> candidates = protocols;
        if (permits
                && !rule.protocols().stream()
                        .allMatch(
                                token ->
                                        candidates.stream()
                                                .anyMatch(p -> token.covers(p.token())))) {
            throw new IllegalArgumentException(
                    "a protocol of the rule for " + rule.path() + " is not installed");
        }
    }
}
