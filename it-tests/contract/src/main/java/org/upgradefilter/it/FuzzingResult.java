package org.upgradefilter.it;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How one case of the Autobahn test suite ended.
 *
 * @param id such as {@code 7.1.6}
 * @param behavior {@code OK}, {@code NON-STRICT}, {@code INFORMATIONAL}, {@code FAILED} and others
 * @param behaviorClose likewise, of how the connection was closed
 * @param account what was done, what was expected, and what came
 */
record FuzzingResult(String id, String behavior, String behaviorClose, String account) {

    static FuzzingResult of(JsonNode report) {
        return new FuzzingResult(
                report.path("id").asText(),
                report.path("behavior").asText(),
                report.path("behaviorClose").asText(),
                String.join(
                        "\n",
                        report.path("id").asText() + ": " + report.path("description").asText(),
                        report.path("expectation").asText(),
                        report.path("result").asText(),
                        report.path("resultClose").asText()));
    }
}
