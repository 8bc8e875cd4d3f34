package org.upgradefilter.bench.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What is asked. */
final class Servlets {

    private static final int PIECE_BYTES = 16 * 1024;

    private Servlets() {}

    /** Answers with so many bytes. */
    static final class Fixed extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final byte[] content;

        Fixed(int bytes) {
            content = "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            response.setContentType("application/octet-stream");
            response.setContentLength(content.length);
            response.getOutputStream().write(content);
        }
    }

    /** Answers with as many bytes as the query says. */
    static final class Down extends HttpServlet {

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

    /** Answers with how many bytes it was sent. */
    static final class Up extends HttpServlet {

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

    /**
     * Answers a {@code GET} when somebody has sent a {@code POST} without a query; one whose query
     * is a number is answered when so many wait.
     */
    static final class Waiting extends HttpServlet {

        private static final long serialVersionUID = 1;

        private final transient List<AsyncContext> asking = new ArrayList<>();

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            AsyncContext waits = request.startAsync();
            waits.setTimeout(0);
            synchronized (asking) {
                asking.add(waits);
                asking.notifyAll();
            }
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws ServletException {
            String count = request.getQueryString();
            if (count == null) {
                release();
            } else {
                await(Integer.parseInt(count));
            }
        }

        private void await(int count) throws ServletException {
            synchronized (asking) {
                try {
                    while (asking.size() < count) {
                        asking.wait();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new ServletException("the server stops", e);
                }
            }
        }

        private void release() {
            List<AsyncContext> released;
            synchronized (asking) {
                released = List.copyOf(asking);
                asking.clear();
            }
            released.forEach(AsyncContext::complete);
        }
    }
}
