package org.upgradefilter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.FieldList;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.websocket.WebSocketProtocol;

/**
 * A request without the offers that were ignored: they are taken out of {@code Upgrade}, and where
 * none is left, so are the options of {@code Connection} that belong to them (RFC 9110 §7.6.1),
 * {@code HTTP2-Settings} with {@code h2c} (RFC 7540 §3.2.1), and the fields of the handshake with
 * {@code websocket}.
 */
final class HidingRequest extends HttpServletRequestWrapper {

    private static final String UPGRADE = "upgrade";
    private static final String CONNECTION = "connection";
    private static final String SETTINGS = "http2-settings";
    private static final String H2C = "h2c";
    private static final String WEBSOCKET = WebSocketProtocol.TOKEN.name();

    /** Without them no endpoint takes a WebSocket, whatever it thinks of {@code Upgrade}. */
    private static final Set<String> HANDSHAKE =
            Set.of("sec-websocket-key", "sec-websocket-version");

    private final List<String> offers;
    private final List<String> options;
    private final Set<String> gone;

    private HidingRequest(
            HttpServletRequest request,
            List<String> offers,
            List<String> options,
            Set<String> gone) {
        super(request);
        this.offers = offers;
        this.options = options;
        this.gone = gone;
    }

    static HttpServletRequest without(List<ProtocolToken> ignored, HttpServletRequest request) {
        return hiding(
                member -> ProtocolToken.parse(member).filter(ignored::contains).isPresent(),
                request);
    }

    /** True if an endpoint that is not particular could take the request for a WebSocket. */
    static boolean looksLikeHandshake(HttpServletRequest request) {
        return HANDSHAKE.stream().anyMatch(name -> request.getHeader(name) != null);
    }

    /** A handshake with {@code passing} and no other offer; itself if it has no other. */
    static HttpServletRequest showing(List<ProtocolToken> passing, HttpServletRequest handshake) {
        Predicate<String> hidden =
                member -> ProtocolToken.parse(member).filter(passing::contains).isEmpty();
        return members(handshake, UPGRADE).stream().anyMatch(hidden)
                        || passing.stream().noneMatch(token -> isNamed(WEBSOCKET, token.name()))
                ? hiding(hidden, handshake)
                : handshake;
    }

    private static HttpServletRequest hiding(Predicate<String> hidden, HttpServletRequest request) {
        List<String> left = new ArrayList<>(members(request, UPGRADE));
        Set<String> gone = new HashSet<>();
        if (left.removeIf(hidden.and(member -> isNamed(H2C, member)))) {
            gone.add(SETTINGS);
        }
        left.removeIf(hidden);
        if (left.stream().noneMatch(member -> isNamed(WEBSOCKET, member))) {
            gone.addAll(HANDSHAKE);
        }
        List<String> options = new ArrayList<>(members(request, CONNECTION));
        if (left.isEmpty()) {
            options.removeIf(UPGRADE::equalsIgnoreCase);
        }
        options.removeIf(option -> gone.contains(option.toLowerCase(Locale.ROOT)));
        return new HidingRequest(request, left, options, gone);
    }

    private static boolean isNamed(String name, String member) {
        return ProtocolToken.parse(member)
                .filter(token -> token.name().equalsIgnoreCase(name))
                .isPresent();
    }

    private static List<String> members(HttpServletRequest request, String name) {
        return FieldList.tokens(Collections.list(request.getHeaders(name)));
    }

    /** The one line of a field that was changed; empty if it is gone, null if it is not ours. */
    private @Nullable List<String> changed(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case UPGRADE -> line(offers);
            case CONNECTION -> line(options);
            default -> gone.contains(name.toLowerCase(Locale.ROOT)) ? List.of() : null;
        };
    }

    private static List<String> line(List<String> members) {
        return members.isEmpty() ? List.of() : List.of(String.join(", ", members));
    }

    @Override
    public @Nullable String getHeader(String name) {
        List<String> lines = changed(name);
        if (lines == null) {
            return super.getHeader(name);
        }
        return lines.isEmpty() ? null : lines.get(0);
    }

    @Override
    public int getIntHeader(String name) {
        // None of the fields that are changed is a number, but for those that are gone.
        return changed(name) == null ? super.getIntHeader(name) : -1;
    }

    @Override
    public long getDateHeader(String name) {
        return changed(name) == null ? super.getDateHeader(name) : -1;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        List<String> lines = changed(name);
        return lines == null ? super.getHeaders(name) : Collections.enumeration(lines);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = new ArrayList<>(Collections.list(super.getHeaderNames()));
        names.removeIf(
                name -> {
                    List<String> lines = changed(name);
                    return lines != null && lines.isEmpty();
                });
        return Collections.enumeration(names);
    }
}
