package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloseCodeTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
                4000, 4999
            })
    void mayBeSent(int code) {
        assertTrue(CloseCode.mayBeSent(code));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Integer.MIN_VALUE,
                -1,
                0,
                999,
                1004,
                1005,
                1006,
                1015,
                1016,
                1100,
                2000,
                2999,
                5000,
                65535,
                Integer.MAX_VALUE
            })
    void mayNotBeSent(int code) {
        assertFalse(CloseCode.mayBeSent(code));
    }

    @Test
    void onlyThoseForLocalUseAreNeverSent() {
        Set<CloseCode> local =
                EnumSet.of(CloseCode.NO_STATUS, CloseCode.ABNORMAL, CloseCode.TLS_HANDSHAKE);
        for (CloseCode code : CloseCode.values()) {
            assertEquals(!local.contains(code), CloseCode.mayBeSent(code.code()), code.name());
        }
    }
}
