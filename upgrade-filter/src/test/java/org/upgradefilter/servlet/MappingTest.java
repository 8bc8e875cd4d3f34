package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;

class MappingTest {

    private static List<Rule> rule(String path) {
        ProtocolToken webSocket = ProtocolToken.parse("websocket").orElseThrow();
        return List.of(new Rule(PathPattern.of(path), Set.of(), List.of(webSocket), Verdict.DENY));
    }

    @ParameterizedTest
    @CsvSource({
        "/*,     /chat",
        "/*,     /*",
        "/chat,  /*",
        "/a/*,   /a/b",
        "*.ws,   /a/*",
        "/,      /chat",
        "'',     /",
    })
    void reachesWhatMightCome(String urlPattern, String path) {
        assertDoesNotThrow(
                () ->
                        new Mapping(List.of("/other", urlPattern), List.of())
                                .requireToReach(rule(path)));
    }

    @ParameterizedTest
    @CsvSource({"/api/*, /chat", "/api, /api2/*", "*.jsp, *.ws"})
    void doesNotReachWhatNeverComes(String urlPattern, String path) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Mapping(List.of(urlPattern), List.of()).requireToReach(rule(path)));
    }

    @Test
    void servletsMayHaveAnyPath() {
        assertDoesNotThrow(
                () ->
                        new Mapping(List.of("/api/*"), List.of("chat"))
                                .requireToReach(rule("/chat")));
    }
}
