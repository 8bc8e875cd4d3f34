package org.upgradefilter.bench.server;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.stack.TlsUpgrade;
import org.upgradefilter.tls.Certificates;
import org.upgradefilter.tls.TlsSettings;

/**
 * The web application that is asked through HTTPS and through our TLS: {@code /small} answers with
 * 64 bytes, {@code /down} with as many as its query says, {@code /up} with how many it was sent.
 */
final class SecuredApplication {

    private static final int PIECE_BYTES = 16 * 1024;
    private static final int SMALL_BYTES = 64;

    private SecuredApplication() {}

    static void addTo(ServletContext context, KeyFile keys) {
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", filter(keys));
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("small", new Small()).addMapping("/small");
        context.addServlet("down", new Down()).addMapping("/down");
        context.addServlet("up", new Up()).addMapping("/up");
    }

    private static UpgradeFilter filter(KeyFile keys) {
        try {
            Certificates certificates =
                    Certificates.of(keys.read(), KeyFile.PASSWORD.toCharArray());
            return UpgradeFilter.builder()
                    .allow("/*", TlsUpgrade.of(TlsSettings.of(certificates, null)))
                    .build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the key store cannot be read", e);
        }
    }

    private static final class Small extends HttpServlet {

        private static final long serialVersionUID = 1;

        private static final byte[] CONTENT =
                "x".repeat(SMALL_BYTES).getBytes(StandardCharsets.US_ASCII);

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            response.setContentType("application/octet-stream");
            response.setContentLength(CONTENT.length);
            response.getOutputStream().write(CONTENT);
        }
    }

    private static final class Down extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            long left = Long.parseLong(request.getQueryString());
            response.setContentType("application/octet-stream");
            response.setContentLengthLong(left);
            OutputStream out = response.getOutputStream();
            byte[] piece = new byte[PIECE_BYTES];
            while (left > 0) {
                int count = (int) Math.min(left, piece.length);
                out.write(piece, 0, count);
                left -= count;
            }
        }
    }

    private static final class Up extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            InputStream in = request.getInputStream();
            byte[] piece = new byte[PIECE_BYTES];
            long sum = 0;
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                sum += count;
            }
            byte[] answer = Long.toString(sum).getBytes(StandardCharsets.US_ASCII);
            response.setContentLength(answer.length);
            response.getOutputStream().write(answer);
        }
    }
}
