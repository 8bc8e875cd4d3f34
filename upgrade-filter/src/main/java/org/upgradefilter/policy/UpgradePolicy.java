package org.upgradefilter.policy;

import java.util.List;
import java.util.Optional;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;

/**
 * The rules in order. Each offer is decided by the first rule that matches the request and names
 * it; then the first matching rule that requires something asks for it.
 *
 * <p>Immutable; any thread.
 */
public final class UpgradePolicy {

    private final List<Rule> rules;

    /**
     * @throws IllegalArgumentException if a rule could never decide, for an earlier one decides the
     *     same, or more
     */
    public UpgradePolicy(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        for (int i = 0; i < rules.size(); i++) {
            for (Rule later : rules.subList(i + 1, rules.size())) {
                requireUseful(rules.get(i), later);
            }
        }
    }

    /**
     * Checks one rule against one before it.
     *
     * @throws IllegalArgumentException if {@code later} could never decide because of {@code
     *     earlier}
     */
    public static void requireUseful(Rule earlier, Rule later) {
        if (earlier.contradicts(later)) {
            throw new IllegalArgumentException(
                    "\""
                            + earlier
                            + "\" and \""
                            + later
                            + "\" decide the same offer, so the second never would; drop one,"
                            + " or tell them apart by methods=, from= or host=");
        }
        if (earlier.covers(later)) {
            throw new IllegalArgumentException(
                    "\""
                            + earlier
                            + "\" decides all that \""
                            + later
                            + "\" is for, so the second never would; put it first, or drop it");
        }
    }

    public List<Rule> rules() {
        return rules;
    }

    /** What becomes of {@code offered} on this request. */
    public Ruling judge(RequestHead head, ProtocolToken offered) {
        for (Rule rule : rules) {
            if (rule.names(offered) && rule.matches(head)) {
                return new Ruling.Ruled(rule);
            }
        }
        return Ruling.UNRULED;
    }

    /**
     * The first rule that requires protocols of this request none of which is in effect; no earlier
     * rule excepts from it.
     */
    public Optional<Rule> requirement(RequestHead head) {
        for (Rule rule : rules) {
            if (rule.verdict() instanceof Verdict.Require
                    && rule.matches(head)
                    && rule.protocols().stream().noneMatch(head::isInEffect)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /**
     * False if no such request is required to offer anything. Allocates nothing; so the path comes
     * in the two parts a servlet mapping makes of it, of which the second may be empty.
     */
    public boolean mayRequire(String method, String pathBegin, String pathRest) {
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            if (rule.verdict() instanceof Verdict.Require
                    && rule.mayMatch(method, pathBegin, pathRest)) {
                return true;
            }
        }
        return false;
    }
}
