package org.upgradefilter.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.Field;

class RefusalTest {

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 405, 426, 503, 599})
    void hasTheStatusOfAnError(int status) {
        assertEquals(status, new Refusal(status, List.of(), "").status());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101, 200, 307, 399, 600})
    void hasNoOtherStatus(int status) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> new Refusal(status, List.of(), ""));
        assertEquals("a refusal has a status of 400 to 599: " + status, e.getMessage());
    }

    @Test
    void keepsItsOwnCopy() {
        List<Field> fields = new ArrayList<>(List.of(new Field("Upgrade", "websocket")));
        Refusal refusal = new Refusal(426, fields, "");
        fields.clear();
        assertEquals(List.of(new Field("Upgrade", "websocket")), refusal.fields());
    }
}
