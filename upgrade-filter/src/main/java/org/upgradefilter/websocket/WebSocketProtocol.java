package org.upgradefilter.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.FieldList;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.http.Token;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;
import org.upgradefilter.protocol.UpgradeProtocol;

/**
 * {@code websocket} as one rule has set it up: the server's side of the opening handshake (RFC 6455
 * §4.2).
 *
 * <p>Immutable; any thread.
 */
public final class WebSocketProtocol implements UpgradeProtocol {

    /** {@code websocket}, as registered. */
    public static final ProtocolToken TOKEN = new ProtocolToken("websocket", null);

    private static final String VERSION = "13";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    /** Null if the container's own endpoint answers. */
    private final @Nullable WebSocketEndpoint endpoint;

    private final AllowedOrigins origins;
    private final List<String> subprotocols;
    private final boolean subprotocolRequired;
    private final WebSocketConnection.Settings settings;
    private final Compression compression;
    private final CompressionMemory compressionMemory;

    private WebSocketProtocol(Builder builder) {
        endpoint = builder.endpoint;
        origins = builder.origins;
        subprotocols = builder.subprotocols;
        subprotocolRequired = builder.subprotocolRequired;
        compression = builder.compression;
        compressionMemory = builder.compressionMemory;
        settings = new WebSocketConnection.Settings(builder.limits, builder.timeouts);
    }

    public static Builder builder(WebSocketEndpoint endpoint) {
        return new Builder(Objects.requireNonNull(endpoint));
    }

    /**
     * For endpoints of the container's own (Jakarta WebSocket): the handshake is checked, the
     * origin above all, and passed on. What else is set up here is the container's affair then.
     */
    public static Builder passingOn() {
        return new Builder(null);
    }

    /** With the defaults: same origin, no subprotocol, messages of up to 1 MiB. */
    public static WebSocketProtocol of(WebSocketEndpoint endpoint) {
        return builder(endpoint).build();
    }

    @Override
    public ProtocolToken token() {
        return TOKEN;
    }

    /** GET alone (RFC 6455 §4.1). */
    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    /**
     * The checks of RFC 6455 §4.2.1 and §11.3, then those of §4.2.2.
     *
     * <p>The endpoint is called when the connection is {@linkplain
     * org.upgradefilter.protocol.ConnectionFactory#prepared prepared}.
     */
    @Override
    public Handshake handshake(RequestHead head, ProtocolToken offered) {
        if (offered.version() != null) {
            // §4.2.1: the value is "websocket"; its version is said elsewhere.
            return new Handshake.Declined("websocket has no version in Upgrade");
        }
        List<String> versions = head.fields().lines("Sec-WebSocket-Version");
        if (versions.size() == 1 && !FieldList.trim(versions.get(0)).equals(VERSION)) {
            return unsupportedVersion();
        }
        if (versions.size() != 1) {
            return malformed("The handshake must have one Sec-WebSocket-Version.");
        }
        List<String> keys = head.fields().lines("Sec-WebSocket-Key");
        if (keys.size() != 1 || !isKey(FieldList.trim(keys.get(0)))) {
            return malformed(
                    "The handshake must have one Sec-WebSocket-Key of 16 bytes in Base64.");
        }
        if (!head.fields().contains("Host")) {
            return malformed("The handshake must have a Host.");
        }
        if (!origins.allow(head)) {
            return new Handshake.Refused(
                    new Refusal(
                            403, List.of(), "Pages of this origin may not open a WebSocket here."));
        }
        List<String> asked = head.fields().members("Sec-WebSocket-Protocol");
        if (!areUniqueTokens(asked)) {
            return malformed("Sec-WebSocket-Protocol must list different tokens.");
        }
        String subprotocol = asked.stream().filter(subprotocols::contains).findFirst().orElse("");
        if (subprotocolRequired && subprotocol.isEmpty()) {
            return malformed(
                    "One of these subprotocols is needed: "
                            + String.join(", ", subprotocols)
                            + ".");
        }
        return endpoint == null
                ? new Handshake.PassedOn()
                : accept(endpoint, head, FieldList.trim(keys.get(0)), subprotocol);
    }

