package org.upgradefilter.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;

/**
 * One line of the policy: which requests, which protocols, what of them.
 *
 * @param conditions which requests for the path
 * @param protocols the tokens it names, best first; one without a version covers every version
 * @param access who may take an offer that is allowed or required
 */
public record Rule(
        PathPattern path,
        Conditions conditions,
        List<ProtocolToken> protocols,
        Verdict verdict,
        Access access) {

    /**
     * Checks the protocols.
     *
     * @throws IllegalArgumentException if no protocol is named, or one twice
     */
    public Rule {
        protocols = List.copyOf(protocols);
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("the rule for " + path + " names no protocol");
        }
        if (new HashSet<>(protocols).size() < protocols.size()) {
            throw new IllegalArgumentException("the rule for " + path + " names a protocol twice");
        }
    }

    /** A rule for anybody, with no other condition than the methods; for all if there are none. */
    public Rule(
            PathPattern path, Set<String> methods, List<ProtocolToken> protocols, Verdict verdict) {
        this(path, Conditions.methods(methods), protocols, verdict, Access.ANYBODY);
    }

    /** The same for another path. */
    public Rule at(PathPattern other) {
        return new Rule(other, conditions, protocols, verdict, access);
    }

    /** False if it is certainly not for such a request. Allocates nothing. */
    boolean mayMatch(String method, String pathBegin, String pathRest) {
        return path.matches(pathBegin, pathRest) && conditions.allowMethod(method);
    }

    /** True if it is for this request. */
    boolean matches(RequestHead head) {
        return path.matches(head.path()) && conditions.holdFor(head);
    }

    /** True if it says something of {@code offered}. */
    public boolean names(ProtocolToken offered) {
        for (ProtocolToken protocol : protocols) {
            if (protocol.covers(offered)) {
                return true;
            }
        }
        return false;
    }

    /** As it would be written in a line. */
    @Override
    public String toString() {
        String tokens =
                protocols.stream().map(ProtocolToken::toString).collect(Collectors.joining(","));
        return Stream.of(path, verdict, tokens, setting(), conditions, access)
                .map(Object::toString)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** What the verdict's own setting says, unless it is the default. */
    private String setting() {
        if (verdict instanceof Verdict.Deny deny && !deny.equals(Verdict.DENY)) {
            return "status=" + deny.status();
        }
        return verdict instanceof Verdict.Require require && require.redirect() != null
                ? "redirect=" + require.redirect()
                : "";
    }

    /**
     * True if this, coming first, leaves nothing for {@code later} to decide. What a later rule
     * requires is asked for all the same, unless this asks for it already, and is content with
     * nothing else.
     */
    boolean covers(Rule later) {
        boolean asks = later.verdict instanceof Verdict.Require;
        return path.covers(later.path)
                && conditions.cover(later.conditions)
                && later.protocols.stream().allMatch(this::names)
                && (!asks
                        || (verdict instanceof Verdict.Require
                                && protocols.stream().allMatch(later::names)));
    }

    /** True if, for some request and offer, only the order tells which of the two decides. */
    boolean contradicts(Rule other) {
        return path.equals(other.path)
                && conditions.equals(other.conditions)
                && protocols.stream().anyMatch(other.protocols::contains);
    }
}
