package org.upgradefilter.tomcat;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.ErrorState;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.juli.logging.Log;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.DispatchType;
import org.apache.tomcat.util.net.SSLSupport;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Encryption;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.exchange.ExchangeListener;
import org.upgradefilter.io.Strand;
import org.upgradefilter.servlet.FewAtOnce;

/**
 * One request and its answer, as Tomcat's adapter sees them: what Tomcat's own processors do for a
 * request of HTTP/1.1 or a stream of HTTP/2 (10.1, 11).
 *
 * <p>Everything Tomcat is told comes as an event, one at a time, on a worker that is never the
 * thread that brought it: that one may hold the socket's lock, which brings the next event of the
 * connection, or be inside the application. The listener's methods only wake whoever waits.
 */
final class TomcatExchange extends AbstractProcessor implements ExchangeListener {

    private static final Log LOG = new CoyoteLog();

    /** Servlet 6.1; Tomcat 10.1 has no name for it. */
    private static final String SECURE_PROTOCOL = "jakarta.servlet.request.secure_protocol";

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

    // Confined to the events. True when the answer is complete or was cut off.
    private boolean over;

    /**
     * @param exchange whose answer Tomcat gives
     * @param surroundings of its connection
     */
    TomcatExchange(Adapter adapter, Exchange exchange, Surroundings surroundings) {
        super(adapter);
        this.exchange = exchange;
        this.surroundings = surroundings;
        input = new ExchangeInput(exchange, request);
        output = new ExchangeOutput(exchange, response);
        request.setInputBuffer(input);
        response.setOutputBuffer(output);
        setSocketWrapper(surroundings.socket());
    }

    /** Has Tomcat answer, on a worker. */
    void begin() {
        post(this::answer);
    }

