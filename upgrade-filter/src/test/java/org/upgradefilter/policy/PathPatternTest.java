package org.upgradefilter.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // exact
                "/chat        | /chat             | true",
                "/chat        | /chat/            | false",
                "/chat        | /chat/room        | false",
                "/chat        | /chats            | false",
                "/chat        | /Chat             | false",
                "/chat        | /                 | false",
                "/            | /                 | true",
                "/            | /chat             | false",
                "/a b/ü       | /a b/ü            | true",
                // never decoded again
                "/chat        | /%63hat           | false",
                // what would mean something in a regular expression
                "/a.b         | /a.b              | true",
                "/a.b         | /axb              | false",
                // prefix
                "/devices/*   | /devices/7        | true",
                "/devices/*   | /devices/7/log    | true",
                "/devices/*   | /devices/         | true",
                "/devices/*   | /devices          | true",
                "/devices/*   | /devices2         | false",
                "/devices/*   | /device           | false",
                "/devices/*   | /Devices/7        | false",
                "/devices/*   | /a/devices/7      | false",
                "/a/b/*       | /a/b/c            | true",
                "/a/b/*       | /a/c              | false",
                // everything
                "/*           | /                 | true",
                "/*           | /chat             | true",
                "/*           | /chat/room        | true",
                // RFC 9110 §9.3.7: OPTIONS * is no path
                "/*           | *                 | false",
                // extension
                "*.ws         | /chat.ws          | true",
                "*.ws         | /a/b/chat.ws      | true",
                "*.ws         | /chat.ws/         | false",
                "*.ws         | /chat.ws/room     | false",
                "*.ws         | /chat.wss         | false",
                "*.ws         | /chatws           | false",
                "*.ws         | /chat.WS          | false",
                "*.ws         | /                 | false",
                "*.tar.gz     | /a.tar.gz         | true",
                "*.tar.gz     | /a.gz             | false",
            })
    void matches(String pattern, String path, boolean expected) {
        assertEquals(expected, PathPattern.of(pattern).matches(path));
        for (int cut = 0; cut <= path.length(); cut++) {
            assertEquals(
                    expected,
                    PathPattern.of(pattern).matches(path.substring(0, cut), path.substring(cut)),
                    "cut at " + cut);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''          | it must begin with / or *.",
                "chat        | it must begin with / or *.",
                "*           | it must begin with / or *.",
                "*chat       | it must begin with / or *.",
                "' /chat'    | it must begin with / or *.",
                "http://a/   | it must begin with / or *.",
                "/chat?a=b   | 'rules see the path alone, without a query'",
                "/*/chat     | * may only stand in a final /* or an initial *.",
                "/a*         | * may only stand in a final /* or an initial *.",
                "/a*/*       | * may only stand in a final /* or an initial *.",
                "/**         | * may only stand in a final /* or an initial *.",
                "/*.ws       | * may only stand in a final /* or an initial *.",
                "/chat/*.ws  | * may only stand in a final /* or an initial *.",
            })
    void theMessageQuotesTheMalformedPatternAndSaysWhatIsWrong(String pattern, String why) {
        assertEquals(
                "\"" + pattern + "\" is not a URL pattern of the Servlet specification: " + why,
                malformed(pattern).getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "/a,     /a,    true",
        "/a,     /b,    false",
        "/a,     /a/*,  true",
        "/ab,    /a/*,  false",
        "/a.ws,  *.ws,  true",
        "/a,     *.ws,  false",
        "/a/*,   /a/b/*, true",
        "/a/*,   /b/*,  false",
        "/a/*,   *.ws,  true",
        "*.x.ws, *.ws,  true",
        "*.x,    *.ws,  false",
    })
    void overlaps(String one, String other, boolean expected) {
        assertEquals(expected, PathPattern.of(one).overlaps(PathPattern.of(other)));
        assertEquals(expected, PathPattern.of(other).overlaps(PathPattern.of(one)));
    }

    @ParameterizedTest
    @CsvSource({"*.", "*.a*", "*.*", "*./", "*.a/b"})
    void anExtensionIsMoreThanADotAndHasNeitherStarNorSlash(String pattern) {
        malformed(pattern);
    }

    @Test
    void isEqualToThePatternOfTheSameSpelling() {
        assertEquals(PathPattern.of("/chat/*"), PathPattern.of("/chat/*"));
        assertEquals(PathPattern.of("/chat/*").hashCode(), PathPattern.of("/chat/*").hashCode());
        assertNotEquals(PathPattern.of("/chat/*"), PathPattern.of("/chat"));
        assertNotEquals(PathPattern.of("/chat"), PathPattern.of("/Chat"));
        assertNotEquals((Object) "/chat", PathPattern.of("/chat"));
    }

    /** As a servlet container would try them. */
    @Test
    void exactPathsComeBeforeTheLongestPrefixAndThatBeforeExtensions() {
        List<PathPattern> paths =
                Stream.of("*.c", "/*", "/a/*", "/b/c/*", "/b", "/a", "/")
                        .map(PathPattern::of)
                        .sorted()
                        .toList();
        assertEquals("[/a, /b, /, /b/c/*, /a/*, /*, *.c]", paths.toString());
    }

    @ParameterizedTest
    @CsvSource({"/chat", "/devices/*", "*.ws", "/*", "/"})
    void isShownAsItWasWritten(String pattern) {
        assertEquals(pattern, PathPattern.of(pattern).toString());
    }

    private static IllegalArgumentException malformed(String pattern) {
        return assertThrows(IllegalArgumentException.class, () -> PathPattern.of(pattern));
    }
}
