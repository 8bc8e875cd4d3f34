package org.upgradefilter.it;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;

/**
 * A security filter that believes what it is told: {@code X-User} names the principal, {@code
 * X-Role} its only role, and {@code X-Stranger} is answered 401.
 */
final class Gatekeeper implements Filter {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest asked = (HttpServletRequest) request;
        if (asked.getHeader("X-Stranger") != null) {
            ((HttpServletResponse) response).sendError(HttpServletResponse.SC_UNAUTHORIZED);
            return;
        }
        String user = asked.getHeader("X-User");
        chain.doFilter(user == null ? request : as(user, asked), response);
    }

    private static HttpServletRequest as(String user, HttpServletRequest asked) {
        return new HttpServletRequestWrapper(asked) {
            @Override
            public Principal getUserPrincipal() {
                return () -> user;
            }

            @Override
            public boolean isUserInRole(String role) {
                return role.equals(asked.getHeader("X-Role"));
            }
        };
    }
}
