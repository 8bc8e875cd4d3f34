package org.upgradefilter.protocol;

import java.util.List;
import org.upgradefilter.http.Field;

/**
 * An answer instead of a switch.
 *
 * @param status 400 to 599 (RFC 9110 §15)
 * @param fields the fields the status asks for, as {@code Upgrade} with 426
 * @param detail one sentence for the person in front of the client; never the client's own bytes
 */
public record Refusal(int status, List<Field> fields, String detail) {

    /**
     * @throws IllegalArgumentException if the status is not an error
     */
    public Refusal {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("a refusal has a status of 400 to 599: " + status);
        }
        fields = List.copyOf(fields);
    }
}
