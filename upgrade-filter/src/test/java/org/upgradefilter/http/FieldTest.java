package org.upgradefilter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTest {

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade", "x", "Sec-WebSocket-Accept", "X_1.2", "!#$%&'*+-.^_`|~"})
    void names(String name) {
        assertEquals(name, new Field(name, "value").name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "a b", "a:", "a: b", " a", "a\t", "a\r", "a\n", "a\r\nb", "a\0", "\u00e4"
            })
    void noNameCanBe(String name) {
        assertThrows(IllegalArgumentException.class, () -> new Field(name, "value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a b", "a\tb", "a, b", "\"a\"", "\u00e4\u00ff", "a: b"})
    void values(String value) {
        assertEquals(value, new Field("name", value).value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r",
                "\n",
                "\0",
                "a\r\nSet-Cookie: b",
                "a\nb",
                "a\rb",
                "a\0b",
                "a\r\n\r\nHTTP/1.1",
            })
    void noValueEndsTheLine(String value) {
        assertThrows(IllegalArgumentException.class, () -> new Field("name", value));
    }

    /** Whoever writes the low byte of each character would write a line break. */
    @ParameterizedTest
    @ValueSource(strings = {"a\u010d\u010aSet-Cookie: b", "\u560a", "\u560d", "\u0100"})
    void noValueEndsTheLineWhenItIsCutToBytes(String value) {
        assertThrows(IllegalArgumentException.class, () -> new Field("name", value));
    }

    /** The text may reach the peer. */
    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "\u010a"})
    void theMessageDoesNotRepeatTheValue(String value) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> new Field("name", value));
        assertEquals(-1, String.valueOf(e.getMessage()).indexOf(value));
    }
}
