package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.takeover.Takeover;

/** What the filter does of endpoints that are the container's own. */
class OwnEndpointsTest {

    private static final String PASSING = "/chat allow websocket endpoint=container";

    private final TestContext context =
            new TestContext(
                    new ContainerAdapter() {
                        @Override
                        public String container() {
                            return "a test";
                        }

                        @Override
                        public void switchTo(
                                HttpServletRequest request,
                                HttpServletResponse response,
                                Takeover takeover) {
                            throw new AssertionError("nothing is switched here");
                        }
                    });
    private final List<String> asked = new ArrayList<>();
    private boolean areMovable = true;
    private boolean seeThrough;

    private final class Endpoints implements OwnEndpoints {

        @Override
        public void putBehind(String filter) {
            if (!areMovable) {
                throw new IllegalArgumentException("map it to /*");
            }
            asked.add("put behind " + filter);
        }

        @Override
        public boolean seeThroughWrappers(HttpServletRequest request) {
            return seeThrough;
        }

        @Override
        public void close() {
            asked.add("closed");
        }
    }

    private UpgradeFilter start(Map<String, String> initParams) throws ServletException {
        context.endpoints = new Endpoints();
        UpgradeFilter filter = new UpgradeFilter();
        filter.init(context.config(initParams));
        return filter;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/chat allow websocket endpoint=container | pass",
                "/chat deny websocket                     | pass",
                "/* ignore h2c                            | deny"
            })
    void areBehindTheFilterWhereItIsAboutThem(String rules, String otherwise) throws Exception {
        UpgradeFilter filter = start(Map.of("rules", rules, "otherwise", otherwise));
        assertEquals(List.of("put behind gate"), asked);
        filter.destroy();
        assertEquals(List.of("put behind gate", "closed"), asked);
    }

    @Test
    void areLeftAloneWhereItIsNot() throws Exception {
        start(Map.of("rules", "/* ignore h2c,TLS")).destroy();
        assertEquals(List.of(), asked);
    }

    @Test
    void failTheStartWhereTheyStayInFront() {
        areMovable = false;
        ServletException failure =
                assertThrows(ServletException.class, () -> start(Map.of("rules", PASSING)));
        assertEquals("filter \"gate\": map it to /*", failure.getMessage());
    }

    private int status(TestRequest request) throws Exception {
        UpgradeFilter filter = start(Map.of("rules", PASSING));
        TestResponse response = new TestResponse();
        filter.doFilter(
                request.servlet(), response.servlet(), (passed, answer) -> asked.add("chain"));
        filter.destroy();
        return response.status();
    }

    @Test
    void areNotToTakeWhatWasNotJudged() throws Exception {
        TestRequest declined =
                TestRequest.of("/chat")
                        .offering("websocket")
                        .header("Sec-WebSocket-Version", "13")
                        .header("Expect", "100-continue");
        assertEquals(0, status(declined));
        assertTrue(asked.contains("chain"));
        asked.clear();
        seeThrough = true;
        assertEquals(403, status(declined));
        assertEquals(List.of("put behind gate", "closed"), asked);
    }

    /** Else one might take another offer, or none for there being two. */
    @Test
    void areShownTheOfferThatIsPassedOnAlone() throws Exception {
        TestRequest request =
                TestRequest.of("/chat")
                        .offering("x, websocket")
                        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                        .header("Sec-WebSocket-Version", "13");
        UpgradeFilter filter = start(Map.of("rules", PASSING));
        List<String> seen = new ArrayList<>();
        filter.doFilter(
                request.servlet(),
                new TestResponse().servlet(),
                (passed, answer) -> seen.add(((HttpServletRequest) passed).getHeader("Upgrade")));
        filter.destroy();
        assertEquals(List.of("websocket"), seen);
    }
}
