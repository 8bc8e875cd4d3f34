package org.upgradefilter.negotiation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
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

    private final UpgradePolicy policy;
    private final Map<Rule, List<UpgradeProtocol>> protocols = new HashMap<>();
    private final Manner manner;

    /**
     * Judges in the manner of {@link Manner#DEFAULT}.
     *
     * @throws IllegalArgumentException if a rule could never decide, for an earlier one does
     */
    public Negotiator(List<Installed> installed) {
        this(installed, Manner.DEFAULT);
    }

    /**
     * Judges by rules, and in a manner.
     *
     * @throws IllegalArgumentException if a rule could never decide, for an earlier one does
     */
    public Negotiator(List<Installed> installed, Manner manner) {
        policy = new UpgradePolicy(installed.stream().map(Installed::rule).toList());
        installed.forEach(one -> protocols.put(one.rule(), one.protocols()));
        this.manner = manner;
    }

    private Negotiator(Negotiator other, UnaryOperator<UpgradeProtocol> change) {
        policy = other.policy;
        other.protocols.forEach(
                (rule, some) -> protocols.put(rule, some.stream().map(change).toList()));
        manner = other.manner;
    }

    /** One that judges alike, by what {@code change} makes of each protocol. */
    public Negotiator with(UnaryOperator<UpgradeProtocol> change) {
        return new Negotiator(this, change);
    }

    public UpgradePolicy policy() {
        return policy;
    }

    /** What rules allow or require, in no order. */
    public List<UpgradeProtocol> protocols() {
        return protocols.values().stream().flatMap(List::stream).toList();
    }

    /** What is set up for a rule, one for each token it allows or requires; else empty. */
    public List<UpgradeProtocol> protocols(Rule rule) {
        return protocols.getOrDefault(rule, List.of());
    }

    /** False if such a request need not be judged unless it offers something. Allocates nothing. */
    public boolean mayRequire(String method, String pathBegin, String pathRest) {
        return policy.mayRequire(method, pathBegin, pathRest);
    }

    /** False if offers of {@code protocol} are nothing to us, whatever the request. */
    public boolean concerns(ProtocolToken protocol) {
        return manner.otherwise() == Manner.Otherwise.DENY
                || policy.rules().stream().anyMatch(rule -> rule.names(protocol));
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
        Offers offers = new Offers(roles, this::protocols);
        Optional<Outcome> decided = judge(head, head.offers(), offers);
        return decided.isPresent()
                ? new Judgement(decided.get(), offers.decisions)
                : withoutSwitch(head, offers.decisions);
    }

    /**
     * Judges a request once more, whose switch turned out to be none that can be made: as if the
     * protocol had declined.
     */
    public Judgement withoutSwitch(RequestHead head, Judgement switching) {
        return withoutSwitch(
                head,
                switching
                        .endingIn(
                                Kind.DECLINED,
                                "its content is gone, or there is no room for another connection")
                        .decisions());
    }

    private Judgement withoutSwitch(RequestHead head, List<Decision> decisions) {
        Optional<Rule> required = policy.requirement(head);
        if (required.isEmpty()) {
            return new Judgement(Outcome.PASS_THROUGH, decisions);
        }
        Rule rule = required.get();
        List<Decision> all = new ArrayList<>(decisions);
        all.add(new Decision(rule.protocols().get(0), rule, Kind.REQUIRED));
        Demand demand = new Demand(rule, protocols(rule));
        return new Judgement(demand.of(head), all);
    }

    /**
     * Judges a request that was passed on, for a servlet that asks for {@code protocol} itself: its
     * offers of that, by the same rules. Nothing is demanded.
     *
     * @param roles tells whether the user has a role
     */
    public Judgement judge(RequestHead head, Predicate<String> roles, UpgradeProtocol protocol) {
        Offers offers = new Offers(roles, rule -> List.of(protocol));
        List<ProtocolToken> offered =
                head.offers().stream().filter(protocol.token()::covers).toList();
        return new Judgement(
                judge(head, offered, offers).orElse(Outcome.PASS_THROUGH), offers.decisions);
    }

    /** The outcome if an offer decides it. */
    private Optional<Outcome> judge(RequestHead head, List<ProtocolToken> offered, Offers offers) {
        List<Permitted> permitted = new ArrayList<>();
        for (ProtocolToken offer : mayOffer(head) ? offered : List.<ProtocolToken>of()) {
            Ruling ruling = policy.judge(head, offer);
            Rule rule = ruling instanceof Ruling.Ruled ruled ? ruled.rule() : null;
            Optional<Refusal> denial = denial(rule);
            if (denial.isPresent()) {
                offers.decided(offer, rule, Kind.DENIED);
                return Optional.of(new Outcome.Refuse(denial.get()));
            }
            if (rule == null) {
                offers.decided(offer, null, Kind.UNRULED);
            } else if (rule.verdict() instanceof Verdict.Ignore) {
                offers.decided(offer, rule, Kind.IGNORED);
            } else if (!canBeTaken(head)) {
                offers.declined(offer, rule, "Expect, or content of no certain length");
            } else if (!head.isMeaningful(offer)) {
                offers.declined(offer, rule, "the request has come by TLS");
            } else {
                permitted.add(new Permitted(offer, rule));
            }
        }
        return attempt(head, inOrder(permitted), offers);
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

    private static Optional<Outcome> attempt(
            RequestHead head, List<Permitted> permitted, Offers offers) {
        for (Permitted candidate : permitted) {
            Handshake handshake = handshake(head, candidate, offers);
            if (handshake instanceof Handshake.Declined declined) {
                offers.declined(candidate.offered, candidate.rule, declined.reason());
                continue;
            }
            offers.decided(candidate.offered, candidate.rule, kind(handshake));
            if (handshake instanceof Handshake.Accepted accepted) {
                return Optional.of(
                        new Outcome.Switch(
                                candidate.rule, accepted, isOptional(candidate, offers)));
            }
            if (handshake instanceof Handshake.Refused refused) {
                return Optional.of(new Outcome.Refuse(refused.refusal()));
            }
            return Optional.of(Outcome.PASS_THROUGH);
        }
        return Optional.empty();
    }

    private static boolean isOptional(Permitted taken, Offers offers) {
        return taken.rule.verdict() == Verdict.ALLOW
                && offers.protocols.apply(taken.rule).stream()
                        .filter(protocol -> protocol.token().covers(taken.offered))
                        .allMatch(UpgradeProtocol::carriesHttp);
    }

    private static Kind kind(Handshake handshake) {
        if (handshake instanceof Handshake.Accepted) {
            return Kind.SWITCHED;
        }
        if (handshake instanceof Handshake.Refused) {
            return Kind.REFUSED;
        }
        return Kind.PASSED_ON;
    }

    private static Handshake handshake(RequestHead head, Permitted candidate, Offers offers) {
        Handshake last = new Handshake.Declined("nothing that is installed speaks it");
        for (UpgradeProtocol protocol : offers.protocols.apply(candidate.rule)) {
            if (!protocol.token().covers(candidate.offered)) {
                continue;
            }
            if (!protocol.honours(head.method())) {
                last = new Handshake.Declined("the method cannot ask for it");
                continue;
            }
            if (protocol.maxContentBytes() < head.contentBytes()) {
                last = new Handshake.Declined("there is more content than may ask for it");
                continue;
            }
            Optional<Refusal> stranger = stranger(candidate.rule.access(), head, offers.roles);
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
     * Whether an offer could be taken here: not where the end of content is in doubt (RFC 9112
     * §6.1), or comes nobody knows when, nor where the client awaits a 100 before the 101 (§7.8),
     * which not every container would send.
     */
    private static boolean canBeTaken(RequestHead head) {
        return head.contentBytes() >= 0 && !head.fields().contains("Expect");
    }

    private static Refusal refused(int status) {
        return new Refusal(
                status, List.of(), "An upgrade of the connection is not permitted here.");
    }

    /**
     * The offers of one request while they are judged.
     *
     * @param roles tells whether the user has a role
     * @param protocols what the offers that a rule permits are handed to
     * @param decisions what has become of them so far
     */
    private record Offers(
            Predicate<String> roles,
            Function<Rule, List<UpgradeProtocol>> protocols,
            List<Decision> decisions) {

        Offers(Predicate<String> roles, Function<Rule, List<UpgradeProtocol>> protocols) {
            this(roles, protocols, new ArrayList<>());
        }

        void decided(ProtocolToken offered, @Nullable Rule rule, Kind kind) {
            decisions.add(new Decision(offered, rule, kind));
        }

        void declined(ProtocolToken offered, Rule rule, String reason) {
            decisions.add(new Decision(offered, rule, Kind.DECLINED, reason));
        }
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
