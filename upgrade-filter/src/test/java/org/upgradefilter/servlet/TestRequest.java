package org.upgradefilter.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Field;

/** A request as a test describes it: {@code GET /chat} by HTTP/1.1 unless it says otherwise. */
final class TestRequest {

    String method = "GET";
    String protocol = "HTTP/1.1";
    String servletPath = "/chat";
    @Nullable String pathInfo;
    @Nullable String query;
    String scheme = "http";
    boolean secure;
    @Nullable Principal principal;
    String remoteAddress = "192.0.2.1";
    Set<String> roles = Set.of();
    DispatcherType dispatcher = DispatcherType.REQUEST;

    /** Null if nobody may ask for it. */
    @Nullable ServletInputStream content;

    private final List<Field> fields = new ArrayList<>();
    private final Map<String, Object> attributes = new HashMap<>();
    private final HttpServletRequest servlet =
            new Strict()
                    .on("getMethod", none -> method)
                    .on("getProtocol", none -> protocol)
                    .on("getServletPath", none -> servletPath)
                    .on("getPathInfo", none -> pathInfo)
                    .on("getQueryString", none -> query)
                    .on("getScheme", none -> scheme)
                    .on("isSecure", none -> secure)
                    .on("getRemoteAddr", none -> remoteAddress)
                    .on("isUserInRole", role -> roles.contains((String) role[0]))
                    .on("getUserPrincipal", none -> principal)
                    .on("getDispatcherType", none -> dispatcher)
                    .on("getRequestURI", none -> "/app" + servletPath)
                    .on("getAttribute", name -> attributes.get((String) name[0]))
                    .on("setAttribute", pair -> attributes.put((String) pair[0], pair[1]))
                    .on("getInputStream", none -> Objects.requireNonNull(content))
                    .on("getHeader", name -> lines(name[0]).stream().findFirst().orElse(null))
                    .on("getHeaders", name -> Collections.enumeration(lines(name[0])))
                    .on("getHeaderNames", none -> Collections.enumeration(names()))
                    .as(HttpServletRequest.class);

    /** A request for {@code path}. */
    static TestRequest of(String path) {
        TestRequest request = new TestRequest();
        request.servletPath = path;
        return request.header("Host", "example.com");
    }

    /** Adds a field line. */
    TestRequest header(String name, String value) {
        fields.add(new Field(name, value));
        return this;
    }

    /** Offers {@code protocols} as RFC 9110 §7.8 wants it. */
    TestRequest offering(String protocols) {
        return header("Connection", "Upgrade").header("Upgrade", protocols);
    }

    TestRequest method(String name) {
        method = name;
        return this;
    }

    TestRequest protocol(String version) {
        protocol = version;
        return this;
    }

    HttpServletRequest servlet() {
        return servlet;
    }

    private List<String> lines(Object name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase((String) name))
                .map(Field::value)
                .toList();
    }

    /** Once each, as containers do. */
    private List<String> names() {
        List<String> names = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        for (Field field : fields) {
            String key = field.name().toLowerCase(Locale.ROOT);
            if (!seen.contains(key)) {
                seen.add(key);
                names.add(field.name());
            }
        }
        return names;
    }
}
