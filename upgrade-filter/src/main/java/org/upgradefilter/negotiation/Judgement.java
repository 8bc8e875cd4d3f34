package org.upgradefilter.negotiation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.policy.Rule;

/**
 * An outcome, and how it came about.
 *
 * @param decisions one for each offer that was looked at, in order, and one for a requirement
 */
public record Judgement(Outcome outcome, List<Decision> decisions) {

    public Judgement {
        decisions = List.copyOf(decisions);
    }

    /** The same, but that the last offer came to something else when it was carried out. */
    public Judgement endingIn(Kind kind) {
        return endingIn(kind, "");
    }

    /** Likewise, with the reason. */
    public Judgement endingIn(Kind kind, String reason) {
        int last = decisions.size() - 1;
        List<Decision> revised = new ArrayList<>(decisions);
        Decision decision = decisions.get(last);
        revised.set(last, new Decision(decision.protocol(), decision.rule(), kind, reason));
        return new Judgement(outcome, revised);
    }

    /**
     * What became of one offer.
     *
     * @param protocol as offered; of a requirement, what is asked for first
     * @param rule the rule that decided; null if none names the offer
     * @param reason why it was declined; else empty
     */
    public record Decision(ProtocolToken protocol, @Nullable Rule rule, Kind kind, String reason) {

        /** Where rule and kind say all. */
        public Decision(ProtocolToken protocol, @Nullable Rule rule, Kind kind) {
            this(protocol, rule, kind, "");
        }

        /** Rule, kind and reason, for the log. */
        public String inWords() {
            if (rule == null) {
                return "no rule is for it";
            }
            String by = kind.name().toLowerCase(Locale.ROOT) + " by \"" + rule + "\"";
            return reason.isEmpty() ? by : by + ": " + reason;
        }
    }

    /** How an offer was decided. */
    public enum Kind {
        /** The connection is switched. */
        SWITCHED,
        /** The offer goes on to an endpoint behind us. */
        PASSED_ON,
        /** The protocol did not want it, and the next was tried. */
        DECLINED,
        /** The protocol, a limit, or who may use it, refuses the request. */
        REFUSED,
        /** A rule denies it. */
        DENIED,
        /** A rule ignores it. */
        IGNORED,
        /** No rule names it. */
        UNRULED,
        /** Nobody made the offer, and a rule requires it. */
        REQUIRED
    }
}
