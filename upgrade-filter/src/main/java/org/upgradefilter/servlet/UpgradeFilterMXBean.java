package org.upgradefilter.servlet;

import java.util.List;
import org.upgradefilter.takeover.Switched;

/**
 * What a filter is doing, for people who look after it.
 *
 * <p>Registered as {@code org.upgradefilter:type=UpgradeFilter,host=...,context=...,name=...}, and
 * found by an application with {@link UpgradeFilter#state}. Any thread; every call looks afresh.
 */
public interface UpgradeFilterMXBean {

    /** How many connections are upgraded now. */
    int getConnectionCount();

    /** The connections that are upgraded now, oldest first. */
    List<Live> getConnections();

    /** How often each rule has decided what, in no particular order. */
    List<Count> getCounts();

    /** The rules in order, as they would be written. */
    List<String> getRules();

    /** A connection. */
    final class Live {

        private final String protocol;
        private final String path;
        private final String remoteAddress;
        private final String since;

        Live(Switched switched) {
            protocol = switched.protocol();
            path = switched.path();
            remoteAddress = switched.remoteAddress();
            since = switched.since().toString();
        }

        /** What {@code Upgrade} of the 101 named. */
        public String getProtocol() {
            return protocol;
        }

        /** Within the web application, decoded. */
        public String getPath() {
            return path;
        }

        public String getRemoteAddress() {
            return remoteAddress;
        }

        /** When it was switched (ISO 8601, UTC). */
        public String getSince() {
            return since;
        }
    }

    /** A counter. */
    final class Count {

        private final String rule;
        private final String protocol;
        private final String outcome;
        private final long total;

        Count(String rule, String protocol, String outcome, long total) {
            this.rule = rule;
            this.protocol = protocol;
            this.outcome = outcome;
            this.total = total;
        }

        /** As it would be written; {@code none} for offers that no rule names. */
        public String getRule() {
            return rule;
        }

        /** As the rule spells it; {@code other} for offers that no rule names. */
        public String getProtocol() {
            return protocol;
        }

        /**
         * {@code switched}, {@code passed_on}, {@code declined}, {@code refused}, {@code denied},
         * {@code ignored}, {@code unruled} or {@code required}.
         */
        public String getOutcome() {
            return outcome;
        }

        public long getTotal() {
            return total;
        }
    }
}
