package org.upgradefilter.servlet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.negotiation.Judgement;
import org.upgradefilter.negotiation.Judgement.Decision;
import org.upgradefilter.negotiation.Judgement.Kind;
import org.upgradefilter.policy.Rule;

/** How often each rule has decided what of which protocol. Any thread. */
final class Tally {

    /** Counted for offers that no rule names: their tokens are the client's, and without end. */
    private static final String OTHER = "other";

    private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

    void count(Judgement judgement) {
        judgement.decisions().forEach(this::count);
    }

    private void count(Decision decision) {
        Rule rule = decision.rule();
        // Told apart as they are, and put into words only for whoever reads.
        Key key =
                new Key(
                        rule,
                        rule == null ? OTHER : name(rule, decision.protocol()),
                        decision.kind());
        counts.computeIfAbsent(key, absent -> new LongAdder()).increment();
    }

    /** As the rule spells it, for the client's spelling is without end as well. */
    private static String name(Rule rule, ProtocolToken offered) {
        return rule.protocols().stream()
                .filter(token -> token.covers(offered) || offered.covers(token))
                .findFirst()
                .map(ProtocolToken::toString)
                .orElse(OTHER);
    }

    List<UpgradeFilterMXBean.Count> counts() {
        List<UpgradeFilterMXBean.Count> all = new ArrayList<>();
        counts.forEach(
                (key, count) ->
                        all.add(
                                new UpgradeFilterMXBean.Count(
                                        key.rule == null ? "none" : key.rule.toString(),
                                        key.protocol,
                                        key.outcome.name().toLowerCase(Locale.ROOT),
                                        count.sum())));
        return all;
    }

    private record Key(@Nullable Rule rule, String protocol, Kind outcome) {}
}
