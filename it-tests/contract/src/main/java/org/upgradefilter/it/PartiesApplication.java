package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.upgradefilter.servlet.UpgradeFilter;

/** Of two hosts, for clients with certificates, and for users who log in by a form. */
final class PartiesApplication implements Application {

    /** How much {@code /down} sends, in bytes. */
    static final int LARGE = 100 << 20;

    /** What {@code /down} sends again and again. */
    static byte[] piece() {
        byte[] piece = new byte[1 << 16];
        new Random(7).nextBytes(piece);
        return piece;
    }

    @Override
    public void configure(ServletContext context) {
        for (String wish : new String[] {"need", "want"}) {
            String path = "/" + wish + "/*";
            add(context, wish, path, Map.of("clientAuth", wish, "rules", path + " allow TLS"));
        }
        add(context, "upgrade", "/*", Map.of("rules", "/* allow TLS"));
        add(context, "/*", PartiesApplication::facts);
        add(context, Container.GUARDED, PartiesApplication::user);
        add(context, Container.LOGIN_PAGE, (request, response) -> say("log in, please", response));
        add(context, Container.LOGIN_ERROR_PAGE, (request, response) -> say("no", response));
        add(context, "/a/*", (request, response) -> say("answer", response));
        add(context, "/head", (request, response) -> say("answer", response));
        add(context, "/pieces", PartiesApplication::pieces);
        add(context, "/missing", (request, response) -> response.setStatus(404));
        add(context, "/down", PartiesApplication::down);
        add(context, "/up", PartiesApplication::up);
    }

    private static void add(
            ServletContext context, String name, String path, Map<String, String> params) {
        Map<String, String> all = new HashMap<>(params);
        all.put("keyStore", TestParties.server().toString());
        all.put("keyStorePassword", TestCertificate.PASSWORD);
        all.put("trustStore", TestParties.client().toString());
        all.put("trustStorePassword", TestCertificate.PASSWORD);
        FilterRegistration.Dynamic filter = context.addFilter(name, UpgradeFilter.class);
        filter.setInitParameters(all);
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, path);
    }

    private static void add(
            ServletContext context, String path, FunctionServlet.Function function) {
        context.addServlet(path, new FunctionServlet(function)).addMapping(path);
    }

    private static void say(String what, HttpServletResponse response) throws IOException {
        response.setContentLength(what.length());
        response.getOutputStream().print(what);
    }

    /** Scheme, and what the client has shown. */
    private static void facts(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        X509Certificate[] chain =
                (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
        String shown = chain == null ? "nobody" : chain[0].getSubjectX500Principal().getName();
        say(request.getScheme() + " " + shown, response);
    }

    private static void user(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        say(request.getRemoteUser() + " by " + request.getAuthType(), response);
    }

    /** In chunks. */
    private static void pieces(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        for (int i = 0; i < 3; i++) {
            response.getOutputStream().print("piece");
            response.flushBuffer();
        }
    }

    private static void down(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentLength(LARGE);
        byte[] piece = piece();
        for (int sent = 0; sent < LARGE; sent += piece.length) {
            response.getOutputStream().write(piece);
        }
    }

    /** Says what has come: the number of bytes and their checksum. */
    private static void up(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        CRC32 checksum = new CRC32();
        long length = 0;
        byte[] piece = new byte[10_000];
        InputStream in = request.getInputStream();
        for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
            checksum.update(piece, 0, count);
            length += count;
        }
        say(length + " " + checksum.getValue(), response);
    }
}
