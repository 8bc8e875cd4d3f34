package org.upgradefilter.it.jetty;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.it.Application;
import org.upgradefilter.servlet.UpgradeFilter;

/** Servlets of every kind, behind a filter that switches to {@link HttpAgain}. */
final class AgainApplication implements Application {

    /** What the application was told of, in order. */
    static final BlockingQueue<String> EVENTS = new LinkedBlockingQueue<>();

    @Override
    public void configure(ServletContext context) {
        UpgradeFilter filter = UpgradeFilter.builder().allow("/again", new HttpAgain()).build();
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", filter);
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        add(context, "/facts", new FactsServlet());
        add(context, "/session", new SessionServlet());
        add(context, "/copy", new CopyServlet());
        add(context, "/listeners", new ListenerServlet());
        add(context, "/async/*", new AsyncServlet());
        add(context, "/answer/*", new AnswerServlet());
        add(context, "/switch", new SwitchServlet());
        ServletRegistration.Dynamic upload = context.addServlet("upload", new UploadServlet());
        upload.setMultipartConfig(new MultipartConfigElement(""));
        upload.addMapping("/upload");
    }

    private static void add(ServletContext context, String mapping, HttpServlet servlet) {
        ServletRegistration.Dynamic registration = context.addServlet(mapping, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(mapping);
    }

    /** Tells what the request says of itself. */
    @SuppressWarnings("serial")
    private static final class FactsServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            response.getWriter()
                    .write(
                            String.join(
                                    "\n",
                                    request.getProtocol(),
                                    request.getScheme(),
                                    String.valueOf(request.isSecure()),
                                    request.getRequestURL() + "?" + request.getQueryString(),
                                    request.getRemoteAddr() + ":" + request.getRemotePort(),
                                    request.getLocalAddr() + ":" + request.getLocalPort(),
                                    attribute(request, "jakarta.servlet.request.cipher_suite"),
                                    attribute(request, "jakarta.servlet.request.key_size"),
                                    attribute(request, "jakarta.servlet.request.ssl_session_id"),
                                    attribute(request, "jakarta.servlet.request.X509Certificate"),
                                    String.valueOf(
                                            request.getAttribute(Exchange.class.getName())
                                                    instanceof Exchange)));
        }

