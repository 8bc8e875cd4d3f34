package org.upgradefilter.policy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.upgradefilter.http.AddressRange;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.RequestHead;

/**
 * Which requests for its path a rule is for.
 *
 * @param methods the methods; empty for all
 * @param from where the client is; empty for everywhere
 * @param hosts what the client calls the server, in lower case and without port; {@code *.} stands
 *     for any subdomain; empty for everything
 * @param proxied whether requests that look proxied count
 */
public record Conditions(
        Set<String> methods, List<AddressRange> from, Set<String> hosts, Proxied proxied) {

    /** Every request. */
    public static final Conditions NONE =
            new Conditions(Set.of(), List.of(), Set.of(), Proxied.ALLOW);

    public Conditions {
        methods = Set.copyOf(methods);
        from = List.copyOf(from);
        hosts = Set.copyOf(hosts);
    }

    /** Requests of these methods; of all if there are none. */
    public static Conditions methods(Set<String> methods) {
        return new Conditions(methods, List.of(), Set.of(), Proxied.ALLOW);
    }

    /** The same for requests of these methods; of all if there are none. */
    public Conditions withMethods(Set<String> others) {
        return new Conditions(others, from, hosts, proxied);
    }

    /** What a rule says of requests that look as if a proxy had passed them on. */
    public enum Proxied {
        /** They count like any other. */
        ALLOW,
        /** The rule is not for them. */
        DENY,
        /** The rule is for no others. */
        ONLY
    }

    boolean holdFor(RequestHead head) {
        return allowMethod(head.method())
                && (from.isEmpty() || isFrom(head.remoteAddress()))
                && (hosts.isEmpty() || isHost(head))
                && (proxied == Proxied.ALLOW || head.looksProxied() == (proxied == Proxied.ONLY));
    }

    /** True if they hold for every request that {@code other} hold for. */
    boolean cover(Conditions other) {
        return (methods.isEmpty()
                        || (!other.methods.isEmpty() && methods.containsAll(other.methods)))
                && (from.isEmpty() || coverAddresses(other.from))
                && (hosts.isEmpty() || (!other.hosts.isEmpty() && hosts.containsAll(other.hosts)))
                && (proxied == Proxied.ALLOW || proxied == other.proxied);
    }

    private boolean coverAddresses(List<AddressRange> ranges) {
        return !ranges.isEmpty()
                && ranges.stream()
                        .allMatch(range -> from.stream().anyMatch(wider -> wider.covers(range)));
    }

    boolean allowMethod(String method) {
        return methods.isEmpty() || methods.contains(method);
    }

    private boolean isFrom(String address) {
        return from.stream().anyMatch(range -> range.contains(address));
    }

    private boolean isHost(RequestHead head) {
        return head.target().map(Origin::host).filter(this::isHost).isPresent();
    }

    private boolean isHost(String asked) {
        // With the dot of the root it is the same name (RFC 3986 §3.2.2).
        boolean hasRoot = asked.endsWith(".");
        String host = hasRoot ? asked.substring(0, asked.length() - 1) : asked;
        int dot = host.indexOf('.');
        return hosts.contains(host)
                || (dot > 0 && hosts.stream().anyMatch(pattern -> isSubdomain(host, pattern)));
    }

    private static boolean isSubdomain(String host, String pattern) {
        return pattern.startsWith("*.")
                && host.endsWith(pattern.substring(1))
                && host.length() > pattern.length() - 1;
    }

    /** As it would be written in a line. */
    @Override
    public String toString() {
        StringJoiner settings = new StringJoiner(" ");
        if (!methods.isEmpty()) {
            settings.add("methods=" + String.join(",", new TreeSet<>(methods)));
        }
        if (!from.isEmpty()) {
            settings.add("from=" + String.join(",", from.stream().map(Object::toString).toList()));
        }
        if (!hosts.isEmpty()) {
            settings.add("host=" + String.join(",", new TreeSet<>(hosts)));
        }
        if (proxied != Proxied.ALLOW) {
            settings.add("proxied=" + proxied.name().toLowerCase(Locale.ROOT));
        }
        return settings.toString();
    }
}
