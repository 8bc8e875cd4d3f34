package org.upgradefilter.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.negotiation.Installed;
import org.upgradefilter.negotiation.Manner;
import org.upgradefilter.negotiation.Negotiator;
import org.upgradefilter.negotiation.Outcome;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.protocol.Refusal;
import org.upgradefilter.websocket.Compression;
import org.upgradefilter.websocket.WebSocketProtocol;

/**
 * Any request: it is switched if the opening handshake is in order and answered 400 to 499 or left
 * alone if not, by each of several policies.
 *
 * <p>The input is a request line of method, path and version, and field lines, in ISO 8859-1.
 */
public final class HandshakeFuzz {

    private static final String OFFERED = "chat.v1";
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 405, 426);
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** RFC 6455 §4.2.1, as regular expressions over lines. */
    private static final Pattern KEY = Pattern.compile("[ \t]*([A-Za-z0-9+/]{22}==)[ \t]*");

    private static final Pattern VERSION = Pattern.compile("[ \t]*13[ \t]*");
    private static final Pattern UPGRADE = memberOf("websocket");
    private static final Pattern CONNECTION = memberOf("upgrade");

    private static final Pattern AGREED =
            Pattern.compile(
                    "permessage-deflate(; server_no_context_takeover)?"
                            + "(; client_no_context_takeover)?"
                            + "(; server_max_window_bits=([89]|1[0-5]))?");

    private static final Negotiator OPEN =
            new Negotiator(List.of(websocket(Verdict.ALLOW, Compression.TAKEOVER, false)));
    private static final Negotiator STRICT =
            new Negotiator(
                    List.of(websocket(Verdict.REQUIRE, Compression.AUTO, true)),
                    new Manner(Manner.Preference.SERVER, Manner.Otherwise.DENY));
    private static final Negotiator CLOSED =
            new Negotiator(List.of(new Installed(rule(Verdict.IGNORE), List.of())));

    private HandshakeFuzz() {}

    private static Pattern memberOf(String member) {
        return Pattern.compile(
                "(?:.*,)?[ \t]*" + member + "[ \t]*(?:,.*)?",
                Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    private static Rule rule(Verdict verdict) {
        return new Rule(PathPattern.of("/*"), Set.of(), List.of(WebSocketProtocol.TOKEN), verdict);
    }

    private static Installed websocket(Verdict verdict, Compression compression, boolean strict) {
        return new Installed(
                rule(verdict),
                List.of(
                        WebSocketProtocol.builder(handshake -> new WebSocket.Listener() {})
                                .compression(compression)
                                .subprotocols(List.of(OFFERED))
                                .subprotocolRequired(strict)
                                .build()));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        Optional<RequestHead> request = request(new String(input, StandardCharsets.ISO_8859_1));
        if (request.isEmpty()) {
            return;
        }
        RequestHead head = request.get();
        assertEquals(Outcome.PASS_THROUGH, CLOSED.judge(head));
        Outcome open = OPEN.judge(head);
        check(head, open);
        assertTrue(
                open instanceof Outcome.Switch || !isInOrder(head) || !isSimple(head.fields()),
                "nothing was wrong with it");
        Outcome strict = STRICT.judge(head);
        check(head, strict);
        assertFalse(strict.equals(Outcome.PASS_THROUGH), "passed what is required");
    }

    private static Optional<RequestHead> request(String text) {
        List<String> lines = Arrays.asList(text.split("\n", -1));
        String[] line = lines.get(0).split(" ", -1);
        if (line.length != 3 || !line[1].startsWith("/")) {
            return Optional.empty();
        }
        Fields.Received fields = Fields.received();
        for (String field : lines.subList(1, lines.size())) {
            int colon = field.indexOf(':');
            if (colon > 0) {
                fields.line(field.substring(0, colon), trim(field.substring(colon + 1)));
            }
        }
        return Optional.of(
                new RequestHead(
                        line[0],
                        line[2],
                        line[1],
                        null,
                        "http",
                        false,
                        "192.0.2.1",
                        null,
                        fields.done()));
    }

    /** As a container does it (RFC 9112 §5.1). */
    private static String trim(String value) {
        return value.replaceAll("^[ \t]+|[ \t]+$", "");
    }

    private static void check(RequestHead head, Outcome outcome) {
        boolean isInOrder = isInOrder(head);
        if (outcome instanceof Outcome.Switch taken) {
            assertTrue(isInOrder, "taken, and §4.2.1 does not hold");
            List<ProtocolToken> inEffect = taken.accepted().inEffect();
            assertEquals(List.of(WebSocketProtocol.TOKEN), inEffect);
            checkResponse(head, Fields.of(taken.accepted().fields()));
        } else if (outcome instanceof Outcome.Refuse refused) {
            checkRefusal(refused.refusal());
        } else {
            assertEquals(Outcome.PASS_THROUGH, outcome);
        }
    }

    /** RFC 6455 §4.2.1, and what RFC 9110 §7.8 asks of an offer. */
    private static boolean isInOrder(RequestHead head) {
        Fields fields = head.fields();
        List<String> keys = fields.lines("Sec-WebSocket-Key");
        List<String> versions = fields.lines("Sec-WebSocket-Version");
        return head.method().equals("GET")
                && head.version().equals("HTTP/1.1")
                && fields.contains("Host")
                && fields.lines("Upgrade").stream().anyMatch(UPGRADE.asMatchPredicate())
                && fields.lines("Connection").stream().anyMatch(CONNECTION.asMatchPredicate())
                && keys.size() == 1
                && KEY.matcher(keys.get(0)).matches()
                && versions.size() == 1
                && VERSION.matcher(versions.get(0)).matches();
    }

    /** False if there may be something else than the handshake that speaks against it. */
    private static boolean isSimple(Fields fields) {
        return Stream.of(
                        "Origin",
                        "Sec-WebSocket-Protocol",
                        "Expect",
                        "Content-Length",
                        "Transfer-Encoding")
                .noneMatch(fields::contains);
    }

    private static void checkResponse(RequestHead head, Fields fields) {
        Matcher key = KEY.matcher(head.fields().lines("Sec-WebSocket-Key").get(0));
        assertTrue(key.matches());
        assertEquals(List.of(accept(key.group(1))), fields.lines("Sec-WebSocket-Accept"));
        for (String subprotocol : fields.lines("Sec-WebSocket-Protocol")) {
            assertEquals(OFFERED, subprotocol);
            assertTrue(
                    String.join(",", head.fields().lines("Sec-WebSocket-Protocol"))
                            .contains(OFFERED));
        }
        for (String agreed : fields.lines("Sec-WebSocket-Extensions")) {
            assertTrue(AGREED.matcher(agreed).matches(), agreed);
            String offers = String.join(",", head.fields().lines("Sec-WebSocket-Extensions"));
            assertTrue(offers.contains("permessage-deflate"), "nobody has offered " + agreed);
            assertTrue(
                    offers.contains("server_max_window_bits")
                            || !agreed.contains("server_max_window_bits"),
                    "nobody has asked for a window");
        }
        assertTrue(fields.names().size() <= 3, fields::toString);
    }

    private static String accept(String key) {
        try {
            byte[] text = (key + GUID).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static void checkRefusal(Refusal refusal) {
        assertTrue(REFUSALS.contains(refusal.status()), () -> "answered " + refusal.status());
        List<Field> fields = refusal.fields();
        boolean asks = fields.stream().anyMatch(field -> field.name().equals("Upgrade"));
        assertEquals(refusal.status() == 426, asks, "Upgrade is for 426");
        boolean allows = fields.stream().anyMatch(field -> field.name().equals("Allow"));
        assertEquals(refusal.status() == 405, allows, "Allow is for 405");
    }
}
