package org.upgradefilter.websocket;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.RequestHead;

/**
 * Whose pages may open a WebSocket (RFC 6455 §10.2).
 *
 * <p>Browsers always send {@code Origin}, and would send a user's cookies along from any page; so
 * the default is the page's own server. A client that sends none is no browser and may connect.
 */
public final class AllowedOrigins {

    private enum Scope {
        ANY,
        SAME_AND_LISTED,
        LISTED
    }

    private final Scope scope;
    private final Set<Origin> listed;

    private AllowedOrigins(Scope scope, List<Origin> listed) {
        this.scope = scope;
        this.listed = Set.copyOf(listed);
    }

    /** Pages from the scheme, host and port the request was sent to. */
    public static AllowedOrigins same() {
        return new AllowedOrigins(Scope.SAME_AND_LISTED, List.of());
    }

    /** Those of {@link #same}, and the listed ones. */
    public static AllowedOrigins sameAnd(List<Origin> others) {
        return new AllowedOrigins(Scope.SAME_AND_LISTED, others);
    }

    /** The listed ones. */
    public static AllowedOrigins only(List<Origin> origins) {
        return new AllowedOrigins(Scope.LISTED, origins);
    }

    /** Every page there is: only for endpoints that need no cookie, address or certificate. */
    public static AllowedOrigins any() {
        return new AllowedOrigins(Scope.ANY, List.of());
    }

    boolean allow(RequestHead head) {
        List<String> lines = head.fields().lines("Origin");
        if (scope == Scope.ANY || lines.isEmpty()) {
            return true;
        }
        // A second line could hide the first from whoever reads only one (RFC 6454 §7.3).
        Optional<Origin> origin = lines.size() == 1 ? Origin.parse(lines.get(0)) : Optional.empty();
        if (origin.isEmpty()) {
            return false;
        }
        return listed.contains(origin.get())
                || (scope == Scope.SAME_AND_LISTED && origin.equals(head.target()));
    }
}
