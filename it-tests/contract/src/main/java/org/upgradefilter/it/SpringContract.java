package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The filter beside Spring Security's: behind it, where it belongs, and before it, where Spring
 * never sees what is upgraded.
 */
public abstract class SpringContract extends ContainerContract {

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new SpringApplication(adapter()));
    }

    // Behind Spring.

    @ParameterizedTest
    @ValueSource(strings = {"/behind/socket", "/behind/member/socket", "/behind/role"})
    void stranger_behind_spring_is_challenged(String path) throws IOException {
        RawRequest guessing =
                RawRequest.webSocket(path)
                        .with("Authorization", TestUser.ALICE.credentials("guessed"));
        for (RawRequest one : List.of(RawRequest.webSocket(path), RawRequest.get(path), guessing)) {
            Response response = answer(one);
            assertEquals(401, response.status());
            assertTrue(response.line("WWW-Authenticate").startsWith("Basic "), response::toString);
            assertEquals(List.of(), response.lines("Upgrade"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/behind/member/socket", "/behind/role"})
    void user_without_the_role_behind_spring_is_forbidden(String path) throws IOException {
        assertEquals(403, answer(as(TestUser.BOB, RawRequest.webSocket(path))).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/behind/socket", "/behind/member/socket", "/behind/role"})
    void user_behind_spring_is_switched_and_known(String path) throws IOException {
        assertIntroduced("alice", as(TestUser.ALICE, RawRequest.webSocket(path)));
    }

    @Test
    void user_behind_spring_who_offers_nothing_is_asked_to() throws IOException {
        assertEquals(
                missingOffer(),
                answer(as(TestUser.BOB, RawRequest.get("/behind/socket"))).status());
        assertIntroduced("bob", as(TestUser.BOB, RawRequest.webSocket("/behind/socket")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/behind/member/socket;a=b",
                "/behind/%6Dember/socket",
                "/behind/./member/socket",
                "/behind/x/../member/socket",
                "/behind/..;/behind/member/socket",
                "//behind/member/socket",
                "/behind//member/socket",
                "/behind/member%2Fsocket",
                "/behind/MEMBER/socket"
            })
    void no_other_spelling_of_the_path_gets_around_the_role(String target) throws IOException {
        assertNotEquals(101, answer(as(TestUser.BOB, RawRequest.webSocket(target))).status());
    }

    // Before Spring.

    @ParameterizedTest
    @ValueSource(strings = {"/before/authenticated", "/before/role"})
    void rule_for_users_before_spring_lets_nobody_in(String path) throws IOException {
        RawRequest handshake = RawRequest.webSocket(path);
        for (RawRequest one :
                List.of(
                        handshake,
                        as(TestUser.BOB, handshake),
                        // Right, but only Spring could tell.
                        as(TestUser.ALICE, handshake))) {
            Response response = answer(one);
            assertEquals(401, response.status());
            assertEquals("Bearer", response.line("WWW-Authenticate"));
        }
        assertEquals(200, answer(as(TestUser.ALICE, RawRequest.get(path))).status());
    }

    @Test
    void pitfall_rule_for_anybody_before_spring_upgrades_what_spring_would_refuse()
            throws IOException {
        assertEquals(401, answer(RawRequest.get("/before/anybody")).status());
        assertIntroduced(UserEndpoint.NOBODY, RawRequest.webSocket("/before/anybody"));
    }

    // With the cookie of a session, which a browser sends along from every page.

    @Test
    void page_of_this_server_may_use_the_session() throws IOException {
        RawRequest handshake = inSession(RawRequest.webSocket("/session/socket"));
        assertIntroduced("alice", handshake.with("Origin", sameOrigin()));
        assertIntroduced("alice", handshake);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "same://evil.example",
                "other://example.com",
                "same://example.com:8080",
                "same://example.com.evil.example",
                "same://sub.example.com",
                "null",
                ""
            })
    void page_of_another_server_may_not_use_the_session(String which) throws IOException {
        String origin =
                which.replace("same:", scheme() + ":")
                        .replace("other:", scheme().equals("http") ? "https:" : "http:");
        RawRequest handshake = inSession(RawRequest.webSocket("/session/socket"));
        assertEquals(403, answer(handshake.with("Origin", origin)).status());
        RawRequest twice = handshake.with("Origin", sameOrigin()).with("Origin", origin);
        assertEquals(403, answer(twice).status());
    }

    @Test
    void page_of_this_server_without_a_session_is_challenged() throws IOException {
        RawRequest handshake = RawRequest.webSocket("/session/socket").with("Origin", sameOrigin());
        assertEquals(401, answer(handshake).status());
        assertEquals(401, answer(handshake.with("Cookie", "JSESSIONID=made-up")).status());
    }

    private String sameOrigin() {
        return scheme() + "://example.com";
    }

    /** The request with the cookie that alice got when she logged in. */
    private RawRequest inSession(RawRequest request) throws IOException {
        Response login = answer(as(TestUser.ALICE, RawRequest.get("/session/page")));
        assertEquals(200, login.status());
        List<String> cookies = login.lines("Set-Cookie");
        String cookie = cookies.get(cookies.size() - 1);
        assertTrue(cookie.startsWith("JSESSIONID="), cookie);
        return request.with("Cookie", cookie.substring(0, cookie.indexOf(';')));
    }

    private static RawRequest as(TestUser user, RawRequest request) {
        return request.with("Authorization", user.credentials());
    }

    private void assertIntroduced(String name, RawRequest handshake) throws IOException {
        try (RawConnection connection = connect()) {
            connection.open(handshake);
            assertEquals(name, connection.frame().text());
        }
    }
}
