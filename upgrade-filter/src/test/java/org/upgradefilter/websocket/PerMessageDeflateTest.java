package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.upgradefilter.http.FieldList;

/** Offers and responses, RFC 7692 §5 and §7.1. */
class PerMessageDeflateTest {

    private static final String NAME = "permessage-deflate";
    private static final String FRESH = "; server_no_context_takeover; client_no_context_takeover";
    private static final String SERVER_FRESH = "; server_no_context_takeover";
    private static final String CLIENT_FRESH = "; client_no_context_takeover";

    private static String response(Compression compression, String... lines) {
        return PerMessageDeflate.firstOf(FieldList.members(Arrays.asList(lines)), compression)
                .map(PerMessageDeflate::response)
                .orElse("none");
    }

    /** Every combination of every parameter that may be offered. */
    static Stream<Arguments> every_combination() {
        List<Arguments> rows = new ArrayList<>();
        List<String> bits = List.of("", "8", "9", "10", "11", "12", "13", "14", "15");
        for (String server : List.of("", SERVER_FRESH)) {
            for (String client : List.of("", CLIENT_FRESH)) {
                for (String own : bits) {
                    for (String hint : List.of("", "; client_max_window_bits", "8", "15")) {
                        String window = own.isEmpty() ? "" : "; server_max_window_bits=" + own;
                        String clients =
                                hint.isEmpty() || hint.startsWith(";")
                                        ? hint
                                        : "; client_max_window_bits=" + hint;
                        rows.add(
                                Arguments.of(
                                        NAME + window + client + clients + server,
                                        NAME + server + client + window,
                                        NAME + FRESH + window));
                    }
                }
            }
        }
        return rows.stream();
    }

    /** Nothing is said that was not offered, except where everybody is to forget. */
    @ParameterizedTest
    @MethodSource
    void every_combination(String offer, String asOffered, String fresh) {
        assertEquals(asOffered, response(Compression.AUTO, offer));
        assertEquals(asOffered, response(Compression.TAKEOVER, offer));
        assertEquals(fresh, response(Compression.NO_TAKEOVER, offer));
        assertEquals("none", response(Compression.OFF, offer));
    }

