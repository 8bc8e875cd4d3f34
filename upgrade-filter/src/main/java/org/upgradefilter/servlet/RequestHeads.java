package org.upgradefilter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.function.Predicate;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;

/** Copies what a servlet request says into a {@link RequestHead}, which may outlive it. */
final class RequestHeads {

    /**
     * The request attribute of {@code RemoteIpValve} and {@code RemoteIpFilter}, for requests from
     * where they expect proxies, whatever those have written (10.1, 11).
     */
    private static final String FORWARDED_IN_TOMCAT = "org.apache.tomcat.request.forwarded";

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private RequestHeads() {}

    /**
     * What the request says, and of the client what {@code forwarding} says. What a proxy has
     * written is there again if somebody before us has made use of it and taken it away.
     */
    static RequestHead of(HttpServletRequest request, Forwarding forwarding) {
        Fields received = fields(request);
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
                withHidden(received, request));
    }

    private static Fields fields(HttpServletRequest request) {
        Fields.Received fields = Fields.received();
        add(request, name -> true, fields);
        return fields.done();
    }

    private static void add(HttpServletRequest from, Predicate<String> which, Fields.Received to) {
        for (String name : Collections.list(from.getHeaderNames())) {
            if (which.test(name)) {
                // getHeader() would miss all lines but the first.
                for (String value : Collections.list(from.getHeaders(name))) {
                    to.line(name, value);
                }
            }
        }
    }

    private static Fields withHidden(Fields received, HttpServletRequest request) {
        HttpServletRequest sent = (HttpServletRequest) UpgradeContent.innermost(request);
        Predicate<String> isHidden =
                name -> RequestHead.isOfProxy(name) && !received.contains(name);
        Fields.Received hidden = Fields.received();
        if (sent != request) {
            add(sent, isHidden, hidden);
        }
        if (Boolean.TRUE.equals(request.getAttribute(FORWARDED_IN_TOMCAT))
                && sent.getHeader(FORWARDED_FOR) == null) {
            hidden.line(FORWARDED_FOR, request.getRemoteAddr());
        }
        return received.and(hidden.done());
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
