package org.upgradefilter.tomcat.coyote;

import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketEvent;
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
    private final ExchangeActions actions;
    private final ExchangeInput input;
    private final ExchangeOutput output;
    private final Request request;

    /** Its tasks may block: whoever comes meanwhile leaves a task, and nobody waits. */
    private final Strand events = new Strand(this::onFault);

    /** True if a listener waits for content. */
    private volatile boolean readInterest;

    /** True if a listener waits for room. */
    private volatile boolean writeInterest;

    // Confined to the events. True when the answer is complete or was cut off.
    private boolean over;

    private boolean asynchronous;

    /**
     * @param exchange whose answer Tomcat gives
     * @param surroundings of its connection
     */
    TomcatExchange(Exchange exchange, Surroundings surroundings) {
        this.exchange = exchange;
        this.surroundings = surroundings;
        actions = surroundings.processors().take();
        request = actions.getRequest();
        input = new ExchangeInput(exchange, request);
        output = new ExchangeOutput(exchange, request.getResponse());
        actions.serve(this);
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
        if (exchange.request().contentLength() == 0) {
            surroundings.answer(() -> events.execute(this::answer), exchange::abort);
        } else {
            // Another worker must be able to bring the content.
            post(this::answer);
        }
    }

    private void answer() {
        actions.readHead();
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
        post(
                () -> {
                    if (!over) {
                        request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, cause);
                        handle(SocketEvent.ERROR);
                    }
                });
    }

    /** Others than Tomcat's own thread have the request now, and may keep it too long. */
    void becomeAsynchronous() {
        asynchronous = true;
    }

    /** True if a listener can read; if not, it is told when it can, or when the end has come. */
    boolean isReadable() {
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
            if (!request.isRequestThread()) {
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
        // Rejected: Tomcat is stopping, and nobody will answer.
        surroundings.execute(() -> events.execute(event), exchange::abort);
    }

    private void handle(SocketEvent event) {
        // After the end, Tomcat would take any event for the beginning of the next request.
        if (over || isOutdated(event)) {
            return;
        }
        if (event == SocketEvent.ERROR
                && request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) == null) {
            request.setAttribute(
                    RequestDispatcher.ERROR_EXCEPTION, new IOException("the exchange failed"));
        }
        surroundings.protocol().removeWaitingProcessor(actions);
        SocketState state;
        try {
            state = actions.process(surroundings.socket(), event);
        } catch (IOException e) {
            finish(e);
            return;
        }
        if (state == SocketState.LONG) {
            // For its time limit.
            surroundings.protocol().addWaitingProcessor(actions);
        } else if (output.isEnded()) {
            over = true;
            if (!asynchronous && output.isComplete()) {
                surroundings.processors().give(actions);
            }
        } else {
            finish(new IOException("the response was given up"));
        }
    }

    /** True of the end of a time that was restarted since. */
    private boolean isOutdated(SocketEvent event) {
        return event == SocketEvent.TIMEOUT
                && (!actions.isAsync() || !actions.checkAsyncTimeoutGeneration());
    }

    private void finish(Throwable cause) {
        over = true;
        output.abort(cause);
    }

    private void onFault(Throwable failure) {
        LOG.log(System.Logger.Level.ERROR, "a request failed by a fault of the gateway", failure);
        surroundings.protocol().removeWaitingProcessor(actions);
        finish(failure);
    }
}
