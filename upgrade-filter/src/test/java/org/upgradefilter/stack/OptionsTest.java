package org.upgradefilter.stack;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    private static Options options(String name, String value) {
        return new Options(Map.of(name, value));
    }

    private static void fails(String message, Executable reading) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, reading).getMessage());
    }

    @Test
    void textIsAsItWasWritten() {
        assertEquals(Optional.of(" a=b "), options("name", " a=b ").text("name"));
        assertEquals(Optional.of(""), options("name", "").text("name"));
        assertEquals(Optional.empty(), options("name", "a").text("Name"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a | a",
                "a,b | a;b",
                "' a , b ' | a;b",
                "a,,b | a;;b",
                "a, | a;",
                ", | ;",
                "a b | a b"
            })
    void aListIsSeparatedByCommas(String value, String expected) {
        assertEquals(Arrays.asList(expected.split(";", -1)), options("l", value).list("l"));
    }

    @Test
    void anAbsentListIsEmpty() {
        assertEquals(List.of(), options("other", "a").list("l"));
    }

    @Test
    void aFlagIsTrueOrFalse() {
        assertEquals(true, options("f", "true").flag("f", false));
        assertEquals(false, options("f", "false").flag("f", true));
        assertEquals(true, options("other", "false").flag("f", true));
        assertEquals(false, options("other", "true").flag("f", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TRUE", "yes", "1", "on", " true"})
    void anythingElseIsNoFlag(String value) {
        fails(
                "f=" + value + " is not valid: use true or false",
                () -> options("f", value).flag("f", true));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 7", "007, 7", "9223372036854775807, 9223372036854775807"})
    void aNumberIsWhole(String value, long expected) {
        assertEquals(expected, options("n", value).number("n", 1, 99));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "-1", "1.5", "1k", "1 000", "0x10", "ten", "9223372036854775808"})
    void anythingElseIsNoNumber(String value) {
        fails(
                "n=" + value + " is not valid: use a whole number of at least 1",
                () -> options("n", value).number("n", 1, 99));
    }

    @Test
    void theLeastNumberIsNamed() {
        assertEquals(400, options("n", "400").number("n", 400, 0));
        fails(
                "n=399 is not valid: use a whole number of at least 400",
                () -> options("n", "399").number("n", 400, 0));
    }

    @Test
    void anAbsentNumberIsTheDefaultWhateverTheLeast() {
        assertEquals(-1, options("other", "5").number("n", 1, -1));
    }

    @Test
    void millisAreADuration() {
        assertEquals(Duration.ofSeconds(90), options("t", "90000").millis("t", Duration.ofDays(1)));
        assertEquals(Duration.ofDays(1), options("other", "90000").millis("t", Duration.ofDays(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "5s", "PT5S"})
    void millisArePositiveWholeNumbers(String value) {
        fails(
                "t=" + value + " is not valid: use a whole number of at least 1",
                () -> options("t", value).millis("t", Duration.ofDays(1)));
    }

    @Test
    void whatWasAskedForIsKnown() {
        Options options = new Options(Map.of("a", "1", "b", "1", "c", "true", "d", "1", "e", "x"));
        options.number("a", 1, 1);
        options.millis("b", Duration.ofDays(1));
        options.flag("c", false);
        options.list("d");
        assertEquals(Optional.of("x"), options.text("e"));
        assertDoesNotThrow(options::requireAllKnown);
    }

    @Test
    void whatNobodyAskedForIsAnErrorThatTellsTheKnownOnes() {
        Options options = options("maxMesageBytes", "5");
        options.number("maxMessageBytes", 1, 1);
        options.flag("absent", false);
        options.list("list");
        fails(
                "maxMesageBytes=5 is not known here; known are absent, list, maxMessageBytes",
                options::requireAllKnown);
    }

    @Test
    void keepsItsOwnCopy() {
        Map<String, String> values = new HashMap<>(Map.of("a", "1"));
        Options options = new Options(values);
        values.put("b", "2");
        assertEquals(1, options.number("a", 1, 99));
        assertDoesNotThrow(options::requireAllKnown);
    }
}
