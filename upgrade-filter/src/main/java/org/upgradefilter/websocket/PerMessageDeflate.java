package org.upgradefilter.websocket;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.upgradefilter.websocket.ExtensionOffer.Parameter;

/**
 * The parameters of {@code permessage-deflate} both sides have agreed upon (RFC 7692 §7.1).
 *
 * <p>There is none for the window of what the client sends: any is understood.
 *
 * @param server whether the server's messages refer to earlier ones (§7.1.1.1)
 * @param window how far back they refer (§7.1.2.1)
 * @param client whether the client's messages refer to earlier ones (§7.1.1.2)
 */
record PerMessageDeflate(Context server, Window window, Context client) {

    private static final String NAME = "permessage-deflate";
    private static final String SERVER_FRESH = "server_no_context_takeover";
    private static final String CLIENT_FRESH = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String CLIENT_BITS = "client_max_window_bits";

    /** §7.1.2: a decimal number from 8 to 15 without leading zeros. */
    private static final Pattern BITS = Pattern.compile("[89]|1[0-5]");

    /** What a message begins with (§7.1.1). */
    enum Context {
        /** The LZ77 window its predecessor has left behind. */
        TAKEN_OVER,
        /** An empty window. */
        FRESH,
        /** Likewise, but nobody was told, nor need be: the client keeps a window in vain. */
        SILENTLY_FRESH
    }

    /**
     * The LZ77 sliding window of the server.
     *
     * @param bits the base-2 logarithm of its size in bytes, 8 to 15; empty if the client has not
     *     asked for any, which then is 15
     */
    record Window(Optional<Integer> bits) {

        private static final int MAX_BITS = 15;

        static final Window UNLIMITED = new Window(Optional.empty());

        int bytes() {
            return 1 << bits.orElse(MAX_BITS);
        }

        /** True if it is smaller than DEFLATE's own. */
        boolean isLimited() {
            return bytes() < 1 << MAX_BITS;
        }
    }

    /**
     * The first offer that can be accepted (§5.1), as it is accepted.
     *
     * @param offers members of {@code Sec-WebSocket-Extensions}, of whatever extension, in order
     */
    static Optional<PerMessageDeflate> firstOf(List<String> offers, Compression compression) {
        return offers.stream()
                .flatMap(member -> ExtensionOffer.parse(member).stream())
                .filter(offer -> offer.name().equals(NAME))
                .flatMap(offer -> accept(offer, compression).stream())
                .findFirst();
    }

    /**
     * §7.1: an offer with a parameter that is unknown, doubled or of no valid value is declined.
     */
    private static Optional<PerMessageDeflate> accept(
            ExtensionOffer offer, Compression compression) {
        Context server = unasked(compression);
        Context client =
                compression == Compression.NO_TAKEOVER ? Context.FRESH : Context.TAKEN_OVER;
        Window window = Window.UNLIMITED;
        Set<String> seen = new HashSet<>();
        for (Parameter parameter : offer.parameters()) {
            if (!seen.add(parameter.name()) || !isValid(parameter)) {
                return Optional.empty();
            }
            switch (parameter.name()) {
                case SERVER_FRESH -> server = Context.FRESH;
                case CLIENT_FRESH -> client = Context.FRESH;
                case SERVER_BITS -> window = new Window(parameter.value().map(Integer::valueOf));
                default -> {
                    // A hint about the client's window, which needs no answer (§7.1.2.2).
                }
            }
        }
        if (window.isLimited() && server == Context.TAKEN_OVER) {
            // There is little to take over, and much to keep in step.
            server = Context.SILENTLY_FRESH;
        }
        return compression == Compression.OFF
                ? Optional.empty()
                : Optional.of(new PerMessageDeflate(server, window, client));
    }

    /** What the server does if the client does not care. */
    private static Context unasked(Compression compression) {
        return switch (compression) {
            case TAKEOVER -> Context.TAKEN_OVER;
            case NO_TAKEOVER -> Context.FRESH;
            case AUTO, OFF -> Context.SILENTLY_FRESH;
        };
    }

    private static boolean isValid(Parameter parameter) {
        boolean isNumber = parameter.value().filter(BITS.asMatchPredicate()).isPresent();
        return switch (parameter.name()) {
            case SERVER_FRESH, CLIENT_FRESH -> parameter.value().isEmpty();
            case SERVER_BITS -> isNumber;
            case CLIENT_BITS -> isNumber || parameter.value().isEmpty();
            default -> false;
        };
    }

    /** The response (§5.1), as {@code Sec-WebSocket-Extensions} has it. */
    String response() {
        StringBuilder response = new StringBuilder(NAME);
        if (server == Context.FRESH) {
            response.append("; ").append(SERVER_FRESH);
        }
        if (client == Context.FRESH) {
            response.append("; ").append(CLIENT_FRESH);
        }
        window.bits().ifPresent(bits -> response.append("; " + SERVER_BITS + "=").append(bits));
        return response.toString();
    }
}
