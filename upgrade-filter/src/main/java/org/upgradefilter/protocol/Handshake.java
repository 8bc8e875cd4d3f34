package org.upgradefilter.protocol;

import java.util.List;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.ProtocolToken;

/** What a protocol says to one offer. */
public sealed interface Handshake {

    /**
     * We switch.
     *
     * @param inEffect what {@code Upgrade} of the 101 names, lowest layer first (RFC 9110 §15.2.2);
     *     not empty
     * @param fields further fields of the 101; {@code Upgrade} and {@code Connection} not among
     *     them
     * @param connections makes the connection, once
     */
    record Accepted(List<ProtocolToken> inEffect, List<Field> fields, ConnectionFactory connections)
            implements Handshake {
        public Accepted {
            inEffect = List.copyOf(inEffect);
            fields = List.copyOf(fields);
            if (inEffect.isEmpty()) {
                throw new IllegalArgumentException("a switch must be to something");
            }
            for (Field field : fields) {
                if (field.name().equalsIgnoreCase("Upgrade")
                        || field.name().equalsIgnoreCase("Connection")) {
                    throw new IllegalArgumentException(field.name() + " follows from the switch");
                }
            }
        }
    }

    /**
     * Not this one: the next offer is tried, or the request is served as plain HTTP/1.1.
     *
     * @param reason for the log
     */
    record Declined(String reason) implements Handshake {}

    /**
     * The offer is in order and goes on to whoever stands behind us: an endpoint of the container's
     * own, or a servlet that asks for the switch itself.
     */
    record PassedOn() implements Handshake {}

    /** The request is answered now, and the connection stays HTTP/1.1. */
    record Refused(Refusal refusal) implements Handshake {}
}
