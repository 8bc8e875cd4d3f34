package org.upgradefilter.policy;

/** What the policy says of one offer. */
public sealed interface Ruling {

    /** A rule names the offer. */
    record Ruled(Rule rule) implements Ruling {}

    /** No rule does; so nothing is upgraded, and whoever stands behind the filter may see to it. */
    record Unruled() implements Ruling {}

    /** The only {@link Unruled}. */
    Ruling UNRULED = new Unruled();
}
