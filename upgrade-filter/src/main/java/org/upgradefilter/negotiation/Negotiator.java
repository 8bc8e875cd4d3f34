package org.upgradefilter.negotiation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.negotiation.Judgement.Decision;
import org.upgradefilter.negotiation.Judgement.Kind;
import org.upgradefilter.policy.Access;
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
 * offer in the preferred order that is permitted and whose handshake succeeds is taken; what the
 * path requires and nobody offered is asked for; else the request passes.
 *
 * <p>Pure and immutable; any thread.
 */
public final class Negotiator {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UPGRADE_REQUIRED = 426;

    private final UpgradePolicy policy;
    private final Map<Rule, List<UpgradeProtocol>> protocols = new HashMap<>();
    private final Manner manner;

    /**
     * Judges in the manner of {@link Manner#DEFAULT}.
     *
     * @throws IllegalArgumentException if two rules decide the same offer
     */
    public Negotiator(List<Installed> installed) {
        this(installed, Manner.DEFAULT);
    }

    /**
     * Judges by rules, and in a manner.
     *
     * @throws IllegalArgumentException if two rules decide the same offer
     */
    public Negotiator(List<Installed> installed, Manner manner) {
        policy = new UpgradePolicy(installed.stream().map(Installed::rule).toList());
        installed.forEach(one -> protocols.put(one.rule(), one.protocols()));
        this.manner = manner;
    }

    public UpgradePolicy policy() {
        return policy;
    }

    /** False if such a request need not be judged unless it offers something. */
    public boolean mayRequire(String method, String path) {
        return policy.mayRequire(method, path);
    }

    /** The outcome for a user who has no role. */
    public Outcome judge(RequestHead head) {
        return judge(head, role -> false).outcome();
    }

    /**
     * Judges a request.
     *
     * @param roles tells whether the user has a role
     */
    public Judgement judge(RequestHead head, Predicate<String> roles) {
        List<Decision> decisions = new ArrayList<>();
        List<Permitted> permitted = new ArrayList<>();
        for (ProtocolToken offered : mayOffer(head) ? head.offers() : List.<ProtocolToken>of()) {
            Ruling ruling = policy.judge(head, offered);
            Rule rule = ruling instanceof Ruling.Ruled ruled ? ruled.rule() : null;
            Optional<Refusal> denial = denial(rule);
            if (denial.isPresent()) {
                decisions.add(new Decision(offered, rule, Kind.DENIED));
                return new Judgement(new Outcome.Refuse(denial.get()), decisions);
            }
            if (rule == null) {
                decisions.add(new Decision(offered, null, Kind.UNRULED));
            } else if (rule.verdict() instanceof Verdict.Ignore) {
                decisions.add(new Decision(offered, rule, Kind.IGNORED));
            } else if (canBeTaken(head)) {
                permitted.add(new Permitted(offered, rule));
            } else {
                decisions.add(new Decision(offered, rule, Kind.DECLINED));
            }
        }
        return attempt(head, inOrder(permitted), roles, decisions);
    }

    private Optional<Refusal> denial(@Nullable Rule rule) {
        if (rule == null) {
            return manner.otherwise() == Manner.Otherwise.DENY
                    ? Optional.of(refused(FORBIDDEN))
                    : Optional.empty();
        }
        return rule.verdict() instanceof Verdict.Deny deny
                ? Optional.of(refused(deny.status()))
                : Optional.empty();
    }

    private List<Permitted> inOrder(List<Permitted> permitted) {
        if (manner.preference() == Manner.Preference.CLIENT || permitted.size() < 2) {
            return permitted;
        }
        List<Permitted> ordered = new ArrayList<>(permitted);
        ordered.sort(
                Comparator.comparingInt((Permitted one) -> policy.rules().indexOf(one.rule))
                        .thenComparingInt(Permitted::rank));
        return ordered;
    }

