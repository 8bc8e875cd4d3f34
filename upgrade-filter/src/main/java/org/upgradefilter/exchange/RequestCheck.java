package org.upgradefilter.exchange;

import java.util.Optional;

/**
 * Looks at each request of a connection before it is handed on, as to whether its host is one that
 * the connection may speak for (RFC 9110 §7.4). Called on the strand, so it must not block.
 */
@FunctionalInterface
public interface RequestCheck {

    /** Objects to nothing. */
    RequestCheck NONE = request -> Optional.empty();

    /** What stands against the request; empty if nothing does. */
    Optional<Objection> objectionTo(HttpRequest request);

    /**
     * What a request is answered instead of being handed on; a connection of HTTP/1 is closed then.
     *
     * @param status 400 to 599
     * @param reason one sentence for the peer and the log; never the peer's own bytes
     */
    record Objection(int status, String reason) {

        /**
         * @throws IllegalArgumentException if the status is not an error
         */
        public Objection {
            if (status < 400 || status > 599) {
                throw new IllegalArgumentException("an objection has 400 to 599: " + status);
            }
        }
    }
}
