package org.upgradefilter.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.ProtocolToken;

class HandshakeTest {

    private static final ConnectionFactory NEVER =
            (duplex, timer) -> {
                throw new AssertionError("nothing is connected here");
            };

    @Test
    void aSwitchIsToSomething() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new Handshake.Accepted(List.of(), List.of(), NEVER));
        assertEquals("a switch must be to something", e.getMessage());
    }

    @Test
    void keepsItsOwnCopies() {
        List<ProtocolToken> inEffect = new ArrayList<>(List.of(new ProtocolToken("foo", "1")));
        List<Field> fields = new ArrayList<>(List.of(new Field("Foo", "bar")));
        Handshake.Accepted accepted = new Handshake.Accepted(inEffect, fields, NEVER);
        inEffect.clear();
        fields.clear();
        assertEquals(List.of(new ProtocolToken("foo", "1")), accepted.inEffect());
        assertEquals(List.of(new Field("Foo", "bar")), accepted.fields());
    }
}
