package org.upgradefilter.http1;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.TargetText;

/**
 * What a request line asks for (RFC 9112 §3.2).
 *
 * @param path path and query in origin form, or {@code *}
 * @param scheme of a target in absolute form, in lower case; null of any other
 * @param authority likewise
 */
record RequestTarget(String path, @Nullable String scheme, @Nullable String authority) {

    /**
     * @throws Http1Exception with 400 if the target is malformed, or not in a form for the method
     */
    static RequestTarget of(String method, String target) {
        if (!TargetText.isValid(target)) {
            throw Http1Exception.badRequest("a character no URI has");
        }
        if (target.startsWith("/")) {
            return new RequestTarget(target, null, null);
        }
        if (target.equals("*") && method.equals("OPTIONS")) {
            return new RequestTarget(target, null, null);
        }
        return absolute(method, target);
    }

    // §3.2.2
    private static RequestTarget absolute(String method, String target) {
        int colon = target.indexOf("://");
        String scheme = target.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw Http1Exception.badRequest("a target in no form that is known");
        }
        int start = colon + "://".length();
        int end = start;
        while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
            end++;
        }
        String authority = target.substring(start, end);
        if (Origin.of(scheme, authority).isEmpty()) {
            throw Http1Exception.badRequest("a malformed authority");
        }
        String path = target.substring(end);
        if (path.isEmpty()) {
            // §3.2.4: the last proxy would have made it an asterisk.
            path = method.equals("OPTIONS") ? "*" : "/";
        } else if (path.startsWith("?")) {
            path = "/" + path;
        }
        return new RequestTarget(path, scheme, authority);
    }
}
