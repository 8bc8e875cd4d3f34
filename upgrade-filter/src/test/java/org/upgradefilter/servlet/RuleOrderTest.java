package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.websocket.TestEndpoints;

/** Lines of rules that only make sense together, or not at all. */
class RuleOrderTest {

    private static final String ENDPOINT = " endpoint=" + TestEndpoints.Silent.class.getName();

    private static TestResponse answer(String rules, TestRequest request) throws Exception {
        TestContext context =
                new TestContext(
                        new ContainerAdapter() {
                            @Override
                            public String container() {
                                return "x";
                            }

                            @Override
                            public void switchTo(
                                    HttpServletRequest q, HttpServletResponse r, Takeover t) {}
                        });
        UpgradeFilter filter = new UpgradeFilter();
        filter.init(context.config(Map.of("rules", rules)));
        TestResponse response = new TestResponse();
        filter.doFilter(request.servlet(), response.servlet(), (q, r) -> {});
        return response;
    }

    @Test
    void anEarlierRuleMakesNoExceptionFromARequirement() throws Exception {
        for (String earlier : new String[] {"ignore websocket", "deny websocket"}) {
            String rules = "/chat/help " + earlier + "\n/chat/* require websocket" + ENDPOINT;
            assertEquals(426, answer(rules, TestRequest.of("/chat/help")).status(), earlier);
        }
    }

    @Test
    void aStarIsEveryMethod() throws Exception {
        assertEquals(
                403,
                answer("/* deny websocket methods=*", TestRequest.of("/chat").offering("websocket"))
                        .status());
    }

    @Test
    void aMethodThatWouldNeverMatchFailsStartUp() {
        assertFails("/* deny websocket methods=get", "methods=get", "GET");
        assertFails("/* deny websocket methods=GET,*", "methods=*", "* for all");
    }

    @Test
    void aVersionThatIsNotInstalledFailsStartUp() {
        assertFails("/chat allow websocket/13" + ENDPOINT, "websocket/13", "installed: websocket");
    }

    @Test
    void aProtocolThatIsNamedTwiceFailsStartUp() {
        assertFails("/chat allow websocket,websocket" + ENDPOINT, "/chat", "twice");
    }

    private static void assertFails(String rules, String... words) {
        ServletException failure =
                assertThrows(ServletException.class, () -> answer(rules, TestRequest.of("/chat")));
        for (String word : words) {
            assertTrue(String.valueOf(failure.getMessage()).contains(word), failure.getMessage());
        }
    }
}
