package org.upgradefilter.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.OptionalLong;

/**
 * Answers with {@code n} bytes of a pattern: byte i is i mod 251.
 *
 * <p>251 is prime, so a piece that was lost, doubled or moved by a round number of bytes shows.
 */
@WebServlet("/bytes")
@SuppressWarnings("serial")
public final class BytesServlet extends HttpServlet {

    private static final NumberParameter N = new NumberParameter("n", Long.MAX_VALUE);
    private static final int PERIOD = 251;
    private static final byte[] PATTERN = new byte[64 * PERIOD];

    static {
        for (int i = 0; i < PATTERN.length; i++) {
            PATTERN[i] = (byte) (i % PERIOD);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        OptionalLong n = N.read(request, response);
        if (n.isEmpty()) {
            return;
        }
        response.setContentType("application/octet-stream");
        response.setContentLengthLong(n.getAsLong());
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        OutputStream out = response.getOutputStream();
        for (long left = n.getAsLong(); left > 0; left -= PATTERN.length) {
            out.write(PATTERN, 0, (int) Math.min(left, PATTERN.length));
        }
    }
}
