package org.upgradefilter.tomcat.coyote;

import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.io.Strand;

/**
 * One request and its answer: brings Tomcat what happens, until the answer is complete.
 *
 * <p>Everything Tomcat is told comes as an event, one at a time, on a worker that is never the
 * thread that brought it: that one may hold the socket's lock, which brings the next event of the
 * connection, or be inside the application. The listener's methods only wake whoever waits.
 */
final class TomcatExchange implements ExchangeListener {

    private static final System.Logger LOG = System.getLogger(TomcatExchange.class.getName());

    private final Exchange exchange;
    private final Surroundings surroundings;
    private final ExchangeInput input;
    private final ExchangeOutput output;

    /** Its tasks may block: whoever comes meanwhile leaves a task, and nobody waits. */
    private final Strand events = new Strand(this::onFault);

    /** True if a listener waits for content. */
    private volatile boolean readInterest;

    /** True if a listener waits for room. */
    private volatile boolean writeInterest;

    /** True when the request has had its turn. */
    private volatile boolean begun;

    // Confined to the events. True when Tomcat is told of nothing any more.
    private boolean over;

    /** What Tomcat processes the request by; null before its turn: those who wait need little. */
    private @Nullable ExchangeActions actions;

    private boolean asynchronous;

    /**
     * @param exchange whose answer Tomcat gives
     * @param surroundings of its connection
     */
    TomcatExchange(Exchange exchange, Surroundings surroundings) {
        this.exchange = exchange;
        this.surroundings = surroundings;
        input = new ExchangeInput(exchange);
        output = new ExchangeOutput(exchange);
    }

    Exchange exchange() {
        return exchange;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    ExchangeInput input() {
        return input;
    }

    ExchangeOutput output() {
        return output;
    }

    /** Has Tomcat answer, on a worker. On the strand of the connection. */
    void begin() {
        if (exchange.isAlone() && exchange.request().contentLength() == 0) {
            surroundings.answer(() -> events.execute(this::answer), this::giveUp);
        } else {
            // Another worker must be able to bring the content, and all the others.
            post(this::answer);
        }
    }

    private void answer() {
        if (over) {
            return;
        }
        // Before looking: whoever cuts the exchange off from now on tells of it.
        begun = true;
        if (output.hasFailed()) {
            // While it waited: the application never hears of it.
            leave();
            return;
        }
        ExchangeActions taken = surroundings.processors().take();
        actions = taken;
        taken.serve(this);
        taken.readHead();
        handle(SocketEvent.OPEN_READ);
    }

    @Override
    public void onReadable() {
        input.raise();
        if (readInterest) {
            post(this::tellReadable);
        }
    }

    /** Looks first: a listener may read without asking when it is told that it can. */
    private void tellReadable() {
        if (over || !readInterest) {
            return;
        }
        try {
            if (!input.receive() && !input.isComplete()) {
                return;
            }
        } catch (IOException e) {
            // onAborted() has come or follows.
            return;
        }
        readInterest = false;
        handle(SocketEvent.OPEN_READ);
    }

    @Override
    public void onWritable() {
        output.raise();
        if (writeInterest) {
            post(this::tellWritable);
        }
    }

    private void tellWritable() {
        if (!over && writeInterest && output.isDrained()) {
            writeInterest = false;
            handle(SocketEvent.OPEN_WRITE);
        }
    }

    @Override
    public void onAborted(IOException cause) {
        output.fail(cause);
        input.raise();
        output.raise();
        if (begun) {
            post(() -> tellAborted(cause));
        }
    }

    private void tellAborted(IOException cause) {
        ExchangeActions told = actions;
        if (!over && told != null) {
            told.getRequest().setAttribute(RequestDispatcher.ERROR_EXCEPTION, cause);
            handle(SocketEvent.ERROR);
        }
    }

    /** Others than Tomcat's own thread have the request now, and may keep it too long. */
    void becomeAsynchronous() {
        asynchronous = true;
    }

    /**
     * True if a listener can read; if not, it is told when it can, or when the end has come.
     *
     * @param onRequestThread true if Tomcat looks for the end itself when the caller has returned
     */
    boolean isReadable(boolean onRequestThread) {
        // Before looking: what comes meanwhile is told of.
        readInterest = true;
        try {
            if (input.receive()) {
                readInterest = false;
                return true;
            }
        } catch (IOException e) {
            // onAborted() has come or follows.
            return false;
        }
        if (input.isComplete()) {
            readInterest = false;
            if (!onRequestThread) {
                // Nobody else would tell the listener of the end.
                post(SocketEvent.OPEN_READ);
            }
        }
        return false;
    }

    /** True if nothing waits to be written; if something does, the listener is told later. */
    boolean isWritable() {
        // Before looking: room that comes meanwhile is told of.
        writeInterest = true;
        if (!output.isDrained()) {
            return false;
        }
        writeInterest = false;
        return true;
    }

    /** Has Tomcat told of an event, later and on a worker. */
    void post(SocketEvent event) {
        post(() -> handle(event));
    }

    private void post(Runnable event) {
        surroundings.execute(() -> events.execute(event), this::giveUp);
    }

    /** Tomcat is stopping, or has too much to do, and nobody will answer. */
    private void giveUp(RejectedExecutionException rejected) {
        if (begun) {
            exchange.abort(rejected);
        } else {
            exchange.refuse(rejected);
        }
        // Now, or when whoever is in the application has left it.
        events.execute(() -> finish(rejected));
    }

    private void handle(SocketEvent event) {
        ExchangeActions told = actions;
        // After the end, Tomcat would take any event for the beginning of the next request.
        if (over || told == null || isOutdated(told, event)) {
            return;
        }
        Request request = told.getRequest();
        if (event == SocketEvent.ERROR
                && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) == null) {
            request.setAttribute(
                    RequestDispatcher.ERROR_EXCEPTION, new IOException("the exchange failed"));
        }
        surroundings.protocol().removeWaitingProcessor(told);
        SocketState state;
        try {
            state = told.process(surroundings.socket(), event);
        } catch (IOException e) {
            finish(e);
            return;
        }
        if (state == SocketState.LONG) {
            // For its time limit.
            surroundings.protocol().addWaitingProcessor(told);
        } else if (output.isEnded()) {
            leave();
            if (!asynchronous && output.isComplete()) {
                surroundings.processors().give(told);
            }
        } else {
            finish(new IOException("the response was given up"));
        }
    }

    /** True of the end of a time that was restarted since. */
    private static boolean isOutdated(ExchangeActions told, SocketEvent event) {
        return event == SocketEvent.TIMEOUT
                && (!told.isAsync() || !told.checkAsyncTimeoutGeneration());
    }

    private void finish(Throwable cause) {
        output.abort(cause);
        leave();
    }

    private void leave() {
        over = true;
        exchange.leave();
    }

    private void onFault(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "a request failed by a fault of the gateway", failure);
        ExchangeActions told = actions;
        if (told != null) {
            surroundings.protocol().removeWaitingProcessor(told);
        }
        finish(failure);
    }
}
