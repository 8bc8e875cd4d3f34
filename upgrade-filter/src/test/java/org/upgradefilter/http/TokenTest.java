package org.upgradefilter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "websocket", "HTTP", "1.1", "x-y_z", "!#$%&'*+-.^_`|~", "0"})
    void tokens(String text) {
        assertTrue(Token.isToken(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", " a", "a ", "a\t", "a,b", "a/b", "a;b", "a=b", "\"a\""})
    void separatorsAreNoTokens(String text) {
        assertFalse(Token.isToken(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r", "a\n", "a\0", "a\u007f", "\u00e4", "\u212a", "\u0131", "\uff41"})
    void controlsAndForeignLettersAreNoTokens(String text) {
        assertFalse(Token.isToken(text));
    }

    /** RFC 9110 §5.6.2 by exclusion: VCHAR without the delimiters. */
    @Test
    void everyCharacter() {
        for (char c = 0; c < 0x200; c++) {
            boolean visible = c > 0x20 && c < 0x7f;
            boolean delimiter = "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0;
            assertEquals(visible && !delimiter, Token.isToken(String.valueOf(c)), "U+" + (int) c);
        }
    }
}
