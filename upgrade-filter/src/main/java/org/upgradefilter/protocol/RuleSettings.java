package org.upgradefilter.protocol;

import java.util.Optional;

/**
 * What a rule says to its protocol, as in {@code name=value}. A setting that the protocol does not
 * ask for fails start-up as unknown.
 */
@FunctionalInterface
public interface RuleSettings {

    /** The value of {@code name}; empty if the rule does not give it. */
    Optional<String> text(String name);
}
