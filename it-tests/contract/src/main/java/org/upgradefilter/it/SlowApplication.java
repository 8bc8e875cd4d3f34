package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import org.upgradefilter.servlet.UpgradeFilter;

/** Has little patience, takes all it is sent, and sends much if it is asked for that. */
public final class SlowApplication implements Application {

    /** How long each step of a client may take. */
    public static final int PATIENCE_MS = 4000;

    /** How much {@code /large} answers, in bytes. */
    public static final int LARGE = 16 << 20;

    /** How much {@code /much} answers, in bytes. */
    private static final int MUCH = 1 << 17;

    private static final String FILTER = "upgrade";

    private ServletContext context;

    @Override
    public void configure(ServletContext starting) {
        context = starting;
        String patience = Integer.toString(PATIENCE_MS);
        FilterRegistration.Dynamic upgrade = context.addFilter(FILTER, UpgradeFilter.class);
        upgrade.setInitParameters(
                Map.of(
                        "keyStore",
                        TestCertificate.keyStore().toString(),
                        "keyStorePassword",
                        TestCertificate.PASSWORD,
                        "tlsHandshakeTimeoutMs",
                        patience,
                        "httpIdleTimeoutMs",
                        patience,
                        "httpHeadTimeoutMs",
                        patience,
                        "httpContentTimeoutMs",
                        patience,
                        "httpSendTimeoutMs",
                        patience,
                        "rules",
                        "/* allow TLS\n" + H2cApplication.RULE));
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("slow", new FunctionServlet(SlowApplication::answer)).addMapping("/*");
    }

    private static void answer(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        byte[] content = request.getInputStream().readAllBytes();
        switch (request.getRequestURI()) {
            case "/large" -> send(LARGE, response);
            case "/much" -> send(MUCH, response);
            default ->
                    response.getOutputStream()
                            .print(PlainServlet.said(request.getMethod(), content));
        }
    }

    private static void send(int bytes, HttpServletResponse response) throws IOException {
        byte[] piece = new byte[1 << 14];
        for (int sent = 0; sent < bytes; sent += piece.length) {
            response.getOutputStream().write(piece);
        }
    }

    /** How many connections are upgraded now. */
    public int connections() {
        return UpgradeFilter.state(context, FILTER).orElseThrow().getConnectionCount();
    }
}
