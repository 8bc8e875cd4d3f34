package org.upgradefilter.it;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.upgradefilter.servlet.UpgradeFilter;

/**
 * Answers each request by its own {@code id}, again and again, and looks whether anything of
 * another's is in what the container has given it; over HTTP/2 for whoever asks.
 */
public final class OwnApplication implements Application, AutoCloseable {

    private static final String OWN = "own";

    private final List<String> foreign = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Override
    public void configure(ServletContext context) {
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", UpgradeFilter.class);
        upgrade.setInitParameters(Map.of("rules", H2cApplication.RULE));
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        add(context, "/plain", (request, response) -> response.getOutputStream().print("plain"));
        add(context, "/answer", this::answer);
        add(context, "/upload", this::upload);
        add(context, "/error", this::error);
        add(context, "/async", this::answerElsewhere);
        add(context, "/too-late", this::answerTooLate);
    }

    private static void add(
            ServletContext context, String path, FunctionServlet.Function function) {
        ServletRegistration.Dynamic added = context.addServlet(path, new FunctionServlet(function));
        added.setAsyncSupported(true);
        added.addMapping(path);
    }

    /** As often as {@code ?times} says, and after {@code ?micros}. */
    private void answer(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String id = begin(request, response);
        write(id, request, response.getOutputStream());
    }

    private void upload(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String id = begin(request, response);
        String content =
                new String(request.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (!content.replace(id, "").isEmpty()) {
            foreign.add("content of " + content + " in " + id);
        }
        write(id, request, response.getOutputStream());
    }

    private void error(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String id = begin(request, response);
        response.sendError(404, id);
    }

    private void answerElsewhere(HttpServletRequest request, HttpServletResponse response) {
        String id = begin(request, response);
        AsyncContext async = request.startAsync();
        threads.execute(
                () -> {
                    try {
                        write(id, request, response.getOutputStream());
                        async.complete();
                    } catch (IOException | RuntimeException cancelled) {
                        // It is cancelled, and completed by the container.
                    }
                });
    }

    /** Does not know when its time is up, and goes on writing until it is told. */
    private void answerTooLate(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String id = begin(request, response);
        OutputStream out = response.getOutputStream();
        AsyncContext async = request.startAsync();
        async.setTimeout(1);
        threads.execute(
                () -> {
                    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
                    try {
                        while (System.nanoTime() < end) {
                            out.write(id.getBytes(StandardCharsets.US_ASCII));
                            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
                        }
                    } catch (IOException | RuntimeException refused) {
                        // It is told.
                    }
                });
    }

    private String begin(HttpServletRequest request, HttpServletResponse response) {
        String id = request.getParameter("id");
        Object other = request.getAttribute(OWN);
        if (other != null) {
            foreign.add("attribute of " + other + " in " + id);
        }
        request.setAttribute(OWN, id);
        if (!id.equals(request.getHeader("x-own"))) {
            foreign.add("field of " + request.getHeader("x-own") + " in " + id);
        }
        if (response.containsHeader("x-own") || response.isCommitted()) {
            foreign.add("response of another in " + id);
        }
        response.setHeader("x-own", id);
        response.setContentType("text/plain");
        return id;
    }

    private static void write(String id, HttpServletRequest request, OutputStream out)
            throws IOException {
        long micros = Long.parseLong(request.getParameter("micros"));
        int times = Integer.parseInt(request.getParameter("times"));
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < times; i++) {
            out.write(id.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** What was seen that belongs to another request. */
    public List<String> foreign() {
        return foreign;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
