package org.upgradefilter.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.websocket.TestEndpoints;
import org.upgradefilter.websocket.WebSocketProtocol;

/** A started filter with the rules of the README, in a container whose switch does nothing. */
final class ReadmeRules {

    private ReadmeRules() {}

    static UpgradeFilter started() throws ServletException {
        UpgradeFilter filter =
                UpgradeFilter.builder()
                        .require("/echo", WebSocketProtocol.of(new TestEndpoints.Silent()))
                        .require(
                                "/chat",
                                WebSocketProtocol.builder(new TestEndpoints.Silent())
                                        .subprotocols(List.of("chat.v1"))
                                        .build())
                        .deny("/admin/*", "websocket")
                        .ignore("/*", "h2c", "TLS")
                        .build();
        filter.init(new TestContext(new Adapter()).config(Map.of()));
        return filter;
    }

    private static final class Adapter implements ContainerAdapter {

        @Override
        public String container() {
            return "a test";
        }

        @Override
        public void switchTo(
                HttpServletRequest request, HttpServletResponse response, Takeover takeover) {
            // The judgement is what is looked at; nothing follows.
        }
    }
}
