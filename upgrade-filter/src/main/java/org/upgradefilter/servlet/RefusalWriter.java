package org.upgradefilter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.upgradefilter.http.Accept;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.FieldList;
import org.upgradefilter.http.Origin;
import org.upgradefilter.protocol.Refusal;

/**
 * Answers a request with a {@link Refusal}: status, fields, and a body that explains it in the
 * format the client likes best (RFC 9110 §15.5), with a {@code Content-Length}, so that the
 * connection can be kept.
 */
final class RefusalWriter {

    private static final int TEMPORARY_REDIRECT = 307;

    private static final String PLAIN = "text/plain";
    private static final String HTML = "text/html";
    private static final String PROBLEM = "application/problem+json";
    private static final String JSON = "application/json";

    private static final Map<Integer, String> TITLES =
            Map.of(
                    400, "Bad Request",
                    401, "Unauthorized",
                    403, "Forbidden",
                    404, "Not Found",
                    405, "Method Not Allowed",
                    426, "Upgrade Required",
                    501, "Not Implemented",
                    503, "Service Unavailable");

    private RefusalWriter() {}

    /**
     * @param announcement says how long the content is that is written next
     */
    static void write(
            Refusal refusal,
            HttpServletRequest request,
            HttpServletResponse response,
            ObjIntConsumer<HttpServletResponse> announcement)
            throws IOException {
        response.setStatus(refusal.status());
        for (Field field : refusal.fields()) {
            response.addHeader(field.name(), field.value());
            if (field.name().equalsIgnoreCase("Upgrade")) {
                // Upgrade is hop-by-hop, and whoever sends it says so (RFC 9110 §7.8).
                response.addHeader("Connection", "Upgrade");
            }
        }
        if (request.getMethod().equals("CONNECT") && request.getProtocol().startsWith("HTTP/1")) {
            // The client may have sent the tunnel's first bytes already, as if it were accepted.
            response.setHeader("Connection", "close");
        }
        response.setHeader("Cache-Control", "no-store");
        response.addHeader("Vary", "Accept");

        List<String> ranges = FieldList.members(Collections.list(request.getHeaders("Accept")));
        String format = Accept.preferred(ranges, List.of(PLAIN, HTML, PROBLEM, JSON));
        byte[] body = body(refusal, format).getBytes(StandardCharsets.UTF_8);
        response.setContentType(
                switch (format) {
                    case HTML -> HTML + ";charset=utf-8";
                    case PROBLEM, JSON -> PROBLEM;
                    default -> PLAIN + ";charset=utf-8";
                });
        if (request.getMethod().equals("HEAD")) {
            response.setContentLength(body.length);
        } else {
            announcement.accept(response, body.length);
            response.getOutputStream().write(body);
        }
    }

    /** Answers 307: the same resource, at another origin. */
    static void redirect(Origin to, HttpServletRequest request, HttpServletResponse response) {
        String query = request.getQueryString();
        response.setStatus(TEMPORARY_REDIRECT);
        response.setHeader(
                "Location", to + request.getRequestURI() + (query == null ? "" : "?" + query));
        response.setHeader("Vary", "Upgrade-Insecure-Requests");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(0);
    }

    private static String body(Refusal refusal, String format) {
        String title = TITLES.getOrDefault(refusal.status(), "Error");
        return switch (format) {
            case HTML ->
                    """
                    <!DOCTYPE html>
                    <html lang="en">
                    <head><meta charset="utf-8"><title>%1$d %2$s</title></head>
                    <body><h1>%2$s</h1><p>%3$s</p></body>
                    </html>
                    """
                            .formatted(refusal.status(), html(title), html(refusal.detail()));
            case PROBLEM, JSON ->
                    // RFC 9457 §4.2.1: "about:blank" says no more than the status does.
                    """
                    {"type":"about:blank","title":"%s","status":%d,"detail":"%s"}
                    """
                            .formatted(json(title), refusal.status(), json(refusal.detail()));
            default -> refusal.status() + " " + title + "\n\n" + refusal.detail() + "\n";
        };
    }

    private static String html(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String json(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                escaped.append("\\u%04x".formatted((int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
