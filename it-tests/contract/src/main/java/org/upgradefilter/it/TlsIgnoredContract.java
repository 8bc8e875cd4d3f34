package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

/**
 * Where nothing leads from TLS back into the application, one line says so at the start, and no
 * offer of TLS is taken, nor noticed.
 */
public abstract class TlsIgnoredContract extends ContainerContract {

    private String logged;

    @Override
    protected URI begin(Container started) throws Exception {
        try (CapturedLog log = CapturedLog.begin()) {
            URI server = started.start(new TlsApplication());
            logged = log.text();
            return server;
        }
    }

    private static RawRequest request(String method, String path) {
        return RawRequest.line(method + " " + path + " HTTP/1.1").replacing("Host", "127.0.0.1");
    }

    private static RawRequest asking(RawRequest request) {
        return request.with("Connection", "Upgrade").with("Upgrade", "TLS/1.2");
    }

    @Test
    void one_line_says_that_offers_are_ignored() {
        String[] lines =
                logged.lines()
                        .filter(line -> line.contains("offers of TLS"))
                        .toArray(String[]::new);
        assertEquals(1, lines.length, logged);
        assertTrue(
                lines[0].startsWith("filter \"upgrade\" ignores offers of TLS, since on "),
                lines[0]);
    }

    @Test
    void an_offer_leaves_the_answer_as_it_was() throws IOException {
        for (String method : new String[] {"GET", "OPTIONS", "HEAD"}) {
            for (String path : new String[] {"/plain", "/unasked/1", "/alpn/1"}) {
                Response without = answer(request(method, path));
                Response with = answer(asking(request(method, path)));
                assertEquals(200, with.status());
                assertFalse(with.names().contains("upgrade"), with::toString);
                assertEquals(without.text(), with.text());
                assumeSameFields(without, with);
            }
        }
    }

    /** Where the container does not change them itself. */
    private void assumeSameFields(Response without, Response with) {
        if (running().capabilities().contains(Capability.KEEPS_AN_OFFER_A_REQUEST)) {
            assertEquals(without.withoutDate(), with.withoutDate());
        }
    }

    @Test
    void the_connection_goes_on_in_clear() throws IOException {
        assumeCapability(Capability.KEEPS_AN_OFFER_A_REQUEST);
        try (RawConnection connection = connect()) {
            for (int i = 0; i < 3; i++) {
                Response response = connection.exchange(asking(request("GET", "/unasked/" + i)));
                assertTrue(response.text().startsWith("GET /unasked/" + i + " http in-clear"));
            }
        }
    }

    @Test
    void what_requires_tls_is_answered_426_and_not_switched() throws IOException {
        assertEquals(426, answer(request("GET", "/secure/a")).status());
        assertEquals(426, answer(asking(request("GET", "/secure/a"))).status());
    }

    @Test
    void apaches_client_is_answered_in_clear() throws Exception {
        try (UnaskedClient client = new UnaskedApacheClient(UnaskedClient.Offers.UNASKED)) {
            for (int i = 0; i < 3; i++) {
                Answer answer =
                        client.send(
                                new UnaskedClient.Call(
                                        "GET", "/unasked/" + i, UnaskedClient.Content.NONE),
                                server());
                assertEquals(200, answer.status());
            }
        }
    }

    @Test
    void other_offers_are_taken() throws IOException {
        try (RawConnection connection = connect()) {
            connection.open(request("GET", "/echo").offeringWebSocket());
            connection.send(ClientFrames.text("in clear"));
            assertEquals(Message.text("in clear"), connection.message());
        }
    }
}
