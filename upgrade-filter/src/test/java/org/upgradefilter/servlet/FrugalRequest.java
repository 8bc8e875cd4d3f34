package org.upgradefilter.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Field;

/**
 * {@code GET} by HTTP/1.1, as {@link TestRequest}, but the questions that every request is asked
 * are answered without allocating anything, so that what is allocated is the filter's.
 */
final class FrugalRequest extends HttpServletRequestWrapper {

    private final String servletPath;
    private final @Nullable String pathInfo;
    private final List<Field> fields;
    private final List<String> names;

    /**
     * A request as a servlet mapping splits its path.
     *
     * @param fields one line for each name
     */
    FrugalRequest(String servletPath, @Nullable String pathInfo, List<Field> fields) {
        super(
                new Strict()
                        .on("getHeaderNames", none -> Collections.emptyEnumeration())
                        .on("getAttribute", name -> null)
                        .as(HttpServletRequest.class));
        this.servletPath = servletPath;
        this.pathInfo = pathInfo;
        this.fields = List.copyOf(fields);
        names = fields.stream().map(Field::name).toList();
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }

    @Override
    public String getMethod() {
        return "GET";
    }

    @Override
    public String getRequestURI() {
        return servletPath;
    }

    @Override
    public String getServletPath() {
        return servletPath;
    }

    @Override
    public @Nullable String getPathInfo() {
        return pathInfo;
    }

    @Override
    public @Nullable String getHeader(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equalsIgnoreCase(name)) {
                return fields.get(i).value();
            }
        }
        return null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String value = getHeader(name);
        return value == null
                ? Collections.emptyEnumeration()
                : Collections.enumeration(List.of(value));
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(names);
    }

    @Override
    public String getProtocol() {
        return "HTTP/1.1";
    }

    @Override
    public @Nullable String getQueryString() {
        return null;
    }

    @Override
    public String getScheme() {
        return "http";
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public String getRemoteAddr() {
        return "192.0.2.1";
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return null;
    }
}
