package org.upgradefilter.negotiation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Ruling;
import org.upgradefilter.policy.UpgradePolicy;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;
import org.upgradefilter.protocol.UpgradeProtocol;

/**
 * Makes one {@link Outcome} of what the client offers, what the policy says and what is installed
 * (RFC 9110 §7.8).
 *
 * <p>In this order: an offer that is denied refuses the request, whatever else it offers; the first
 * offer in the client's order that is permitted and whose handshake succeeds is taken; what the
 * path requires and nobody offered is asked for; else the request passes.
 *
 * <p>Pure and immutable; any thread.
 */
public final class Negotiator {

    private static final int FORBIDDEN = 403;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UPGRADE_REQUIRED = 426;

    private final UpgradePolicy policy;
    private final Map<Rule, List<UpgradeProtocol>> protocols = new HashMap<>();

    /**
     * @throws IllegalArgumentException if two rules decide the same offer
     */
    public Negotiator(List<Installed> installed) {
        policy = new UpgradePolicy(installed.stream().map(Installed::rule).toList());
        installed.forEach(one -> protocols.put(one.rule(), one.protocols()));
    }

    public UpgradePolicy policy() {
        return policy;
    }

    /** True if such a request must be judged even if it offers nothing. */
    public boolean requiresAnything(String method, String path) {
        return policy.requirement(method, path).isPresent();
    }

    /** Judges a request. */
    public Outcome judge(RequestHead head) {
        List<Permitted> permitted = new ArrayList<>();
        if (mayOffer(head)) {
            for (ProtocolToken offered : head.offers()) {
                Ruling ruling = policy.judge(head.method(), head.path(), offered);
                if (!(ruling instanceof Ruling.Ruled ruled)) {
                    continue;
                }
                if (ruled.rule().verdict() instanceof Verdict.Deny deny) {
                    return new Outcome.Refuse(denied(deny));
                }
                if (!(ruled.rule().verdict() instanceof Verdict.Ignore)) {
                    permitted.add(new Permitted(offered, ruled.rule()));
                }
            }
        }
        for (Permitted candidate : permitted) {
            Optional<Outcome> outcome = attempt(head, candidate);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        return policy.requirement(head.method(), head.path())
                .map(rule -> demand(head, rule))
                .orElse(Outcome.PASS_THROUGH);
    }

    /**
     * Whether {@code Upgrade} counts at all: only in HTTP/1.1, only if {@code Connection} names it
     * (§7.6.1), never with CONNECT, and never where the end of the content is in doubt (RFC 9112
     * §6.1) or still to be read.
     */
    private static boolean mayOffer(RequestHead head) {
        return head.version().equals("HTTP/1.1")
                && head.fields().hasMember("Connection", "upgrade")
                && !head.method().equals("CONNECT")
                && !head.hasContent();
    }

    private Optional<Outcome> attempt(RequestHead head, Permitted candidate) {
        for (UpgradeProtocol protocol : protocols.getOrDefault(candidate.rule, List.of())) {
            if (!protocol.token().covers(candidate.offered)
                    || !protocol.methods().contains(head.method())) {
                continue;
            }
            Handshake handshake = protocol.handshake(head, candidate.offered);
            if (handshake instanceof Handshake.Accepted accepted) {
                return Optional.of(new Outcome.Switch(candidate.rule, accepted));
            }
            if (handshake instanceof Handshake.Refused refused) {
                return Optional.of(new Outcome.Refuse(refused.refusal()));
            }
        }
        return Optional.empty();
    }

    private Outcome demand(RequestHead head, Rule rule) {
        List<UpgradeProtocol> acceptable = protocols.getOrDefault(rule, List.of());
        Set<String> methods = new TreeSet<>();
        acceptable.forEach(protocol -> methods.addAll(protocol.methods()));
        if (methods.contains("GET")) {
            // Whoever asks with HEAD wants to hear what GET would say (RFC 9110 §9.3.2).
            methods.add("HEAD");
        }
        if (!methods.contains(head.method())) {
            return new Outcome.Refuse(
                    new Refusal(
                            METHOD_NOT_ALLOWED,
                            List.of(new Field("Allow", String.join(", ", methods))),
                            "This resource is reached by an upgrade of the connection, which this"
                                    + " method cannot ask for."));
        }
        String upgrade =
                acceptable.stream()
                        .map(protocol -> protocol.token().toString())
                        .collect(Collectors.toCollection(LinkedHashSet::new))
                        .stream()
                        .collect(Collectors.joining(", "));
        if (!head.version().equals("HTTP/1.1")) {
            // Upgrade means nothing there (§7.8), so an answer that asks for it would be no help.
            return new Outcome.Refuse(
                    new Refusal(
                            FORBIDDEN,
                            List.of(),
                            "This resource is only reached over HTTP/1.1, by an upgrade of the"
                                    + " connection to "
                                    + upgrade
                                    + "."));
        }
        return new Outcome.Refuse(
                new Refusal(
                        UPGRADE_REQUIRED,
                        List.of(new Field("Upgrade", upgrade)),
                        "This resource is only reached by an upgrade of the connection to "
                                + upgrade
                                + "."));
    }

    private static Refusal denied(Verdict.Deny deny) {
        return new Refusal(
                deny.status(), List.of(), "An upgrade of the connection is not permitted here.");
    }

    private record Permitted(ProtocolToken offered, Rule rule) {}
}