    /** What is done, which may be less than what is said. */
    @ParameterizedTest
    @CsvSource({
        // mode    , offered                     , server        , client
        "AUTO       ,                            , SILENTLY_FRESH, TAKEN_OVER",
        "AUTO       , server_no_context_takeover , FRESH         , TAKEN_OVER",
        "AUTO       , client_no_context_takeover , SILENTLY_FRESH, FRESH",
        "NO_TAKEOVER,                            , FRESH         , FRESH",
        "TAKEOVER   ,                            , TAKEN_OVER    , TAKEN_OVER",
        "TAKEOVER   , server_no_context_takeover , FRESH         , TAKEN_OVER",
        "TAKEOVER   , client_no_context_takeover , TAKEN_OVER    , FRESH",
        "TAKEOVER   , server_max_window_bits=14  , SILENTLY_FRESH, TAKEN_OVER",
        "TAKEOVER   , server_max_window_bits=15  , TAKEN_OVER    , TAKEN_OVER",
        "AUTO       , server_max_window_bits=10  , SILENTLY_FRESH, TAKEN_OVER",
    })
    void contexts(
            Compression mode,
            @Nullable String offered,
            PerMessageDeflate.Context server,
            PerMessageDeflate.Context client) {
        String offer = offered == null ? NAME : NAME + "; " + offered;
        PerMessageDeflate agreed = PerMessageDeflate.firstOf(List.of(offer), mode).orElseThrow();
        assertEquals(server, agreed.server());
        assertEquals(client, agreed.client());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            textBlock =
                    """
                    permessage-deflate; server_max_window_bits="10"
                    permessage-deflate; server_max_window_bits="1\\0"
                    permessage-deflate;server_max_window_bits=10
                    permessage-deflate ; server_max_window_bits = 10
                    permessage-deflate; server_max_window_bits= "10"
                    """)
    void values_may_be_quoted_and_spaced(String offer) {
        assertEquals(NAME + "; server_max_window_bits=10", response(Compression.AUTO, offer));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            textBlock =
                    """
                    permessage-deflate; unknown
                    permessage-deflate; unknown=1
                    permessage-deflate; Server_no_context_takeover
                    permessage-deflate; server_no_context_takeover; server_no_context_takeover
                    permessage-deflate; client_no_context_takeover; client_no_context_takeover
                    permessage-deflate; server_max_window_bits=10; server_max_window_bits=10
                    permessage-deflate; client_max_window_bits; client_max_window_bits=10
                    permessage-deflate; server_no_context_takeover=true
                    permessage-deflate; server_no_context_takeover=""
                    permessage-deflate; client_no_context_takeover=1
                    permessage-deflate; server_max_window_bits
                    permessage-deflate; server_max_window_bits=
                    permessage-deflate; server_max_window_bits=""
                    permessage-deflate; server_max_window_bits=7
                    permessage-deflate; server_max_window_bits=16
                    permessage-deflate; server_max_window_bits=0
                    permessage-deflate; server_max_window_bits=08
                    permessage-deflate; server_max_window_bits=+9
                    permessage-deflate; server_max_window_bits=-9
                    permessage-deflate; server_max_window_bits=10.0
                    permessage-deflate; server_max_window_bits=1000000000000
                    permessage-deflate; server_max_window_bits="10
                    permessage-deflate; server_max_window_bits="10\\
                    permessage-deflate; server_max_window_bits=" 10"
                    permessage-deflate; server_max_window_bits="10"0
                    permessage-deflate; server_max_window_bits=١٠
                    permessage-deflate; client_max_window_bits=7
                    permessage-deflate; client_max_window_bits=
                    permessage-deflate; client_max_window_bits=16
                    permessage-deflate;
                    permessage-deflate;; server_no_context_takeover
                    permessage-deflate; =10
                    permessage-deflate server_no_context_takeover
                    permessage-deflate=1
                    "permessage-deflate"
                    x-webkit-deflate-frame
                    permessage-deflate2
                    permessage-bzip2; method=9
                    ;
                    """)
    void what_cannot_be_accepted_is_declined_and_the_next_is_tried(String offer) {
        assertEquals("none", response(Compression.AUTO, offer));
        assertEquals(
                NAME + "; server_max_window_bits=9",
                response(
                        Compression.AUTO,
                        offer,
                        NAME + "; server_max_window_bits=9",
                        NAME + "; server_max_window_bits=10"));
    }

    @Test
    void offers_may_be_listed_in_one_line_or_in_several() {
        String first = NAME + "; server_max_window_bits=7";
        String second = NAME + "; server_max_window_bits=\"12\"; client_max_window_bits";
        String expected = NAME + "; server_max_window_bits=12";
        assertEquals(expected, response(Compression.AUTO, first + ", " + second + ", " + NAME));
        assertEquals(
                expected, response(Compression.AUTO, "foo, bar; a=\",\"", first, second, NAME));
    }

    /** A comma within quotes separates nothing, and what is quoted is no offer. */
    @Test
    void what_is_quoted_is_no_offer() {
        assertEquals("none", response(Compression.AUTO, "foo; a=\", permessage-deflate, \""));
    }

    @Test
    void nothing_is_agreed_upon_without_an_offer() {
        assertEquals("none", response(Compression.AUTO));
        assertEquals("none", response(Compression.AUTO, ""));
        assertEquals("none", response(Compression.TAKEOVER, " , ,"));
    }

    /** A long line must not be read over and over, or with a deep stack. */
    @Test
    void a_long_line_does_no_harm() {
        String escapes = "\\a".repeat(50_000);
        assertEquals("none", response(Compression.AUTO, NAME + "; a=\"" + escapes + "\""));
        assertEquals("none", response(Compression.AUTO, NAME + "; a".repeat(50_000)));
    }
}
