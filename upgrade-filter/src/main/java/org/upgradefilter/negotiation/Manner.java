package org.upgradefilter.negotiation;

/**
 * What the rules leave open.
 *
 * @param preference whose order decides among offers that are permitted
 * @param otherwise what becomes of an offer that no rule names
 */
public record Manner(Preference preference, Otherwise otherwise) {

    /** The client's order, and offers without a rule pass. */
    public static final Manner DEFAULT = new Manner(Preference.CLIENT, Otherwise.PASS);

    /** Whose order decides (RFC 9110 §7.8 leaves it to the server). */
    public enum Preference {
        /** That of {@code Upgrade}. */
        CLIENT,
        /** That of the rules, and of the tokens within a rule. */
        SERVER
    }

    /** What becomes of an offer that no rule names. */
    public enum Otherwise {
        /** Whoever stands behind us does as it likes. */
        PASS,
        /** The request is answered 403. */
        DENY
    }
}
