package org.upgradefilter.it;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.http.Field;

/** Servlets that answer before they return. */
final class SimpleServlets {

    private SimpleServlets() {}

    /** By path. */
    static Map<String, HttpServlet> all() {
        return Map.ofEntries(
                entry("/facts", SimpleServlets::facts),
                entry("/parameters", SimpleServlets::parameters),
                entry("/session", SimpleServlets::session),
                entry("/cookies", SimpleServlets::cookies),
                entry("/redirect", (request, response) -> response.sendRedirect("/plain?from=r")),
                entry("/forward", SimpleServlets::forward),
                entry("/error", SimpleServlets::error),
                entry("/throw", SimpleServlets::fail),
                entry("/throw-late", SimpleServlets::failLate),
                entry("/echo", SimpleServlets::page),
                entry("/trailers", SimpleServlets::trailers),
                entry("/length", SimpleServlets::length),
                entry("/upload", SimpleServlets::upload),
                entry("/nothing", (request, response) -> response.setStatus(204)),
                entry("/hints", SimpleServlets::hints),
                entry("/switch-again", SimpleServlets::switchAgain));
    }

    private static Map.Entry<String, HttpServlet> entry(
            String path, FunctionServlet.Function function) {
        return Map.entry(path, new FunctionServlet(function));
    }

    /** What the application is told of connection and request, a line each. */
    private static void facts(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Map<String, Object> facts = new TreeMap<>();
        facts.put("method", request.getMethod());
        facts.put("protocol", request.getProtocol());
        facts.put("url", request.getRequestURL());
        facts.put("query", request.getQueryString());
        facts.put("scheme", request.getScheme());
        facts.put("secure", request.isSecure());
        facts.put("server", request.getServerName() + ":" + request.getServerPort());
        facts.put("remote", request.getRemoteAddr() + ":" + request.getRemotePort());
        facts.put("local", request.getLocalAddr() + ":" + request.getLocalPort());
        facts.put("cipher", request.getAttribute("jakarta.servlet.request.cipher_suite"));
        facts.put("bits", request.getAttribute("jakarta.servlet.request.key_size"));
        facts.put("tls-session", request.getAttribute("jakarta.servlet.request.ssl_session_id"));
        facts.put("connection-secure", request.getServletConnection().isSecure());
        facts.put("connection", request.getServletConnection().getConnectionId());
        facts.put("protocol-id", request.getProtocolRequestId());
        facts.put("push", request.newPushBuilder() != null);
        facts.put("exchange", request.getAttribute(Exchange.class.getName()) instanceof Exchange);
        request.getHeaderNames()
                .asIterator()
                .forEachRemaining(
                        name ->
                                facts.put(
                                        "header " + name.toLowerCase(Locale.ROOT),
                                        Collections.list(request.getHeaders(name))));
        response.setContentType("text/plain;charset=utf-8");
        StringBuilder lines = new StringBuilder();
        facts.forEach((name, value) -> lines.append(name).append(" = ").append(value).append('\n'));
        response.getWriter().print(lines);
    }

    private static void parameters(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        request.setCharacterEncoding("utf-8");
        response.setContentType("text/plain;charset=utf-8");
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(request.getParameterMap())
                .forEach((name, values) -> lines.append(name + "=" + values[0] + "\n"));
        response.getWriter().print(lines);
    }

    private static void session(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        HttpSession session = request.getSession();
        Integer before = (Integer) session.getAttribute("visits");
        int visits = before == null ? 1 : before + 1;
        session.setAttribute("visits", visits);
        response.getWriter().print(visits);
    }

    private static void cookies(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Cookie[] cookies = request.getCookies();
        for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
            response.addCookie(cookie);
            response.getWriter().println(cookie.getName() + "=" + cookie.getValue());
        }
    }

    private static void forward(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        request.getRequestDispatcher("/plain").forward(request, response);
    }

    private static void error(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.sendError(Integer.parseInt(request.getParameter("status")));
    }

    private static void fail(HttpServletRequest request, HttpServletResponse response) {
        throw new IllegalStateException("as the test wants it");
    }

    private static void failLate(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.getOutputStream().print("the first part");
        response.flushBuffer();
        throw new IllegalStateException("as the test wants it");
    }

    /** The error page. */
    private static void page(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.getWriter().print("the page for " + response.getStatus());
    }

    /** Sends back the trailers it gets. */
    private static void trailers(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        byte[] content = request.getInputStream().readAllBytes();
        Map<String, String> trailers =
                request.isTrailerFieldsReady() ? request.getTrailerFields() : Map.of();
        response.setTrailerFields(() -> trailers);
        response.getWriter().print(PlainServlet.digest(content));
    }

    /** Says that it sends 5 bytes, and sends as many as it is asked for. */
    private static void length(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentLength(5);
        response.getOutputStream()
                .write(
                        "0123456789"
                                .substring(0, Integer.parseInt(request.getParameter("n")))
                                .getBytes(StandardCharsets.US_ASCII));
    }

    private static void upload(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getParameter("unread") == null) {
            response.getWriter()
                    .print(PlainServlet.digest(request.getInputStream().readAllBytes()));
        } else {
            response.sendError(413);
        }
    }

    private static void hints(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Exchange exchange = (Exchange) request.getAttribute(Exchange.class.getName());
        exchange.inform(103, List.of(new Field("Link", "</style.css>; rel=preload")));
        response.getWriter().print("hinted");
    }

    /** A switch inside, asked for as our filter does. */
    private static void switchAgain(HttpServletRequest request, HttpServletResponse response) {
        Exchange exchange = (Exchange) request.getAttribute(Exchange.class.getName());
        exchange.handOver(RawEcho::new);
        response.setStatus(101);
        response.setHeader("Upgrade", "raw-echo");
        response.setHeader("Connection", "Upgrade");
    }

    static HttpServlet multipart() {
        return new FunctionServlet(
                (request, response) -> {
                    for (Part part : request.getParts()) {
                        byte[] content = part.getInputStream().readAllBytes();
                        response.getWriter()
                                .println(part.getName() + " " + PlainServlet.digest(content));
                    }
                });
    }

    static HttpServlet user() {
        return new FunctionServlet(
                (request, response) -> {
                    Principal user = request.getUserPrincipal();
                    response.getWriter().print(user == null ? "nobody" : user.getName());
                });
    }
}