        private static String attribute(HttpServletRequest request, String name) {
            return String.valueOf(request.getAttribute(name));
        }
    }

    /** Counts the requests of a session. */
    @SuppressWarnings("serial")
    private static final class SessionServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            Object before = request.getSession().getAttribute("count");
            int count = before == null ? 1 : (int) before + 1;
            request.getSession().setAttribute("count", count);
            response.getWriter().write(Integer.toString(count));
        }
    }

    /** Sends back what comes, by blocking streams, and the trailers. */
    @SuppressWarnings("serial")
    private static final class CopyServlet extends HttpServlet {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            request.getInputStream().transferTo(response.getOutputStream());
            Map<String, String> trailers =
                    request.isTrailerFieldsReady() ? request.getTrailerFields() : Map.of();
            if (!trailers.isEmpty()) {
                response.getOutputStream()
                        .write(trailers.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Sends back what comes, by listeners. */
    @SuppressWarnings("serial")
    private static final class ListenerServlet extends HttpServlet {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            AsyncContext async = request.startAsync();
            async.setTimeout(0);
            new Copying(async, request.getInputStream(), response.getOutputStream()).start();
        }
    }

    /** Reads only what could be written. */
    private static final class Copying implements ReadListener, WriteListener {
        private final AsyncContext async;
        private final ServletInputStream in;
        private final ServletOutputStream out;
        private final byte[] buffer = new byte[8 * 1024];

        Copying(AsyncContext async, ServletInputStream in, ServletOutputStream out) {
            this.async = async;
            this.in = in;
            this.out = out;
        }

        void start() {
            in.setReadListener(this);
            out.setWriteListener(this);
        }

        @Override
        public void onDataAvailable() throws IOException {
            copy();
        }

        @Override
        public void onWritePossible() throws IOException {
            copy();
        }

        private synchronized void copy() throws IOException {
            while (out.isReady() && !in.isFinished() && in.isReady()) {
                int count = in.read(buffer);
                if (count > 0) {
                    out.write(buffer, 0, count);
                }
            }
        }

        @Override
        public void onAllDataRead() {
            async.complete();
        }

        @Override
        public void onError(Throwable failure) {
            EVENTS.add("onError");
            async.complete();
        }
    }

    /** Answers later, in the way its path says. */
    @SuppressWarnings("serial")
    private static final class AsyncServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            if (request.getDispatcherType() == DispatcherType.ASYNC) {
                response.getWriter().write("dispatched");
                return;
            }
            AsyncContext async = request.startAsync();
            switch (request.getPathInfo()) {
                case "/complete" ->
                        async.start(
                                () -> {
                                    try {
                                        response.getWriter().write("completed");
                                    } catch (IOException e) {
                                        EVENTS.add(e.toString());
                                    }
                                    async.complete();
                                });
                case "/dispatch" -> async.start(async::dispatch);
                case "/timeout" -> async.setTimeout(50);
                case "/events" -> sendEvents(async, response);
                default -> {
                    // Jetty takes what is thrown now for an answer that is still to come (12.1.14).
                    async.setTimeout(50);
                    throw new IllegalStateException("after startAsync");
                }
            }
        }

        /** Sends one event, and waits until the client has gone. */
        private static void sendEvents(AsyncContext async, HttpServletResponse response)
                throws IOException {
            async.setTimeout(0);
            response.setContentType("text/event-stream");
            response.getWriter().write("data: first\n\n");
            response.flushBuffer();
            async.start(() -> flood(async, response));
        }

        private static void flood(AsyncContext async, HttpServletResponse response) {
            byte[] event = "data: more\n\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
            try {
                while (true) {
                    response.getWriter().write(new String(event, StandardCharsets.UTF_8));
                    response.flushBuffer();
                    if (response.getWriter().checkError()) {
                        break;
                    }
                }
            } catch (IOException gone) {
                // As a client that has gone should be told of.
            }
            EVENTS.add("gone");
            async.complete();
        }
    }

    /** Answers in the way its path says. */
    @SuppressWarnings("serial")
    private static final class AnswerServlet extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            switch (request.getPathInfo()) {
                case "/page" -> response.sendError(418);
                case "/throw" -> throw new ServletException("on purpose");
                case "/redirect" -> response.sendRedirect("/facts");
                case "/unchanged" -> response.setStatus(304);
                case "/hints" -> {
                    response.setHeader("Link", "</style.css>");
                    response.sendError(103);
                    response.getWriter().write("hinted");
                }
                case "/ignore" -> response.getWriter().write("not read");
                case "/trailers" -> {
                    response.setTrailerFields(() -> Map.of("X-Sum", "42"));
                    response.getWriter().write("summed");
                    response.flushBuffer();
                }
                case "/short" -> {
                    response.setContentLength(100);
                    response.getWriter().write("short");
                    response.flushBuffer();
                    throw new ServletException("in the midst");
                }
                default -> {
                    response.setContentLength(5);
                    response.getWriter().write("right");
                }
            }
        }
    }

    /** Counts the parts. */
    @SuppressWarnings("serial")
    private static final class UploadServlet extends HttpServlet {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            long size = request.getPart("file").getSize();
            response.getWriter().write(request.getParameter("name") + " " + size);
        }
    }

    /** Switches once more, within the exchange, to an echo. */
    @SuppressWarnings("serial")
    private static final class SwitchServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            Exchange exchange = (Exchange) request.getAttribute(Exchange.class.getName());
            exchange.handOver(Echoing::new);
            response.setStatus(101);
            response.setHeader("Upgrade", "echo");
            response.setHeader("Connection", "Upgrade");
        }
    }

    private static final class Echoing implements Connection {
        private final Duplex duplex;

        Echoing(Duplex duplex) {
            this.duplex = duplex;
        }

        @Override
        public void onOpen() {
            echo();
        }

        @Override
        public void onReadable() {
            echo();
        }

        private void echo() {
            ByteBuffer some = ByteBuffer.allocate(100);
            try {
                while (duplex.read(some) > 0) {
                    duplex.write(some.flip());
                    some.clear();
                }
                duplex.flush();
            } catch (IOException e) {
                EVENTS.add(e.toString());
            }
        }

        @Override
        public void onWritable() {}

        @Override
        public void onOverflow() {
            duplex.close();
        }

        @Override
        public void onClosed(IOException cause) {}

        @Override
        public void shutdown() {
            duplex.close();
        }
    }
}
