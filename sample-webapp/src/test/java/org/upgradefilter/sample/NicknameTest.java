package org.upgradefilter.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NicknameTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            textBlock =
                    """
                    null,                        ''
                    '',                          ''
                    name=,                       ''
                    name,                        ''
                    nickname=Ada,                ''
                    name=Ada,                    Ada
                    room=1&name=Ada&name=Bob,    Ada
                    name=Ada+Lovelace,           Ada Lovelace
                    name=Ada%20Lovelace,         Ada Lovelace
                    name=a%26b%3Dc,              a&b=c
                    name=J%C3%BCrgen,            Jürgen
                    name=%zz,                    ''
                    name=%4,                     ''
                    """)
    void comesFromTheQuery(String query, String name) {
        assertEquals(name, Nickname.fromQuery(query));
    }

    @Test
    void isOneLineThatShows() {
        assertEquals("Ada Lovelace", Nickname.fit(" \tAda \u00a0\r\n\u2028 Lovelace\u3000"));
        assertEquals("Ada", Nickname.fit("A\u0000d\u001b\u007fa"));
        assertEquals("Ada", Nickname.fit("\u202eA\u200bd\u2066a\ufeff"));
        assertEquals("", Nickname.fit("\u200b \u202e"));
        assertEquals("<b>Ada</b>", Nickname.fit("<b>Ada</b>"));
    }

    @Test
    void isAtMost32CharsLong() {
        assertEquals("a".repeat(32), Nickname.fit("a".repeat(32)));
        assertEquals("a".repeat(32), Nickname.fit("a".repeat(33)));
        assertEquals("a".repeat(31), Nickname.fit("a".repeat(31) + " b"));
    }

    @Test
    void isNeverCutWithinACodePoint() {
        assertEquals("a".repeat(30) + "😀", Nickname.fit("a".repeat(30) + "😀😀"));
        assertEquals("a".repeat(31), Nickname.fit("a".repeat(31) + "😀"));
    }
}
