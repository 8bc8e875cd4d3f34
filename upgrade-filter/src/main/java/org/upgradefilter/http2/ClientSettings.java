package org.upgradefilter.http2;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/**
 * The settings of a client (RFC 9113 §6.5), as {@code HTTP2-Settings} brings them with an upgrade
 * (RFC 7540 §3.2.1). Immutable; any thread.
 */
public final class ClientSettings {

    private static final int SETTING_BYTES = 6;

    /** Much more than any client sends, and little to keep. */
    private static final int MAX_BYTES = 100 * SETTING_BYTES;

    private final byte[] payload;

    private ClientSettings(byte[] payload) {
        this.payload = payload;
    }

    /**
     * Reads the value of {@code HTTP2-Settings}.
     *
     * @return empty if it is not the payload of a SETTINGS frame in base64url without padding, or
     *     has a value that a frame must not have
     */
    public static Optional<ClientSettings> parse(String value) {
        if (value.indexOf('=') >= 0 || value.length() > 4 * MAX_BYTES / 3) {
            return Optional.empty();
        }
        byte[] payload;
        try {
            payload = Base64.getUrlDecoder().decode(value);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
        if (payload.length % SETTING_BYTES != 0) {
            return Optional.empty();
        }
        ClientSettings settings = new ClientSettings(payload);
        try {
            PeerSettings.check(settings.payload());
        } catch (Http2Exception invalid) {
            return Optional.empty();
        }
        return Optional.of(settings);
    }

    /** As a SETTINGS frame would have it. */
    ByteBuffer payload() {
        return ByteBuffer.wrap(payload).asReadOnlyBuffer();
    }
}
