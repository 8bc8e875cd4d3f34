package org.upgradefilter.policy;

import java.util.Set;
import java.util.TreeSet;

/** Whom a rule lets upgrade, by what the container knows of the user. */
public sealed interface Access {

    /** Anybody. */
    Access ANYBODY = new Anybody();

    /** Whoever the container has authenticated. */
    Access AUTHENTICATED = new InRole(Set.of());

    /** Everybody. See {@link #ANYBODY}. */
    record Anybody() implements Access {
        @Override
        public String toString() {
            return "";
        }
    }

    /**
     * Whoever is authenticated and has one of the roles.
     *
     * @param roles empty if being authenticated is enough
     */
    record InRole(Set<String> roles) implements Access {

        public InRole {
            roles = Set.copyOf(roles);
        }

        @Override
        public String toString() {
            return roles.isEmpty()
                    ? "authenticated=true"
                    : "role=" + String.join(",", new TreeSet<>(roles));
        }
    }
}
