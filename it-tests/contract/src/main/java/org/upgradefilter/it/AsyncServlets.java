package org.upgradefilter.it;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Servlets that answer after they have returned. */
final class AsyncServlets {

    private final GatewayWitness witness;

    AsyncServlets(GatewayWitness witness) {
        this.witness = witness;
    }

    /** By path. */
    Map<String, HttpServlet> all() {
        return Map.of(
                "/async/complete", new FunctionServlet(this::complete),
                "/async/at-once", new FunctionServlet(this::completeAtOnce),
                "/async/thread", new FunctionServlet(this::completeElsewhere),
                "/async/dispatch", new FunctionServlet(this::dispatch),
                "/async/twice", new FunctionServlet(this::twice),
                "/async/timeout", new FunctionServlet(this::timeOut),
                "/async/timeout-answered", new FunctionServlet(this::answerTimeout),
                "/async/wait", new FunctionServlet(this::waitForEver),
                "/async/throw", new FunctionServlet(this::fail),
                "/async/ticks", new FunctionServlet(this::tick));
    }

    /** By one of the container's threads, when the servlet has returned, or is about to. */
    private void complete(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        async.addListener(new Told("complete"));
        async.start(
                () -> {
                    print(async, "completed later");
                    async.complete();
                });
    }

    private void completeAtOnce(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        print(async, "completed at once");
        async.complete();
    }

    /** By a thread of its own, when the gate is opened. */
    private void completeElsewhere(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        new Thread(
                        () -> {
                            witness.awaitGate();
                            print(async, "completed elsewhere");
                            async.complete();
                        })
                .start();
        witness.tell("waiting");
    }

    private void dispatch(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        async.start(() -> async.dispatch("/plain"));
    }

    /** Dispatches to itself, and starts once more. */
    private void twice(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getDispatcherType() == DispatcherType.ASYNC) {
            complete(request, response);
        } else {
            AsyncContext async = request.startAsync();
            response.getWriter().print("again ");
            async.dispatch();
        }
    }

    /** Nobody ever answers. */
    private void timeOut(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        async.setTimeout(100);
        async.addListener(new Told("timeout"));
    }

    /** Until somebody else ends it. */
    private void waitForEver(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        async.addListener(new Told("wait"));
        witness.tell("waiting for ever");
    }

    private void answerTimeout(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        async.setTimeout(100);
        async.addListener(
                new Told("timeout-answered") {
                    @Override
                    public void onTimeout(AsyncEvent event) throws IOException {
                        super.onTimeout(event);
                        print(event.getAsyncContext(), "too late");
                        event.getAsyncContext().complete();
                    }
                });
    }

    private void fail(HttpServletRequest request, HttpServletResponse response) {
        request.startAsync().addListener(new Told("throw"));
        throw new IllegalStateException("as the test wants it");
    }

    /** Sends on and on, until it cannot any more. */
    private void tick(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        async.addListener(new Told("ticks"));
        new Thread(
                        () -> {
                            try {
                                while (true) {
                                    response.getOutputStream().write(new byte[1 << 16]);
                                    response.flushBuffer();
                                }
                            } catch (IOException | IllegalStateException e) {
                                // The latter if the container has given the request up by then.
                                witness.tell("ticks failed");
                            }
                        })
                .start();
    }

    private static void print(AsyncContext async, String text) {
        try {
            async.getResponse().getWriter().print(text);
        } catch (IOException e) {
            throw new IllegalStateException("a writer was expected", e);
        }
    }

    /** Passes on what it hears. */
    private class Told implements AsyncListener {

        private final String name;

        Told(String name) {
            this.name = name;
        }

        @Override
        public void onComplete(AsyncEvent event) {
            witness.tell(name + " onComplete");
        }

        @Override
        public void onTimeout(AsyncEvent event) throws IOException {
            witness.tell(name + " onTimeout");
        }

        @Override
        public void onError(AsyncEvent event) {
            witness.tell(name + " onError");
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}
