package org.upgradefilter.policy;

import java.util.List;
import java.util.Optional;
import org.upgradefilter.http.ProtocolToken;

/**
 * The rules in order. Each offer is decided by the first rule that matches the request and names
 * it; then the first matching rule that requires something asks for it.
 *
 * <p>Immutable; any thread.
 */
public final class UpgradePolicy {

    private final List<Rule> rules;

    /**
     * @throws IllegalArgumentException if two rules have the same path, methods and a protocol in
     *     common, for then the second could never decide
     */
    public UpgradePolicy(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        for (int i = 0; i < rules.size(); i++) {
            for (Rule later : rules.subList(i + 1, rules.size())) {
                if (rules.get(i).contradicts(later)) {
                    throw new IllegalArgumentException(
                            "\""
                                    + rules.get(i)
                                    + "\" and \""
                                    + later
                                    + "\" decide the same offer, so the second never would; drop one,"
                                    + " or give them different methods");
                }
            }
        }
    }

    public List<Rule> rules() {
        return rules;
    }

    /** What becomes of {@code offered} on a request of this method and path. */
    public Ruling judge(String method, String path, ProtocolToken offered) {
        for (Rule rule : rules) {
            if (rule.matches(method, path) && rule.names(offered)) {
                return new Ruling.Ruled(rule);
            }
        }
        return Ruling.UNRULED;
    }

    /**
     * The first rule that requires a protocol of such a request; an earlier rule makes no exception
     * from it. Allocates nothing if none does.
     */
    public Optional<Rule> requirement(String method, String path) {
        for (Rule rule : rules) {
            if (rule.verdict() instanceof Verdict.Require && rule.matches(method, path)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }
}
