package org.upgradefilter.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.upgradefilter.takeover.Takeover;

/**
 * Takes connections over by the letter of the Servlet API, for containers that have no adapter of
 * their own.
 *
 * <p>Application code runs on threads of its own, since some containers call back on the threads
 * that serve every connection.
 */
public final class PortableAdapter implements ContainerAdapter {

    private static final System.Logger LOG = System.getLogger(PortableAdapter.class.getName());

    /** How much is kept of a connection for whose pause no thread is left, in bytes. */
    private static final long MAX_INBOUND_BYTES = 1024 * 1024;

    /** How many of the container's threads pauses may keep: a quarter of what Tomcat has. */
    private static final int MAX_PAUSED = 50;

    private static final int MAX_WORKERS =
            Math.max(16, 4 * Runtime.getRuntime().availableProcessors());

    private final String container;
    private final ReadPause pause;
    private final Set<Oddity> oddities;
    private final PauseBudget budget = new PauseBudget(MAX_PAUSED, MAX_INBOUND_BYTES);
    private final ThreadPoolExecutor workers;

    /**
     * @param container what it is for, as a person would say it
     */
    public PortableAdapter(String container, ReadPause pause, Set<Oddity> oddities) {
        this.container = container;
        this.pause = pause;
        this.oddities = Set.copyOf(oddities);
        AtomicInteger count = new AtomicInteger();
        workers =
                new ThreadPoolExecutor(
                        MAX_WORKERS,
                        MAX_WORKERS,
                        1,
                        TimeUnit.MINUTES,
                        // Bounded by the connections: each has one call under way at most.
                        new LinkedBlockingQueue<>(),
                        task -> {
                            Thread thread =
                                    new Thread(task, "upgrade-filter-" + count.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        },
                        PortableAdapter::afterClose);
        workers.allowCoreThreadTimeOut(true);
    }

    /** Nobody is left to be told, but a connection that was on its way is closed, if only here. */
    private static void afterClose(Runnable task, ThreadPoolExecutor closed) {
        if (task instanceof ServletDuplex.Closing closing) {
            closing.run();
        }
    }

    @Override
    public String container() {
        return container;
    }

    @Override
    public void switchTo(
            HttpServletRequest request, HttpServletResponse response, Takeover takeover)
            throws IOException, ServletException {
        request.upgrade(PortableUpgradeHandler.class)
                .take(takeover, workers, pause, oddities, budget);
        // Grizzly sends the 101 only when it is told to (GlassFish 7.0.25).
        response.flushBuffer();
    }

    @Override
    public void announce(HttpServletResponse response, int contentBytes) {
        if (oddities.contains(Oddity.DROPS_LENGTH_BESIDE_UPGRADE)
                && response.containsHeader("Upgrade")) {
            // Only what is no number to Grizzly goes out as it is; white space is no part of a
            // value (RFC 9110 §5.5).
            response.setHeader("Content-Length", " " + contentBytes);
        } else {
            response.setContentLength(contentBytes);
        }
    }

    @Override
    public void close() {
        workers.shutdown();
        try {
            if (!workers.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "a listener does not return");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
