package org.upgradefilter.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An offer that is not taken leaves the exchange untouched (RFC 9110 §7.8), byte by byte; what
 * libraries offer unasked is {@link UnaskedOfferContract}'s.
 */
public abstract class OfferContract extends ContainerContract {

    private static final byte[] LITTLE = "little".getBytes(StandardCharsets.UTF_8);

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new GateApplication(adapter()));
    }

    @BeforeEach
    void needsThatAnOfferAloneChangesNothing() {
        assumeCapability(Capability.KEEPS_AN_OFFER_A_REQUEST);
    }

    static Stream<Arguments> requestsAndOffers() {
        List<String> lines =
                List.of(
                        "GET /plain HTTP/1.1",
                        "HEAD /plain HTTP/1.1",
                        "POST /plain HTTP/1.1",
                        "PUT /plain?a=b HTTP/1.1",
                        "OPTIONS /plain HTTP/1.1",
                        "GET /dispatch/nowhere HTTP/1.1",
                        "GET /dispatch/async HTTP/1.1",
                        "GET /ignored HTTP/1.1",
                        "GET /open HTTP/1.1",
                        "GET /echo HTTP/1.1",
                        "POST /echo HTTP/1.1",
                        "GET /plain HTTP/1.0");
        List<String> offers = List.of("h2c", "TLS/1.2", "TLS/1.3,TLS/1.2,TLS/1.1", "x", "@,,/");
        return lines.stream()
                .flatMap(line -> offers.stream().map(offer -> Arguments.of(line, offer)));
    }

    @ParameterizedTest
    @MethodSource("requestsAndOffers")
    void status_fields_and_content_are_the_same_as_without(String line, String offer)
            throws IOException {
        RawRequest request = RawRequest.line(line);
        if (line.startsWith("P")) {
            request = request.content(LITTLE);
        }
        RawRequest offering =
                request.with("Connection", "Upgrade, HTTP2-Settings")
                        .with("Upgrade", offer)
                        .with("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA");

        assertEquals(answer(request).withoutDate(), answer(offering).withoutDate());
    }

    @Test
    void connection_is_kept() throws IOException {
        RawRequest get = RawRequest.get("/plain");
        RawRequest post = RawRequest.line("POST /plain HTTP/1.1").content(LITTLE);
        try (RawConnection connection = connect()) {
            for (RawRequest one : List.of(get, post, get)) {
                String withoutOffer = connection.exchange(one).withoutDate();
                RawRequest offering = one.with("Connection", "Upgrade").with("Upgrade", "TLS/1.2");
                assertEquals(withoutOffer, connection.exchange(offering).withoutDate());
            }
        }
    }

    @Test
    void requests_may_be_pipelined() throws IOException {
        RawRequest offering =
                RawRequest.line("POST /plain HTTP/1.1")
                        .with("Connection", "Upgrade, HTTP2-Settings")
                        .with("Upgrade", "h2c")
                        .with("HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA")
                        .content(LITTLE);
        try (RawConnection connection = connect()) {
            connection.send(ClientFrames.join(offering.bytes(), offering.bytes()));
            assertEquals(said("POST", LITTLE), connection.response().text());
            assertEquals(said("POST", LITTLE), connection.response().text());
        }
    }

    private static String said(String method, byte[] content) {
        return PlainServlet.said(method, content) + " REQUEST";
    }
}
