package org.upgradefilter.it;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;

/** Writes into the response what arrived here: before the filter under test, and behind it. */
final class Witness implements Filter {

    /** What the names of all its fields begin with. */
    static final String PREFIX = "witness-";

    /** The client's port, and so the connection. */
    static final String PORT = PREFIX + "port";

    private final String place;

    /**
     * @param place tells witnesses apart
     */
    Witness(String place) {
        this.place = place;
    }

    /** What the witness at {@code place} has written of the request's field {@code name}. */
    static String field(String place, String name) {
        return PREFIX + place + "-" + name;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        HttpServletResponse answer = (HttpServletResponse) response;
        answer.setHeader(PORT, Integer.toString(asked.getRemotePort()));
        for (String name : new String[] {"upgrade", "connection", "http2-settings"}) {
            Enumeration<String> lines = asked.getHeaders(name);
            if (lines.hasMoreElements()) {
                answer.setHeader(field(place, name), String.join(", ", Collections.list(lines)));
            }
        }
        chain.doFilter(request, response);
    }
}
