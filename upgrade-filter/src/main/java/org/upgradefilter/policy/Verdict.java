package org.upgradefilter.policy;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Origin;

/** What a rule says of an offer it names. */
public sealed interface Verdict {

    /** The offer may be taken; whoever makes none is served as plain HTTP/1.1. */
    Verdict ALLOW = new Allow();

    /** The offer may be taken; whoever makes none is answered 426 (RFC 9110 §15.5.22). */
    Verdict REQUIRE = new Require(null);

    /** The offer is treated as absent, which is always permitted (RFC 9110 §7.8). */
    Verdict IGNORE = new Ignore();

    /** The offer is refused with 403. */
    Verdict DENY = new Deny(403);

    /** See {@link #ALLOW}. */
    record Allow() implements Verdict {
        @Override
        public String toString() {
            return "allow";
        }
    }

    /**
     * See {@link #REQUIRE}.
     *
     * @param redirect where clients are sent that would rather have another origin, as browsers say
     *     by {@code Upgrade-Insecure-Requests: 1}; null for nowhere
     */
    record Require(@Nullable Origin redirect) implements Verdict {

        /**
         * @throws IllegalArgumentException if {@code redirect} is not {@code https}, which is all
         *     that such clients ask for
         */
        public Require {
            if (redirect != null && !redirect.scheme().equals("https")) {
                throw new IllegalArgumentException("redirect needs https: " + redirect);
            }
        }

        @Override
        public String toString() {
            return "require";
        }
    }

    /** See {@link #IGNORE}. */
    record Ignore() implements Verdict {
        @Override
        public String toString() {
            return "ignore";
        }
    }

    /**
     * The request is refused because of its offer.
     *
     * @param status 400 to 599
     */
    record Deny(int status) implements Verdict {

        private static final Set<Integer> NEED_A_FIELD = Set.of(401, 405, 407, 426);

        /**
         * @throws IllegalArgumentException if the status is not an error, or needs a field of which
         *     a denial knows nothing: 401, 405, 407, 426
         */
        public Deny {
            if (status < 400 || status > 599 || NEED_A_FIELD.contains(status)) {
                throw new IllegalArgumentException(
                        "deny needs a status of 400 to 599, but not 401, 405, 407 or 426: "
                                + status);
            }
        }

        @Override
        public String toString() {
            return "deny";
        }
    }
}
