package org.upgradefilter.sample;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Answers after {@code ms} milliseconds, in which it holds no thread of the container's. */
@WebServlet(urlPatterns = "/async", asyncSupported = true)
@SuppressWarnings("serial")
public final class AsyncServlet extends HttpServlet {

    private static final NumberParameter MS = new NumberParameter("ms", 60_000);

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    task -> {
                        Thread thread = new Thread(task, "sample-async-timer");
                        thread.setDaemon(true);
                        return thread;
                    });

    @Override
    public void destroy() {
        timer.shutdownNow();
        try {
            // The container takes a thread that is still on its last steps for a leak.
            timer.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        OptionalLong ms = MS.read(request, response);
        if (ms.isEmpty()) {
            return;
        }
        long startedNanos = System.nanoTime();
        AsyncContext exchange = request.startAsync();
        exchange.setTimeout(0); // the timer is the only clock
        Future<?> answer =
                timer.schedule(
                        () -> answer(exchange, startedNanos),
                        ms.getAsLong(),
                        TimeUnit.MILLISECONDS);
        exchange.addListener(new CancelOnError(answer));
    }

    private static void answer(AsyncContext exchange, long startedNanos) {
        long waitedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        try {
            Json.answer(
                    exchange.getResponse(), json -> json.writeNumberField("waitedMs", waitedMs));
        } catch (IOException e) {
            throw new UncheckedIOException("the client has gone", e);
        } finally {
            exchange.complete();
        }
    }

    /** Forgets the answer to a client that has gone. */
    private record CancelOnError(Future<?> answer) implements AsyncListener {

        @Override
        public void onError(AsyncEvent event) {
            answer.cancel(false);
        }

        @Override
        public void onTimeout(AsyncEvent event) {}

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
