package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The container's own security constraints hold for an upgrade: no 101 without the user and the
 * role they ask for, and the endpoint is told who has come.
 */
public abstract class LoginContract extends ContainerContract {

    private static final String GUARDED = "/member/socket";

    @Override
    protected URI begin(Container started) throws Exception {
        return started.startWithLogin(new LoginApplication(adapter()));
    }

    @Test
    void stranger_is_challenged() throws IOException {
        for (RawRequest request : offeringAndNot()) {
            assertChallenged(answer(request));
        }
    }

    @Test
    void wrong_password_is_challenged() throws IOException {
        for (RawRequest request : offeringAndNot()) {
            String wrong = TestUser.ALICE.credentials("guessed");
            assertChallenged(answer(request.with("Authorization", wrong)));
        }
    }

    private static RawRequest[] offeringAndNot() {
        return new RawRequest[] {
            RawRequest.webSocket(GUARDED),
            RawRequest.get(GUARDED),
            RawRequest.line("HEAD " + GUARDED + " HTTP/1.1"),
            RawRequest.line("POST " + GUARDED + " HTTP/1.1").offeringWebSocket()
        };
    }

    private static void assertChallenged(Response response) {
        assertEquals(401, response.status());
        assertTrue(response.line("WWW-Authenticate").startsWith("Basic "), response::toString);
        assertEquals("", String.join(", ", response.lines("Upgrade")));
    }

    @Test
    void user_without_the_role_is_forbidden() throws IOException {
        for (RawRequest request : offeringAndNot()) {
            assertEquals(403, status(TestUser.BOB, request));
        }
    }

    @Test
    void user_with_the_role_is_switched_and_known() throws IOException {
        String alice = TestUser.ALICE.credentials();
        RawRequest plain = RawRequest.get(GUARDED).with("Authorization", alice);
        assertEquals(missingOffer(), answer(plain).status());
        try (RawConnection connection = connect()) {
            connection.open(RawRequest.webSocket(GUARDED).with("Authorization", alice));
            assertEquals("alice", connection.frame().text());
        }
    }

    @Test
    void each_request_on_a_connection_is_judged_by_its_own_credentials() throws IOException {
        RawRequest stranger = RawRequest.webSocket(GUARDED);
        RawRequest bob = stranger.with("Authorization", TestUser.BOB.credentials());
        RawRequest alice = stranger.with("Authorization", TestUser.ALICE.credentials());
        try (RawConnection connection = connect()) {
            assertEquals(401, connection.exchange(stranger).status());
            assertEquals(403, connection.exchange(bob).status());
            assertEquals(401, connection.exchange(stranger).status());
            RawRequest plain = RawRequest.get(GUARDED);
            RawRequest known = plain.with("Authorization", TestUser.ALICE.credentials());
            assertEquals(missingOffer(), connection.exchange(known).status());
            assertEquals(401, connection.exchange(stranger).status());
            connection.open(alice);
            assertEquals("alice", connection.frame().text());
        }
    }

    /** The constraint and the rule must not read a path differently. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/member/socket;a=b",
                "/member;a=b/socket",
                "/%6Dember/socket",
                "/member/%73ocket",
                "/member%2Fsocket",
                "/member/./socket",
                "/open/../member/socket",
                "/open/%2E%2E/member/socket",
                "/open/..;/member/socket",
                "//member/socket",
                "/member//socket",
                "/member/socket/",
                "/member/socket%00",
                "/member\\socket",
                "/MEMBER/socket",
                "http://example.com/member/socket"
            })
    void no_other_spelling_of_the_path_gets_a_stranger_in(String target) throws IOException {
        assertNotEquals(101, answer(RawRequest.webSocket(target)).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/open/authenticated", "/open/role"})
    void rule_asks_for_a_user_where_no_constraint_does(String path) throws IOException {
        Response response = answer(RawRequest.webSocket(path));
        assertEquals(401, response.status());
        assertEquals("Bearer", response.line("WWW-Authenticate"));
        RawRequest wrong =
                RawRequest.webSocket(path)
                        .with("Authorization", TestUser.ALICE.credentials("guessed"));
        assertEquals(401, answer(wrong).status());
        assertEquals(200, answer(RawRequest.get(path)).status());
    }

    @Test
    void rule_asks_for_a_role_where_no_constraint_does() throws IOException {
        boolean knowsThem = running().capabilities().contains(Capability.KNOWS_USERS_UNASKED);
        RawRequest handshake = RawRequest.webSocket("/open/role");

        assertEquals(knowsThem ? 403 : 401, status(TestUser.BOB, handshake));
        assertEquals(knowsThem ? 101 : 401, status(TestUser.ALICE, handshake));
    }

    private int status(TestUser user, RawRequest request) throws IOException {
        return answer(request.with("Authorization", user.credentials())).status();
    }
}
