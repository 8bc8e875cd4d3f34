package org.upgradefilter.jetty.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.http.ProtocolToken;

class OfferedTest {

    private final Offered offered = new Offered(new ProtocolToken("TLS", null), List.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TLS/1.2 | true",
                "TLS | true",
                "tls/1.0 | true",
                "'h2c, TLS/1.2' | true",
                "'TLS/1.2,h2c' | true",
                "', ,TLS/1.3 ,' | true",
                "h2c | false",
                "websocket | false",
                "'h2c, TLSX/1.2' | false",
                "'\"TLS/1.2\"' | false",
                "'' | false"
            })
    void contains_every_value_that_lists_the_protocol(String value, boolean isContained) {
        assertEquals(isContained, offered.contains(value));
    }

    @Test
    void another_is_contained_as_well_and_has_no_name() {
        Offered both =
                new Offered(
                        new ProtocolToken("TLS", null), List.of(new ProtocolToken("h2c", null)));
        assertTrue(both.contains("h2c"));
        assertTrue(both.contains("x, H2C"));
        assertTrue(both.contains("TLS/1.2"));
        assertFalse(both.contains("h2"));
        assertEquals(List.of("TLS"), List.copyOf(both));
    }

    /** By which Jetty finds factories that connections begin with. */
    @Test
    void has_one_name() {
        assertEquals(List.of("TLS"), List.copyOf(offered));
    }
}
