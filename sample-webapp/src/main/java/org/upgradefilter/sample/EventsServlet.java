package org.upgradefilter.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/**
 * Answers with {@code n} server-sent events, each flushed on its own; the data of event i is i,
 * counted from 0.
 */
@WebServlet("/events")
@SuppressWarnings("serial")
public final class EventsServlet extends HttpServlet {

    private static final NumberParameter N = new NumberParameter("n", 1_000_000);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        OptionalLong n = N.read(request, response);
        if (n.isEmpty()) {
            return;
        }
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        OutputStream out = response.getOutputStream();
        for (long i = 0; i < n.getAsLong(); i++) {
            out.write(("id: " + i + "\ndata: " + i + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