    private Judgement attempt(
            RequestHead head,
            List<Permitted> permitted,
            Predicate<String> roles,
            List<Decision> decisions) {
        for (Permitted candidate : permitted) {
            Handshake handshake = handshake(head, candidate, roles);
            Kind kind = kind(handshake);
            decisions.add(new Decision(candidate.offered, candidate.rule, kind));
            if (handshake instanceof Handshake.Accepted accepted) {
                return new Judgement(new Outcome.Switch(candidate.rule, accepted), decisions);
            }
            if (handshake instanceof Handshake.Refused refused) {
                return new Judgement(new Outcome.Refuse(refused.refusal()), decisions);
            }
            if (handshake instanceof Handshake.PassedOn) {
                return new Judgement(Outcome.PASS_THROUGH, decisions);
            }
        }
        Optional<Rule> required = policy.requirement(head);
        if (required.isEmpty()) {
            return new Judgement(Outcome.PASS_THROUGH, decisions);
        }
        Rule rule = required.get();
        decisions.add(new Decision(rule.protocols().get(0), rule, Kind.REQUIRED));
        return new Judgement(demand(head, rule), decisions);
    }

    private static Kind kind(Handshake handshake) {
        if (handshake instanceof Handshake.Accepted) {
            return Kind.SWITCHED;
        }
        if (handshake instanceof Handshake.Refused) {
            return Kind.REFUSED;
        }
        return handshake instanceof Handshake.PassedOn ? Kind.PASSED_ON : Kind.DECLINED;
    }

    private Handshake handshake(RequestHead head, Permitted candidate, Predicate<String> roles) {
        Handshake last = new Handshake.Declined("the method cannot ask for it");
        for (UpgradeProtocol protocol : protocols.getOrDefault(candidate.rule, List.of())) {
            if (!protocol.token().covers(candidate.offered)
                    || !protocol.methods().contains(head.method())) {
                continue;
            }
            Optional<Refusal> stranger = stranger(candidate.rule.access(), head, roles);
            if (stranger.isPresent()) {
                return new Handshake.Refused(stranger.get());
            }
            last = protocol.handshake(head, candidate.offered);
            if (!(last instanceof Handshake.Declined)) {
                return last;
            }
        }
        return last;
    }

    private static Optional<Refusal> stranger(
            Access access, RequestHead head, Predicate<String> roles) {
        if (!(access instanceof Access.InRole needed)) {
            return Optional.empty();
        }
        if (head.principal() == null) {
            // RFC 9110 §15.5.2 wants a challenge; this one makes no browser ask its user.
            return Optional.of(
                    new Refusal(
                            UNAUTHORIZED,
                            List.of(new Field("WWW-Authenticate", "Bearer")),
                            "An upgrade of the connection is only for those who are logged in."));
        }
        return needed.roles().isEmpty() || needed.roles().stream().anyMatch(roles)
                ? Optional.empty()
                : Optional.of(refused(FORBIDDEN));
    }

    /**
     * Whether {@code Upgrade} counts at all: only in HTTP/1.1, only if {@code Connection} names it
     * (§7.6.1), and never with CONNECT.
     */
    private static boolean mayOffer(RequestHead head) {
        return head.version().equals("HTTP/1.1")
                && head.fields().hasMember("Connection", "upgrade")
                && !head.method().equals("CONNECT");
    }

    /**
     * Whether an offer could be taken here: not where content is still to be read, or its end is in
     * doubt (RFC 9112 §6.1), nor where the client awaits a 100 before the 101 (§7.8), which not
     * every container would send.
     */
    private static boolean canBeTaken(RequestHead head) {
        return !head.hasContent() && !head.fields().contains("Expect");
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
                        .distinct()
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

    private static Refusal refused(int status) {
        return new Refusal(
                status, List.of(), "An upgrade of the connection is not permitted here.");
    }

    private record Permitted(ProtocolToken offered, Rule rule) {

        /** Where the rule names it. */
        int rank() {
            for (int i = 0; i < rule.protocols().size(); i++) {
                if (rule.protocols().get(i).covers(offered)) {
                    return i;
                }
            }
            return rule.protocols().size();
        }
    }
}
