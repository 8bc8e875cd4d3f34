package org.upgradefilter.servlet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.negotiation.Judgement.Decision;
import org.upgradefilter.policy.Rule;

/** How often each rule has decided what of which protocol. Any thread. */
final class Tally {

    /** Counted for offers that no rule names: their tokens are the client's, and without end. */
    private static final String OTHER = "other";

    private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

    void count(Decision decision) {
        Rule rule = decision.rule();
        Key key =
                new Key(
                        rule == null ? "none" : rule.toString(),
                        rule == null ? OTHER : name(rule, decision.protocol()),
                        decision.kind().name().toLowerCase(Locale.ROOT));
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
                                        key.rule, key.protocol, key.outcome, count.sum())));
        return all;
    }

    private record Key(String rule, String protocol, String outcome) {}
}
