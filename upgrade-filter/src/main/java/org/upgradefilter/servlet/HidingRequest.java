package org.upgradefilter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.FieldList;
import org.upgradefilter.http.ProtocolToken;

/**
 * A request without the offers that were ignored: they are taken out of {@code Upgrade}, and where
 * none is left, so are the options of {@code Connection} that belong to them (RFC 9110 §7.6.1), and
 * {@code HTTP2-Settings} with {@code h2c} (RFC 7540 §3.2.1).
 */
final class HidingRequest extends HttpServletRequestWrapper {

    private static final String UPGRADE = "upgrade";
    private static final String CONNECTION = "connection";
    private static final String SETTINGS = "http2-settings";

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
        List<String> left = new ArrayList<>(members(request, UPGRADE));
        left.removeIf(member -> ProtocolToken.parse(member).filter(ignored::contains).isPresent());
        boolean hidesSettings =
                ignored.stream().anyMatch(offer -> offer.name().equalsIgnoreCase("h2c"));
        List<String> options = new ArrayList<>(members(request, CONNECTION));
        if (left.isEmpty()) {
            options.removeIf(UPGRADE::equalsIgnoreCase);
        }
        if (hidesSettings) {
            options.removeIf(SETTINGS::equalsIgnoreCase);
        }
        return new HidingRequest(
                request, left, options, hidesSettings ? Set.of(SETTINGS) : Set.of());
    }

    private static List<String> members(HttpServletRequest request, String name) {
        return FieldList.tokens(Collections.list(request.getHeaders(name)));
    }

    /** The one line of a field that was changed; empty if it is gone, null if it is not ours. */
    private @Nullable List<String> changed(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case UPGRADE -> line(offers);
            case CONNECTION -> line(options);
            case SETTINGS -> gone.contains(SETTINGS) ? List.of() : null;
            default -> null;
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
