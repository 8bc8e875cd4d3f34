package org.upgradefilter.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberParameterTest {

    private static final long MOST = 60_000;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 59_999, MOST})
    void isAccepted(long number) {
        OptionalLong read = new NumberParameter("ms", MOST).parse(Long.toString(number));

        assertEquals(OptionalLong.of(number), read);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", " 1", "-1", "+1", "1.0", "0x1", "١", "60001", "9223372036854775808"})
    void isNotAccepted(String text) {
        assertEquals(OptionalLong.empty(), new NumberParameter("ms", MOST).parse(text));
    }

    @Test
    void mayBeAsLargeAsALong() {
        NumberParameter n = new NumberParameter("n", Long.MAX_VALUE);

        assertEquals(OptionalLong.of(Long.MAX_VALUE), n.parse("9223372036854775807"));
        assertEquals(OptionalLong.empty(), n.parse("9223372036854775808"));
    }
}
