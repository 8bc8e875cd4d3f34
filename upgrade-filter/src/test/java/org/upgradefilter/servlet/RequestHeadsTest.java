package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.upgradefilter.http.AddressRange;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;

class RequestHeadsTest {

    private final TestRequest request = new TestRequest();

    @Test
    void copiesWhatTheRequestSays() {
        Principal principal = () -> "somebody";
        request.method = "OPTIONS";
        request.protocol = "HTTP/1.0";
        request.query = "a=%20b";
        request.scheme = "https";
        request.secure = true;
        request.principal = principal;
        RequestHead head = RequestHeads.of(request.servlet(), Forwarding.NONE);
        assertEquals("OPTIONS", head.method());
        assertEquals("HTTP/1.0", head.version());
        assertEquals("/app/chat?a=%20b", head.requestTarget());
        assertEquals("/chat", head.path());
        assertEquals("a=%20b", head.query());
        assertEquals("https", head.scheme());
        assertEquals(true, head.secure());
        assertEquals("192.0.2.1", head.remoteAddress());
        assertSame(principal, head.principal());
    }

    @Test
    void whatIsAbsentIsNull() {
        RequestHead head = RequestHeads.of(request.servlet(), Forwarding.NONE);
        assertEquals("/app/chat", head.requestTarget());
        assertNull(head.query());
        assertNull(head.principal());
        assertEquals(Set.of(), head.fields().names());
    }

    @Test
    void copiesEveryLineOfEveryField() {
        request.header("Upgrade", "h2c")
                .header("Host", "example.com")
                .header("upgrade", "foo, bar")
                .header("UPGRADE", "");
        Fields fields = RequestHeads.of(request.servlet(), Forwarding.NONE).fields();
        assertEquals(Set.of("upgrade", "host"), fields.names());
        assertEquals(List.of("h2c", "foo, bar", ""), fields.lines("Upgrade"));
        assertEquals(List.of("example.com"), fields.lines("Host"));
    }

    @Test
    void copiesMalformedLinesAsTheyAre() {
        // A container may let pass what our own Field would not take.
        Strict malformed =
                new Strict()
                        .on("getHeaderNames", none -> enumeration("Upgrade", "not a token"))
                        .on("getHeaders", name -> enumeration("line\nbreak"));
        for (String method :
                List.of(
                        "getMethod",
                        "getProtocol",
                        "getRequestURI",
                        "getScheme",
                        "getRemoteAddr")) {
            malformed.on(method, none -> "x");
        }
        malformed
                .on("getServletPath", none -> "/")
                .on("getPathInfo", none -> null)
                .on("getQueryString", none -> null)
                .on("getUserPrincipal", none -> null)
                .on("getAttribute", none -> null)
                .on("isSecure", none -> false);
        Fields fields =
                RequestHeads.of(malformed.as(HttpServletRequest.class), Forwarding.NONE).fields();
        assertEquals(List.of("line\nbreak"), fields.lines("upgrade"));
        assertEquals(List.of("line\nbreak"), fields.lines("not a token"));
    }

    @Test
    void whatAProxyHasWrittenIsNotHiddenByAWrapper() {
        request.header("X-Forwarded-For", "192.0.2.7").header("X-Secret", "x");
        HttpServletRequest hiding =
                new HttpServletRequestWrapper(request.servlet()) {
                    @Override
                    public Enumeration<String> getHeaderNames() {
                        return Collections.emptyEnumeration();
                    }
                };
        Fields fields = RequestHeads.of(hiding, Forwarding.NONE).fields();
        assertEquals(Set.of("x-forwarded-for"), fields.names());
        assertEquals(List.of("192.0.2.7"), fields.lines("X-Forwarded-For"));
    }

    @Test
    void whatAWrapperHidesSaysNothingOfTheClient() {
        request.header("X-Forwarded-For", "192.0.2.7");
        HttpServletRequest hiding =
                new HttpServletRequestWrapper(request.servlet()) {
                    @Override
                    public Enumeration<String> getHeaderNames() {
                        return Collections.emptyEnumeration();
                    }
                };
        Forwarding trusting =
                new Forwarding(
                        List.of(AddressRange.parse("192.0.2.1").orElseThrow()),
                        Forwarding.Kind.X_FORWARDED);
        assertEquals("192.0.2.1", RequestHeads.of(hiding, trusting).remoteAddress());
        assertEquals("192.0.2.7", RequestHeads.of(request.servlet(), trusting).remoteAddress());
    }

    /** {@code RemoteIpValve} takes the field away, and there is no other trace. */
    @Test
    void whatTomcatHasMadeUseOfIsThereAgain() {
        request.servlet().setAttribute("org.apache.tomcat.request.forwarded", true);
        RequestHead head = RequestHeads.of(request.servlet(), Forwarding.NONE);
        assertTrue(head.looksProxied());
        assertEquals(List.of("192.0.2.1"), head.fields().lines("X-Forwarded-For"));
    }

    private static Enumeration<String> enumeration(String... values) {
        return Collections.enumeration(List.of(values));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // how the servlet behind us is mapped, and the path it gives
                "/chat,   -,      /chat", // exact, or extension, or /
                "/chat,   /room,  /chat/room", // prefix
                "/chat,   /,      /chat/",
                "'',      /room,  /room", // everything
                "'',      /,      /", // the context's root
                "'',      -,      /",
                "/,       -,      /",
            })
    void joinsThePathWhereTheMappingSplitIt(
            String servletPath, @Nullable String pathInfo, String expected) {
        request.servletPath = servletPath;
        request.pathInfo = pathInfo;
        assertEquals(expected, RequestHeads.path(request.servlet()));
        assertEquals(expected, RequestHeads.of(request.servlet(), Forwarding.NONE).path());
    }
}
