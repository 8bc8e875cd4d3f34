package org.upgradefilter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {

    private static final List<String> AVAILABLE =
            List.of("text/plain", "text/html", "application/json");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // anything is fine: our order
                "''                                                   | text/plain",
                "*/*                                                  | text/plain",
                "text/*                                               | text/plain",
                "text/html, text/plain                                | text/plain",
                // only one will do
                "text/html                                            | text/html",
                "TEXT/HTML                                            | text/html",
                "application/*                                        | application/json",
                "image/png, application/json                          | application/json",
                "text/html;charset=utf-8                              | text/html",
                // weights
                "text/plain;q=0.5, text/html                          | text/html",
                "text/plain;q=0.5, text/html;q=0.6                    | text/html",
                "text/plain; q=0.5 , text/html ; Q=0.6                | text/html",
                "text/plain;q=0.001, text/html;q=0.002                | text/html",
                "text/plain;q=1.000, text/html;q=1                    | text/plain",
                "text/plain;q=0, */*                                  | text/html",
                "text/plain;q=0., */*;q=0.1                           | text/html",
                "text/html;charset=utf-8;q=0.9, text/plain;q=0.8      | text/html",
                // the most specific range counts, wherever it stands
                "*/*, text/plain;q=0.1                                | text/html",
                "text/*;q=0.1, */*                                    | application/json",
                "*/*;q=0.1, text/*;q=0.2, text/html;q=0.3             | text/html",
                "*/*;q=1, text/*;q=0, text/html;q=0.5                 | application/json",
                "text/*, text/plain;q=0, application/json;q=0.9       | text/html",
                // malformed weights weigh nothing
                "text/plain;q=abc, text/html                          | text/html",
                "text/plain;q=2, text/html;q=0.1                      | text/html",
                "text/plain;q=-1, text/html;q=0.1                     | text/html",
                "text/plain;q=1.001, text/html;q=0.1                  | text/html",
                "text/plain;q=0.1234, text/html;q=0.1                 | text/html",
                "text/plain;q=, text/html;q=0.1                       | text/html",
                "text/plain;q=.9, text/html;q=0.1                     | text/html",
                "text/plain;q=1e0, text/html;q=0.1                    | text/html",
                "text/plain;q=NaN, text/html;q=0.1                    | text/html",
                // malformed ranges are ignored
                "*, text/html                                         | text/html",
                "text, text/html                                      | text/html",
                "/*, text/html                                        | text/html",
                "*/plain, text/html                                   | text/html",
                "texts/*, application/json                            | application/json",
                "tex*, application/json                               | application/json",
                "';q=1, text/html'                                    | text/html",
                // nothing is acceptable: an explanation in the wrong format beats none
                "image/png                                            | text/plain",
                "*/*;q=0                                              | text/plain",
                "text/plain;q=0                                       | text/plain",
                "nonsense                                             | text/plain",
                // a browser
                "'text/html,application/xhtml+xml,*/*;q=0.8'          | text/html",
            })
    void preferred(String accept, String expected) {
        List<String> ranges = FieldList.members(List.of(accept));
        assertEquals(expected, Accept.preferred(ranges, AVAILABLE));
    }
}
