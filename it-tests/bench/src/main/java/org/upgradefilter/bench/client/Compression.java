package org.upgradefilter.bench.client;

import org.jspecify.annotations.Nullable;

/** How messages are compressed, both ways. */
public enum Compression {
    /** Not at all; no extension is offered. */
    NONE(null),
    /**
     * As each server does by itself with a client that asks for nothing: {@code permessage-deflate}
     * (RFC 7692). The containers let a message refer to those before it, ours does not.
     */
    DEFLATE("permessage-deflate"),
    /** Every message by itself, both ways. */
    FRESH("permessage-deflate; server_no_context_takeover; client_no_context_takeover"),
    /** The server's messages refer to those before them. */
    TAKEOVER("permessage-deflate");

    private static final String NAME = "permessage-deflate";
    private static final String SERVER_FRESH = "server_no_context_takeover";

    private final @Nullable String offer;

    Compression(@Nullable String offer) {
        this.offer = offer;
    }

    /** What the handshake has to have, complete lines. */
    String field() {
        return offer == null ? "" : "Sec-WebSocket-Extensions: " + offer + "\r\n";
    }

    /** True if the server's response is what is to be measured. */
    boolean isAccepted(String response) {
        return switch (this) {
            case NONE -> !response.contains(NAME);
            case DEFLATE -> response.contains(NAME);
            case FRESH -> response.contains(SERVER_FRESH);
            case TAKEOVER -> response.contains(NAME) && !response.contains(SERVER_FRESH);
        };
    }
}
