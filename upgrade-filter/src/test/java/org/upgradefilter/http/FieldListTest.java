package org.upgradefilter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FieldListTest {

    static Stream<Arguments> lines() {
        return Stream.of(
                arguments(List.of(), List.of()),
                arguments(List.of(""), List.of()),
                arguments(List.of(" \t "), List.of()),
                arguments(List.of("a"), List.of("a")),
                arguments(List.of("a,b"), List.of("a", "b")),
                arguments(List.of(" a ,\tb\t"), List.of("a", "b")),
                arguments(List.of("a b"), List.of("a b")),
                // §5.6.1.2: empty members are ignored
                arguments(List.of(","), List.of()),
                arguments(List.of(", ,,a,, ,b,"), List.of("a", "b")),
                // §5.3: several lines are one list, in order
                arguments(List.of("a, b", "c", "", "d,"), List.of("a", "b", "c", "d")),
                arguments(List.of("a", "a"), List.of("a", "a")),
                // §5.6.4: what is quoted is one piece
                arguments(List.of("\"a, b\", c"), List.of("\"a, b\"", "c")),
                arguments(List.of("x=\"1,2\";y, z"), List.of("x=\"1,2\";y", "z")),
                arguments(List.of("\"a\\\", b\", c"), List.of("\"a\\\", b\"", "c")),
                arguments(List.of("\"a\\\\\", b"), List.of("\"a\\\\\"", "b")),
                arguments(List.of("a\\, b"), List.of("a\\", "b")),
                // a quotation nobody ends: up to the end of its line, and not beyond
                arguments(List.of("a, \"b, c", "d"), List.of("a", "\"b, c", "d")),
                arguments(List.of("\"a\\"), List.of("\"a\\")),
                // only space and tab are white space (§5.6.3)
                arguments(List.of("\u00a0a\u00a0"), List.of("\u00a0a\u00a0")),
                arguments(List.of("\u000ba"), List.of("\u000ba")));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void members(List<String> lines, List<String> members) {
        assertEquals(members, FieldList.members(lines));
    }

    static Stream<Arguments> parameterised() {
        return Stream.of(
                arguments("", List.of()),
                arguments("a", List.of("a")),
                arguments("a;b=1;c", List.of("a", "b=1", "c")),
                arguments(" a ; b=1 ;", List.of("a", "b=1")),
                arguments(";;a;;b", List.of("a", "b")),
                arguments("a;b=\"1;2\";c", List.of("a", "b=\"1;2\"", "c")),
                arguments("a;b=\"\\\";\";c", List.of("a", "b=\"\\\";\"", "c")),
                arguments("a,b;c", List.of("a,b", "c")));
    }

    @ParameterizedTest
    @MethodSource("parameterised")
    void parameters(String member, List<String> parts) {
        assertEquals(parts, FieldList.parameters(member));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a, b ,,c  | a;b;c",
                "'\", a'    | '\";a'",
                "'\"a, b\"' | '\"a;b\"'",
            })
    void everyCommaSeparatesTokens(String line, String expected) {
        assertEquals(List.of(expected.split(";")), FieldList.tokens(List.of(line)));
        assertEquals(List.of(), FieldList.tokens(List.of("", " , ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''         | true",
                "a          | true",
                "'\"a\"'    | true",
                "'\"'       | false",
                "'\"a\\\"'   | false",
                "'\"a\\\"\"' | true",
                "'\"\\'     | false",
                "'\\\"'     | false",
            })
    void isBalancedIfEveryQuotedStringEnds(String line, boolean expected) {
        assertEquals(expected, FieldList.isBalanced(line));
    }
}
