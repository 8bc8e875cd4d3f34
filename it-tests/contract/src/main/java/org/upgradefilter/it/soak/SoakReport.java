package org.upgradefilter.it.soak;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * What a soak has shown.
 *
 * @param worst what an honest client has waited for an echo at most, without what the machine was
 *     not there for
 * @param answers how often each kind of abuse has had which answer
 * @param text all of it, for people
 */
record SoakReport(Duration worst, Map<Abuse, Map<String, Integer>> answers, String text) {

    static SoakReport of(HonestClients honest, Abusers abusers, MachineStalls stalls) {
        Waits waits = honest.waits();
        StringBuilder text = new StringBuilder();
        text.append("honest messages: ").append(honest.echoed());
        text.append(", of which 99.9 % came back within ").append(waits.allButOneIn(1000));
        text.append(" ms, and the worst in ").append(waits.worst().toMillis());
        text.append(" ms, or ").append(waits.worstBut(stalls).toMillis());
        text.append(" ms of what the machine gave us, for others had ");
        text.append(stalls.percent()).append(" % of it");
        Map<Abuse, Map<String, Integer>> answers = abusers.answers();
        answers.forEach(
                (abuse, counts) -> text.append('\n').append(abuse).append(": ").append(counts));
        return new SoakReport(waits.worstBut(stalls), answers, text.toString());
    }

    /** What each kind of abuse should not have been answered, and null for no answer at all. */
    Map<Abuse, Set<String>> wrongAnswers() {
        Map<Abuse, Set<String>> wrong = new EnumMap<>(Abuse.class);
        for (Abuse abuse : Abuse.values()) {
            Set<String> given = answers.getOrDefault(abuse, Map.of()).keySet();
            if (!given.equals(Set.of(abuse.answer()))) {
                wrong.put(abuse, given);
            }
        }
        return wrong;
    }
}
