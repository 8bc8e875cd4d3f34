package org.upgradefilter.negotiation;

import org.upgradefilter.http.Origin;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;

/** What becomes of a request. */
public sealed interface Outcome {

    /** It is served as plain HTTP/1.1, as if we were not there. */
    record PassThrough() implements Outcome {}

    /** It is answered now. */
    record Refuse(Refusal refusal) implements Outcome {}

    /**
     * It is answered 307: the client would rather have this resource from another origin, which it
     * says by {@code Upgrade-Insecure-Requests: 1}, than upgrade this connection.
     */
    record Redirect(Origin to) implements Outcome {}

    /**
     * Its connection is switched.
     *
     * @param rule the rule that permits it
     * @param optional true if the request can be served without: HTTP would go on in the protocol,
     *     and the rule does not require that
     */
    record Switch(Rule rule, Handshake.Accepted accepted, boolean optional) implements Outcome {}

    /** The only {@link PassThrough}. */
    Outcome PASS_THROUGH = new PassThrough();
}
