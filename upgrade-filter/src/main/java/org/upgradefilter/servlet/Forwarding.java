package org.upgradefilter.servlet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.AddressRange;
import org.upgradefilter.http.FieldList;
import org.upgradefilter.http.Fields;

/**
 * What trusted proxies say of the client: its address, and the scheme and authority it has used.
 *
 * <p>A field counts only if the peer is a trusted proxy, and of its list only what trusted proxies
 * have written: from the end to the first address that is not one of theirs. One kind of field is
 * believed and no other, since a proxy lets those pass that it does not know, and anybody can send
 * them.
 *
 * @param trusted where the proxies are; empty for none
 * @param kind the fields they write
 */
record Forwarding(List<AddressRange> trusted, Kind kind) {

    /** No proxy is trusted. */
    static final Forwarding NONE = new Forwarding(List.of(), Kind.X_FORWARDED);

    /** Which fields tell of the client. */
    enum Kind {
        /** {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}, a custom. */
        X_FORWARDED,
        /** {@code Forwarded} (RFC 7239). */
        FORWARDED
    }

    Forwarding {
        trusted = List.copyOf(trusted);
    }

    /**
     * A client.
     *
     * @param address in text
     * @param scheme in lower case
     * @param authority null if it has named none
     */
    record Client(String address, String scheme, @Nullable String authority) {}

    /**
     * The client behind a peer.
     *
     * @param peer what the connection itself says
     */
    Client client(Client peer, Fields fields) {
        if (!isTrusted(peer.address)) {
            return peer;
        }
        return kind == Kind.FORWARDED ? forwarded(peer, fields) : xForwarded(peer, fields);
    }

    private Client xForwarded(Client peer, Fields fields) {
        String address = peer.address;
        // A quote means nothing here. It must not let a client swallow what our proxy appends.
        List<String> hops = FieldList.tokens(fields.lines("X-Forwarded-For"));
        for (int i = hops.size() - 1; i >= 0 && isTrusted(address); i--) {
            address = bare(hops.get(i));
        }
        // Each proxy in front of ours overwrites these, or ours would not be trusted.
        String scheme = last(FieldList.tokens(fields.lines("X-Forwarded-Proto")));
        String host = last(FieldList.tokens(fields.lines("X-Forwarded-Host")));
        return new Client(
                address,
                scheme == null ? peer.scheme : http(scheme),
                host == null ? peer.authority : host);
    }

    private Client forwarded(Client peer, Fields fields) {
        Client client = peer;
        List<String> elements = elements(fields.lines("Forwarded"));
        for (int i = elements.size() - 1; i >= 0 && isTrusted(client.address); i--) {
            client = element(elements.get(i), client);
        }
        return client;
    }

    /**
     * Of a line whose last quoted string never ends, every comma separates: the client has begun
     * it, and it must not swallow what our proxy appends.
     */
    private static List<String> elements(List<String> lines) {
        List<String> elements = new ArrayList<>();
        for (String line : lines) {
            List<String> one = List.of(line);
            elements.addAll(
                    FieldList.isBalanced(line) ? FieldList.members(one) : FieldList.tokens(one));
        }
        return elements;
    }

    /** What the client has used; some proxies say {@code wss} of a WebSocket (Traefik). */
    private static String http(String scheme) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "ws" -> "http";
            case "wss" -> "https";
            default -> lower;
        };
    }

    private static Client element(String element, Client otherwise) {
        String address = "unknown";
        String scheme = otherwise.scheme;
        String authority = otherwise.authority;
        for (String pair : FieldList.parameters(element)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals).toLowerCase(Locale.ROOT);
            String value = equals < 0 ? "" : unquoted(pair.substring(equals + 1));
            switch (name) {
                case "for" -> address = bare(value);
                case "proto" -> scheme = http(value);
                case "host" -> authority = value;
                default -> {
                    // "by" and extensions tell nothing of the client.
                }
            }
        }
        return new Client(address, scheme, authority);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replace("\\", "") : value;
    }

    /** Without brackets and port. */
    private static String bare(String node) {
        if (node.startsWith("[")) {
            int end = node.indexOf(']');
            return end < 0 ? node : node.substring(1, end);
        }
        int colon = node.indexOf(':');
        boolean hasPort = colon >= 0 && colon == node.lastIndexOf(':');
        return hasPort ? node.substring(0, colon) : node;
    }

    private static @Nullable String last(List<String> members) {
        return members.isEmpty() ? null : members.get(members.size() - 1);
    }

    private boolean isTrusted(String address) {
        for (AddressRange range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
