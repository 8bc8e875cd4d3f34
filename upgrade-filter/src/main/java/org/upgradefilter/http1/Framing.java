package org.upgradefilter.http1;

import java.util.ArrayList;
import java.util.List;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.FieldList;

/**
 * What the fields of a request say about the message and the connection (RFC 9112 §6, §9).
 *
 * <p>Never guesses: where two recipients might find two lengths, there is none (§11.2).
 */
final class Framing {

    /** Content whose end tells where it ends. */
    static final long CHUNKED = -1;

    /** What fits into a {@code long} whatever the digits. */
    private static final int MAX_DIGITS = 18;

    private Framing() {}

    /**
     * How long the content of a request is (§6.3).
     *
     * @return bytes; 0 for none, {@link #CHUNKED} if it is chunked
     * @throws Http1Exception with 400 if that is not certain, 501 if there is a coding that is not
     *     known
     */
    static long contentLength(String version, List<Field> fields) {
        String length = null;
        List<String> codings = null;
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase("Content-Length")) {
                if (length != null) {
                    throw Http1Exception.badRequest("more than one Content-Length");
                }
                length = field.value();
            } else if (field.name().equalsIgnoreCase("Transfer-Encoding")) {
                codings = codings == null ? new ArrayList<>() : codings;
                codings.add(field.value());
            }
        }
        if (codings != null) {
            if (length != null) {
                throw Http1Exception.badRequest("both Content-Length and Transfer-Encoding");
            }
            requireChunked(version, codings);
            return CHUNKED;
        }
        return length == null ? 0 : parse(length);
    }

    // §6.1, §7
    private static void requireChunked(String version, List<String> lines) {
        if (!version.equals("HTTP/1.1")) {
            throw Http1Exception.badRequest("Transfer-Encoding in HTTP/1.0");
        }
        if (lines.size() == 1 && lines.get(0).equalsIgnoreCase("chunked")) {
            return;
        }
        List<String> members = FieldList.tokens(lines);
        int chunked = 0;
        for (String member : members) {
            chunked += member.equalsIgnoreCase("chunked") ? 1 : 0;
        }
        boolean isLast =
                !members.isEmpty() && members.get(members.size() - 1).equalsIgnoreCase("chunked");
        if (!isLast || chunked != 1 || members.size() == 1) {
            throw Http1Exception.badRequest("a Transfer-Encoding that has no certain end");
        }
        throw new Http1Exception(501, "a transfer coding that is not known");
    }

    /**
     * The value of a {@code Content-Length}: digits, and nothing else.
     *
     * @throws Http1Exception with 400
     */
    private static long parse(String value) {
        if (!isLength(value)) {
            throw Http1Exception.badRequest("a malformed Content-Length");
        }
        return Long.parseLong(value);
    }

    /** True if {@code value} is a number of bytes that can be counted. */
    static boolean isLength(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= MAX_DIGITS;
    }

    /** True if the client takes another response on this connection (§9.3). */
    static boolean isPersistent(HttpRequest request) {
        List<String> lines = lines(request, "Connection");
        if (lines.isEmpty()) {
            return !request.version().equals("HTTP/1.0");
        }
        boolean keepAlive = !request.version().equals("HTTP/1.0");
        for (String option : FieldList.tokens(lines)) {
            if (option.equalsIgnoreCase("close")) {
                return false;
            }
            keepAlive |= option.equalsIgnoreCase("keep-alive");
        }
        return keepAlive;
    }

    /**
     * True if the client waits for a 100 before it sends content (RFC 9110 §10.1.1).
     *
     * @throws Http1Exception with 417 if it expects anything else
     */
    static boolean expectsContinue(HttpRequest request) {
        if (request.version().equals("HTTP/1.0")) {
            return false;
        }
        boolean expects = false;
        for (String member : FieldList.members(lines(request, "Expect"))) {
            if (!member.equalsIgnoreCase("100-continue")) {
                throw new Http1Exception(417, "an expectation that cannot be met");
            }
            expects = true;
        }
        return expects && request.contentLength() != 0;
    }

    private static List<String> lines(HttpRequest request, String name) {
        List<String> lines = List.of();
        for (Field field : request.fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                lines = lines.isEmpty() ? new ArrayList<>() : lines;
                lines.add(field.value());
            }
        }
        return lines;
    }
}
