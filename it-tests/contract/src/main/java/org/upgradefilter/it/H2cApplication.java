package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import org.upgradefilter.servlet.UpgradeFilter;

/** HTTP/2 for whoever asks for it in clear, by init-params; with servlets of all kinds. */
public final class H2cApplication implements Application {

    /** As a rule of the filter, and of an extension in the server. */
    public static final String RULE = "/* allow h2c from=127.0.0.0/8,::1";

    private static final String PIECE = "0123456789abcdef".repeat(1 << 10);

    private final GatewayWitness witness = new GatewayWitness();

    @Override
    public void configure(ServletContext context) {
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", UpgradeFilter.class);
        upgrade.setInitParameters(
                TestCertificate.settings(
                        """
                        /elsewhere/* allow   h2c  from=10.0.0.0/8
                        /elsewhere/* ignore  h2c
                        /proxied/*   allow   h2c  from=127.0.0.0/8,::1 proxied=allow
                        %s
                        /tls/*       allow   TLS
                        /alpn/*      allow   TLS  alpn=h2,http/1.1
                        /socket      allow   websocket  endpoint=%s
                        """
                                .formatted(RULE, TlsApplication.EchoEndpoint.class.getName())));
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        Filter stamp =
                (request, response, chain) -> {
                    ((HttpServletResponse) response).addHeader("Stamped", "yes");
                    chain.doFilter(request, response);
                };
        FilterRegistration.Dynamic stamping = context.addFilter("stamp", stamp);
        stamping.setAsyncSupported(true);
        stamping.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");

        SimpleServlets.all().forEach((path, servlet) -> add(context, path, servlet));
        new AsyncServlets(witness).all().forEach((path, servlet) -> add(context, path, servlet));
        add(context, "/plain", new PlainServlet());
        add(context, "/elsewhere/plain", new PlainServlet());
        add(context, "/proxied/plain", new PlainServlet());
        add(context, "/tls/plain", new PlainServlet());
        add(context, "/alpn/plain", new PlainServlet());
        add(context, "/socket", new PlainServlet());
        add(context, "/slow", new FunctionServlet(this::slow));
        add(context, "/download", new FunctionServlet(H2cApplication::download));
        add(context, "/member/name", SimpleServlets.user());
    }

    private static void add(ServletContext context, String path, HttpServlet servlet) {
        ServletRegistration.Dynamic added = context.addServlet(path, servlet);
        added.setAsyncSupported(true);
        added.addMapping(path);
    }

    private void slow(HttpServletRequest request, HttpServletResponse response) throws IOException {
        witness.tell("slow");
        witness.awaitGate();
        response.getOutputStream().print("slow");
    }

    /** Sends as many pieces as {@code ?pieces} says. */
    private static void download(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        for (int i = Integer.parseInt(request.getParameter("pieces")); i > 0; i--) {
            response.getOutputStream().print(PIECE);
        }
    }

    /** Of what is downloaded, 16 KiB. */
    public static String piece() {
        return PIECE;
    }

    /** Waits until a request has come to {@code /slow}. */
    public void awaitSlow() {
        witness.await("slow");
    }

    /** Has {@code /slow} and {@code /async/thread} answer. */
    public void openGate() {
        witness.openGate();
    }

    /** Has them wait from now on. */
    public void closeGate() {
        witness.reset();
    }
}
