package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.Collectors;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketHandshake;

/** Some of it in TLS alone, by init-params, with a servlet that tells how it was asked. */
public final class TlsApplication implements Application {

    private static final Map<String, String> INIT_PARAMS =
            Map.of(
                    "keyStore",
                    TestCertificate.keyStore().toString(),
                    "keyStorePassword",
                    TestCertificate.PASSWORD,
                    "hostCheck",
                    "strict",
                    // So long that whoever is cut off earlier is so for what it does.
                    "tlsHandshakeTimeoutMs",
                    "60000",
                    "rules",
                    """
                    /secure/*  require  TLS  methods=GET,HEAD,OPTIONS
                    /strict/*  require  TLS
                    /unasked/* allow    TLS  methods=GET,HEAD,OPTIONS
                    /alpn/*    allow    TLS  methods=GET,HEAD,OPTIONS alpn=http/1.1
                    /plain     allow    TLS
                    /echo      require  websocket  endpoint=%s
                    """
                            .formatted(EchoEndpoint.class.getName()));

    private ServletContext context;

    @Override
    public void configure(ServletContext starting) {
        context = starting;
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", UpgradeFilter.class);
        upgrade.setInitParameters(INIT_PARAMS);
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("asked", new AskedServlet()).addMapping("/*");
    }

    /** How many connections are upgraded now. */
    int connections() {
        return UpgradeFilter.state(context, "upgrade").orElseThrow().getConnectionCount();
    }

    /** The same as a WAR, in {@code directory}. */
    static Path war(Path directory) throws IOException {
        String params =
                INIT_PARAMS.entrySet().stream()
                        .map(
                                param ->
                                        "<init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>"
                                                .formatted(param.getKey(), param.getValue()))
                        .collect(Collectors.joining("\n"));
        String webXml =
                """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <filter>
                    <filter-name>upgrade</filter-name>
                    <filter-class>%s</filter-class>
                    <async-supported>true</async-supported>
                    %s
                  </filter>
                  <filter-mapping>
                    <filter-name>upgrade</filter-name>
                    <url-pattern>/*</url-pattern>
                  </filter-mapping>
                  <servlet>
                    <servlet-name>asked</servlet-name>
                    <servlet-class>%s</servlet-class>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>asked</servlet-name>
                    <url-pattern>/*</url-pattern>
                  </servlet-mapping>
                </web-app>
                """
                        .formatted(
                                UpgradeFilter.class.getName(),
                                params,
                                AskedServlet.class.getName());
        return TestWar.into(directory, webXml, AskedServlet.class, EchoEndpoint.class, Echo.class);
    }

    /** For the init-param. */
    public static final class EchoEndpoint implements WebSocketEndpoint {

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            return new Echo();
        }
    }

    /**
     * Tells how it was asked: with {@code ?session}, in a session; with {@code ?length}, after
     * having read all content, how much that was.
     */
    @SuppressWarnings("serial")
    public static final class AskedServlet extends HttpServlet {

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            if ("session".equals(request.getQueryString())) {
                request.getSession();
            }
            String said =
                    String.join(
                            " ",
                            request.getMethod(),
                            request.getRequestURI() + length(request),
                            request.getScheme(),
                            request.isSecure() ? "secure" : "in-clear",
                            "suite=" + request.getAttribute("jakarta.servlet.request.cipher_suite"),
                            "cookie=" + request.getHeader("Cookie"),
                            "authorization=" + request.getHeader("Authorization"));
            response.setContentType("text/plain;charset=us-ascii");
            response.setContentLength(said.length());
            response.getWriter().write(said);
        }

        private static String length(HttpServletRequest request) throws IOException {
            return "length".equals(request.getQueryString())
                    ? " " + request.getInputStream().readAllBytes().length
                    : "";
        }
    }
}
