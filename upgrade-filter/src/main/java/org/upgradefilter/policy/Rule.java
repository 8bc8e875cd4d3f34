package org.upgradefilter.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.upgradefilter.http.ProtocolToken;

/**
 * One line of the policy: which requests, which protocols, what of them.
 *
 * @param methods the methods it is for; empty for all
 * @param protocols the tokens it names, best first; one without a version covers every version
 */
public record Rule(
        PathPattern path, Set<String> methods, List<ProtocolToken> protocols, Verdict verdict) {

    /** * @throws IllegalArgumentException if no protocol is named, or one twice */
    public Rule {
        methods = Set.copyOf(methods);
        protocols = List.copyOf(protocols);
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("the rule for " + path + " names no protocol");
        }
        if (new HashSet<>(protocols).size() < protocols.size()) {
            throw new IllegalArgumentException("the rule for " + path + " names a protocol twice");
        }
    }

    /** True if it is for this request. Allocates nothing. */
    public boolean matches(String method, String requestPath) {
        return path.matches(requestPath) && (methods.isEmpty() || methods.contains(method));
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
        StringBuilder line = new StringBuilder();
        line.append(path).append(' ').append(verdict).append(' ');
        line.append(
                protocols.stream().map(ProtocolToken::toString).collect(Collectors.joining(",")));
        if (!methods.isEmpty()) {
            line.append(" methods=").append(String.join(",", new TreeSet<>(methods)));
        }
        return line.toString();
    }

    /** True if, for some request and offer, only the order tells which of the two decides. */
    boolean contradicts(Rule other) {
        return path.equals(other.path)
                && methods.equals(other.methods)
                && protocols.stream().anyMatch(other.protocols::contains);
    }
}
