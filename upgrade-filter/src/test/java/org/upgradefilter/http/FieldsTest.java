package org.upgradefilter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsTest {

    private final Fields fields =
            Fields.of(
                    List.of(
                            new Field("Upgrade", "h2c"),
                            new Field("Host", "example.com"),
                            new Field("UPGRADE", "TLS/1.2, websocket"),
                            new Field("X-Empty", "")));

    @ParameterizedTest
    @CsvSource({"Upgrade", "upgrade", "UPGRADE", "uPGRADE"})
    void namesAreCaseInsensitive(String name) {
        assertTrue(fields.contains(name));
        assertEquals(List.of("h2c", "TLS/1.2, websocket"), fields.lines(name));
        assertEquals("h2c", fields.first(name));
        assertEquals(List.of("h2c", "TLS/1.2", "websocket"), fields.members(name));
        assertTrue(fields.hasMember(name, "WebSocket"));
    }

    @Test
    void whatIsNotThere() {
        assertFalse(fields.contains("Origin"));
        assertEquals(List.of(), fields.lines("Origin"));
        assertNull(fields.first("Origin"));
        assertEquals(List.of(), fields.members("Origin"));
        assertFalse(fields.hasMember("Origin", ""));
    }

    @Test
    void anEmptyFieldIsThere() {
        assertTrue(fields.contains("x-empty"));
        assertEquals("", fields.first("x-empty"));
        assertEquals(List.of(""), fields.lines("x-empty"));
        assertEquals(List.of(), fields.members("x-empty"));
    }

    @Test
    void namesAreInLowerCaseAndInOrder() {
        assertEquals(List.of("upgrade", "host", "x-empty"), new ArrayList<>(fields.names()));
    }

    @Test
    void noneHasNothing() {
        assertTrue(Fields.none().names().isEmpty());
        assertNull(Fields.none().first("Host"));
    }

    /** RFC 9110 §7.6.1: a member of the list, in any case, and never a part of one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Upgrade                | true",
                "upgrade                | true",
                "UPGRADE                | true",
                "keep-alive, Upgrade    | true",
                "Upgrade,keep-alive     | true",
                ",, upgrade ,           | true",
                "keep-alive             | false",
                "x-upgrade-foo          | false",
                "upgrades               | false",
                "Upgrade;x              | false",
                "up grade               | false",
                "'\"Upgrade\"'          | false",
                // a member is a token, so a quote is one more wrong octet and hides nothing
                "'\"a, upgrade, b\"'    | true",
                "'\", upgrade'         | true",
                "''                     | false",
            })
    void connectionNamesUpgrade(String connection, boolean expected) {
        Fields fields = Fields.of(List.of(new Field("Connection", connection)));
        assertEquals(expected, fields.hasMember("Connection", "upgrade"));
    }

    @Test
    void anyLineMayNameIt() {
        Fields fields =
                Fields.of(
                        List.of(
                                new Field("Connection", "keep-alive"),
                                new Field("connection", "HTTP2-Settings, Upgrade")));
        assertTrue(fields.hasMember("Connection", "upgrade"));
    }

    @Test
    void fieldsDoNotChange() {
        List<Field> source = new ArrayList<>(List.of(new Field("Host", "a")));
        Fields copy = Fields.of(source);
        source.add(new Field("Host", "b"));
        assertEquals(List.of("a"), copy.lines("Host"));
        assertThrows(UnsupportedOperationException.class, () -> copy.lines("Host").add("c"));
        assertThrows(UnsupportedOperationException.class, () -> copy.names().remove("host"));
    }
}