    private Handshake accept(
            WebSocketEndpoint own, RequestHead head, String key, String subprotocol) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("Sec-WebSocket-Accept", acceptKey(key)));
        if (!subprotocol.isEmpty()) {
            fields.add(new Field("Sec-WebSocket-Protocol", subprotocol));
        }
        PerMessageDeflate deflate = deflate(head);
        if (deflate != null) {
            fields.add(new Field(EXTENSIONS, deflate.response()));
        }
        return new Handshake.Accepted(
                List.of(TOKEN),
                fields,
                new Opening(
                        own,
                        new WebSocketHandshake(head, subprotocol),
                        settings,
                        new AgreedCompression(deflate, compressionMemory)));
    }

    /** Null if messages go uncompressed: nobody must fail for want of an extension (§9.1). */
    private @Nullable PerMessageDeflate deflate(RequestHead head) {
        return PerMessageDeflate.firstOf(head.fields().members(EXTENSIONS), compression)
                .filter(compressionMemory::hasRoomFor)
                .orElse(null);
    }

    private static boolean isKey(String key) {
        try {
            // 24 characters: without the length, a decoder would also take it without padding.
            return key.length() == 24 && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean areUniqueTokens(List<String> names) {
        return names.stream().allMatch(Token::isToken)
                && new HashSet<>(names).size() == names.size();
    }

    /** RFC 6455 §4.2.2, {@code /key/}. */
    private static String acceptKey(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    private static Handshake malformed(String detail) {
        // §4.4: whoever is told what is wrong should also be told what is spoken here.
        return new Handshake.Refused(
                new Refusal(400, List.of(new Field("Sec-WebSocket-Version", VERSION)), detail));
    }

    private static Handshake unsupportedVersion() {
        return new Handshake.Refused(
                new Refusal(
                        426,
                        List.of(
                                new Field("Upgrade", TOKEN.toString()),
                                new Field("Sec-WebSocket-Version", VERSION)),
                        "Only version 13 of the WebSocket protocol is spoken here."));
    }

    /** Sets up {@code websocket} for one rule. Not for more than one thread. */
    public static final class Builder {

        private final @Nullable WebSocketEndpoint endpoint;
        private AllowedOrigins origins = AllowedOrigins.same();
        private List<String> subprotocols = List.of();
        private boolean subprotocolRequired;
        private WebSocketLimits limits = WebSocketLimits.defaults();
        private WebSocketTimeouts timeouts = WebSocketTimeouts.defaults();
        private Compression compression = Compression.OFF;
        private CompressionMemory compressionMemory = CompressionMemory.SHARED;

        private Builder(@Nullable WebSocketEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        /** Whose pages may connect; unless set, those of {@link AllowedOrigins#same}. */
        public Builder origins(AllowedOrigins allowed) {
            origins = allowed;
            return this;
        }

        /**
         * The subprotocols that are spoken here. The first in the client's list that is one of them
         * is taken (RFC 6455 §4.2.2).
         *
         * @throws IllegalArgumentException if a name is no token
         */
        public Builder subprotocols(List<String> names) {
            if (!areUniqueTokens(names)) {
                throw new IllegalArgumentException(
                        "subprotocols must be different tokens: " + names);
            }
            subprotocols = List.copyOf(names);
            return this;
        }

        /** Whether a client that lists none of {@link #subprotocols} is answered 400. */
        public Builder subprotocolRequired(boolean required) {
            subprotocolRequired = required;
            return this;
        }

        /** What a peer may send; unless set, {@link WebSocketLimits#defaults()}. */
        public Builder limits(WebSocketLimits most) {
            limits = most;
            return this;
        }

        /** How long to wait for a peer; unless set, {@link WebSocketTimeouts#defaults()}. */
        public Builder timeouts(WebSocketTimeouts patience) {
            timeouts = patience;
            return this;
        }

        /** Whether messages are compressed; unless set, they are not. */
        public Builder compression(Compression mode) {
            compression = mode;
            return this;
        }

        /** What compression may take; unless set, {@link CompressionMemory#SHARED}. */
        public Builder compressionMemory(CompressionMemory memory) {
            compressionMemory = memory;
            return this;
        }

        /**
         * Ends the set-up.
         *
         * @throws IllegalArgumentException if a subprotocol is required and none is set, or no Ping
         *     would be sent before the peer is given up
         */
        public WebSocketProtocol build() {
            Duration interval = timeouts.pingInterval();
            // Not for the record to check, whose limits are set one after the other.
            if (interval != null && interval.compareTo(timeouts.idle()) >= 0) {
                throw new IllegalArgumentException(
                        "pingInterval must be less than idle, or zero for no Ping: "
                                + interval
                                + " and "
                                + timeouts.idle());
            }
            if (subprotocolRequired && subprotocols.isEmpty()) {
                throw new IllegalArgumentException(
                        "subprotocolRequired needs subprotocols to choose from");
            }
            return new WebSocketProtocol(this);
        }
    }
}
