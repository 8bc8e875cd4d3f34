package org.upgradefilter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;

/** Copies what a servlet request says into a {@link RequestHead}, which may outlive it. */
final class RequestHeads {

    private RequestHeads() {}

    /** What the request says, and of the client what {@code forwarding} says. */
    static RequestHead of(HttpServletRequest request, Forwarding forwarding) {
        Fields.Received fields = Fields.received();
        for (String name : Collections.list(request.getHeaderNames())) {
            // getHeader() would miss all lines but the first.
            for (String value : Collections.list(request.getHeaders(name))) {
                fields.line(name, value);
            }
        }
        Fields received = fields.done();
        Forwarding.Client client =
                forwarding.client(
                        new Forwarding.Client(
                                request.getRemoteAddr(),
                                request.getScheme(),
                                received.first("Host")),
                        received);
        String query = request.getQueryString();
        return new RequestHead(
                request.getMethod(),
                request.getProtocol(),
                query == null ? request.getRequestURI() : request.getRequestURI() + "?" + query,
                path(request),
                query,
                client.scheme(),
                client.authority(),
                request.isSecure(),
                client.address(),
                request.getUserPrincipal(),
                received);
    }

    /** The decoded path within the web application. */
    static String path(HttpServletRequest request) {
        return pathBegin(request).concat(pathRest(request));
    }

    /** What the mapping of the servlet has matched of the path, or {@code /} if it is empty. */
    static String pathBegin(HttpServletRequest request) {
        String servletPath = request.getServletPath();
        return servletPath.isEmpty() && request.getPathInfo() == null ? "/" : servletPath;
    }

    /** The rest of the path; may be empty. */
    static String pathRest(HttpServletRequest request) {
        String pathInfo = request.getPathInfo();
        return pathInfo == null ? "" : pathInfo;
    }
}
