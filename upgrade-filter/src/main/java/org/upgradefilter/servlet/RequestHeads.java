package org.upgradefilter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;

/** Copies what a servlet request says into a {@link RequestHead}, which may outlive it. */
final class RequestHeads {

    private RequestHeads() {}

    static RequestHead of(HttpServletRequest request) {
        List<Field> fields = new ArrayList<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            // getHeader() would miss all lines but the first.
            for (String value : Collections.list(request.getHeaders(name))) {
                fields.add(new Field(name, value));
            }
        }
        return new RequestHead(
                request.getMethod(),
                request.getProtocol(),
                path(request),
                request.getQueryString(),
                request.getScheme(),
                request.isSecure(),
                request.getRemoteAddr(),
                request.getUserPrincipal(),
                Fields.of(fields));
    }

    /** The decoded path within the web application; allocates only where a servlet splits it. */
    static String path(HttpServletRequest request) {
        String servletPath = request.getServletPath();
        String pathInfo = request.getPathInfo();
        if (pathInfo == null) {
            return servletPath.isEmpty() ? "/" : servletPath;
        }
        return servletPath.isEmpty() ? pathInfo : servletPath.concat(pathInfo);
    }
}
