package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.WebSocket;
import java.util.EnumSet;
import java.util.Map;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketHandshake;

/** Some of it in TLS alone, by init-params, with a servlet that tells how it was asked. */
final class TlsApplication implements Application {

    private static final Map<String, String> INIT_PARAMS =
            Map.of(
                    "keyStore",
                    TestCertificate.keyStore().toString(),
                    "keyStorePassword",
                    TestCertificate.PASSWORD,
                    "hostCheck",
                    "strict",
                    "rules",
                    """
                    /secure/*  require  TLS  methods=GET,HEAD,OPTIONS
                    /strict/*  require  TLS
                    /unasked/* allow    TLS  methods=GET,HEAD,OPTIONS
                    /alpn/*    allow    TLS  alpn=http/1.1
                    /plain     allow    TLS
                    /echo      require  websocket  endpoint=%s
                    """
                            .formatted(EchoEndpoint.class.getName()));

    @Override
    public void configure(ServletContext context) {
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", UpgradeFilter.class);
        upgrade.setInitParameters(INIT_PARAMS);
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("asked", new AskedServlet()).addMapping("/*");
    }

    /** For the init-param. */
    public static final class EchoEndpoint implements WebSocketEndpoint {

        @Override
        public WebSocket.Listener open(WebSocketHandshake handshake) {
            return new Echo();
        }
    }

    @SuppressWarnings("serial")
    private static final class AskedServlet extends HttpServlet {

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            String said =
                    String.join(
                            " ",
                            request.getMethod(),
                            request.getRequestURI(),
                            request.getScheme(),
                            request.isSecure() ? "secure" : "in-clear",
                            "suite=" + request.getAttribute("jakarta.servlet.request.cipher_suite"),
                            "cookie=" + request.getHeader("Cookie"),
                            "authorization=" + request.getHeader("Authorization"));
            response.setContentType("text/plain;charset=us-ascii");
            response.setContentLength(said.length());
            response.getWriter().write(said);
        }
    }
}