    private void answer() {
        request.setAttribute(Exchange.class.getName(), exchange);
        CoyoteHeads.put(exchange.request(), request);
        if (exchange.request().authority().isEmpty()) {
            request.serverName().setString(surroundings.localAddress());
            request.setServerPort(surroundings.localPort());
        } else {
            parseHost(CoyoteHeads.authority(exchange.request()));
        }
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
                    request.setAttribute(RequestDispatcher.ERROR_EXCEPTION, cause);
                    handle(SocketEvent.ERROR);
                });
    }

    private void post(Runnable event) {
        // Rejected: Tomcat is stopping, and nobody will answer.
        surroundings.execute(() -> events.execute(event), exchange::abort);
    }

    /** Tells Tomcat of an event. */
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
        surroundings.protocol().removeWaitingProcessor(this);
        SocketState state;
        try {
            state = process(surroundings.socket(), event);
        } catch (IOException e) {
            finish(e);
            return;
        }
        if (state == SocketState.LONG) {
            // For its time limit.
            surroundings.protocol().addWaitingProcessor(this);
        } else {
            finish(new IOException("the response was given up"));
        }
    }

    /** True of the end of a time that was restarted since. */
    private boolean isOutdated(SocketEvent event) {
        return event == SocketEvent.TIMEOUT && (!isAsync() || !checkAsyncTimeoutGeneration());
    }

    private void finish(Throwable cause) {
        over = true;
        output.abort(cause);
    }

    private void onFault(Throwable failure) {
        LOG.error("a request failed by a fault of the gateway", failure);
        surroundings.protocol().removeWaitingProcessor(this);
        finish(failure);
    }

    @Override
    protected SocketState service(SocketWrapperBase<?> socket) {
        try {
            if (getErrorState().isError()) {
                adapter.log(request, response, 0);
            } else {
                adapter.service(request, response);
            }
        } catch (Exception e) {
            LOG.debug("a request failed", e);
            response.setStatus(500);
            setErrorState(
                    response.isCommitted() ? ErrorState.CLOSE_NOW : ErrorState.CLOSE_CLEAN, e);
        }
        if (!getErrorState().isError() && isAsync()) {
            return SocketState.LONG;
        }
        action(ActionCode.CLOSE, null);
        request.updateCounters();
        return SocketState.CLOSED;
    }

    @Override
    public SocketState asyncPostProcess() throws IOException {
        try {
            return super.asyncPostProcess();
        } catch (IllegalStateException e) {
            // A servlet has thrown after startAsync(), and Tomcat waits for a completion that
            // nobody is left to ask for (10.1, 11).
            LOG.debug("an asynchronous request is completed after an error", e);
            action(ActionCode.ASYNC_COMPLETE, null);
            return super.asyncPostProcess();
        }
    }

    @Override
    protected SocketState dispatchEndRequest() {
        return SocketState.CLOSED;
    }

    @Override
    protected void prepareResponse() {
        response.setCommitted(true);
        int status = response.getStatus();
        boolean hasTrailers = response.getTrailerFields() != null && isTrailerFieldsSupported();
        long length = hasTrailers ? -1 : response.getContentLengthLong();
        if (status < 200 || status == 204 || status == 205 || status == 304) {
            length = -1;
        }
        try {
            output.begin(status, CoyoteHeads.fields(response, length, server()), length);
        } catch (IllegalArgumentException e) {
            // A status that is none, or a switch nobody has asked for.
            LOG.warn("a response cannot be sent", e);
            response.setStatus(500);
            output.swallow();
            output.begin(500, List.of(), 0);
        }
    }

    private @Nullable String server() {
        return surroundings.protocol() instanceof AbstractHttp11Protocol<?> http
                ? http.getServer()
                : null;
    }

    @Override
    protected void finishResponse() throws IOException {
        if (getErrorState().isIoAllowed()) {
            output.end(
                    CoyoteHeads.trailers(
                            response.getTrailerFields() == null
                                    ? null
                                    : response.getTrailerFields().get()));
        } else {
            output.abort(new IOException("the response was given up"));
        }
    }

    @Override
    protected void ack(ContinueResponseTiming timing) {
        // Sent when content is asked for and none has come.
    }

    @Override
    protected void earlyHints() {
        exchange.inform(103, CoyoteHeads.fields(response, -1, null));
    }

    @Override
    protected void flush() throws IOException {
        output.flush();
    }

    @Override
    protected int available(boolean mayReceive) {
        try {
            if (mayReceive) {
                input.receive();
            }
        } catch (IOException e) {
            // onAborted() has come or follows.
            return 0;
        }
        return input.available();
    }

    @Override
    protected void setRequestBody(ByteChunk body) {
        input.replay(ByteBuffer.wrap(body.getBytes(), body.getStart(), body.getLength()));
    }

    @Override
    protected void setSwallowResponse() {
        output.swallow();
    }

    @Override
    protected void disableSwallowRequest() {
        // Unread content is dropped, or ends the connection, whoever is to blame.
    }

    @Override
    protected boolean isReadyForRead() {
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
                processSocketEvent(SocketEvent.OPEN_READ, true);
            }
        }
        return false;
    }

    @Override
    protected boolean isRequestBodyFullyRead() {
        return input.isFinished();
    }

    @Override
    protected void registerReadInterest() {
        readInterest = true;
    }

    @Override
    protected boolean isReadyForWrite() {
        // Before looking: room that comes meanwhile is told of.
        writeInterest = true;
        if (!output.isDrained()) {
            return false;
        }
        writeInterest = false;
        return true;
    }

    @Override
    protected boolean flushBufferedWrite() {
        return !isReadyForWrite();
    }

    @Override
    protected void processSocketEvent(SocketEvent event, boolean dispatch) {
        post(() -> handle(event));
    }

    @Override
    protected void execute(Runnable task) {
        surroundings.execute(task, exchange::abort);
    }

    @Override
    protected void executeDispatches() {
        Iterator<DispatchType> dispatches = getIteratorAndClearDispatches();
        while (dispatches != null && dispatches.hasNext()) {
            processSocketEvent(dispatches.next().getSocketStatus(), true);
        }
    }

    @Override
    protected void populateSslRequestAttributes() {
        Encryption encryption = exchange.request().encryption();
        if (encryption == null) {
            return;
        }
        request.setAttribute(SSLSupport.CIPHER_SUITE_KEY, encryption.cipherSuite());
        request.setAttribute(SSLSupport.KEY_SIZE_KEY, encryption.keyBits());
        request.setAttribute(SSLSupport.PROTOCOL_VERSION_KEY, encryption.protocol());
        request.setAttribute(SECURE_PROTOCOL, encryption.protocol());
        if (!encryption.sessionId().isEmpty()) {
            request.setAttribute(SSLSupport.SESSION_ID_KEY, encryption.sessionId());
        }
        if (!encryption.peerCertificates().isEmpty()) {
            request.setAttribute(
                    SSLSupport.CERTIFICATE_KEY,
                    encryption.peerCertificates().toArray(X509Certificate[]::new));
        }
    }

    @Override
    protected boolean isTrailerFieldsReady() {
        return input.isComplete();
    }

    @Override
    protected boolean isTrailerFieldsSupported() {
        return !exchange.request().version().equals("HTTP/1.0");
    }

    @Override
    protected Object getProtocolRequestId() {
        return "";
    }

    @Override
    protected ServletConnection getServletConnection() {
        return new UpgradedConnection(
                surroundings.socket().getServletConnection("", "").getConnectionId(),
                exchange.request());
    }

    @Override
    public void pause() {
        // The connector is about to stop; the filter's destroy() follows and says good-bye.
    }

    @Override
    protected Log getLog() {
        return LOG;
    }

    /**
     * What an exchange has in common with the others of its connection.
     *
     * @param workers runs tasks on Tomcat's workers, and never on the calling thread
     * @param turns shared with the other connections of the connector
     */
    record Surroundings(
            SocketWrapperBase<?> socket,
            AbstractProtocol<?> protocol,
            Executor workers,
            FewAtOnce turns) {

        /** Runs what may block. */
        void execute(Runnable task, Consumer<RejectedExecutionException> onRejected) {
            turns.execute(workers, task, onRejected);
        }

        String localAddress() {
            return socket.getLocalAddr();
        }

        int localPort() {
            return socket.getLocalPort();
        }
    }
}
