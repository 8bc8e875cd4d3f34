package org.upgradefilter.tomcat.coyote;

import jakarta.servlet.ServletConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.coyote.AbstractProcessor;
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

/**
 * What Tomcat's adapter asks of whoever has brought it a request: what Tomcat's own processors do
 * for a request of HTTP/1.1 or a stream of HTTP/2 (10.1, 11).
 */
final class ExchangeActions extends AbstractProcessor {

    private static final Log LOG = new CoyoteLog();

    /** Servlet 6.1; Tomcat 10.1 has no name for it. */
    private static final String SECURE_PROTOCOL = "jakarta.servlet.request.secure_protocol";

    private @Nullable TomcatExchange current;

    ExchangeActions(Adapter adapter) {
        super(adapter);
    }

    /** Acts for {@code exchange} from now on. */
    void serve(TomcatExchange exchange) {
        current = exchange;
        exchange.input().serve(request);
        exchange.output().serve(response);
        request.setInputBuffer(exchange.input());
        response.setOutputBuffer(exchange.output());
        setSocketWrapper(exchange.surroundings().socket());
    }

    /**
     * Forgets the exchange, whose answer is complete, as Tomcat's own processors do when a request
     * is over.
     */
    void rest() {
        recycle();
        // Which recycle() leaves alone (10.1.62): one that came late would be the next request's.
        getIteratorAndClearDispatches();
        request.recycle();
        response.recycle();
        request.setInputBuffer(null);
        response.setOutputBuffer(null);
        setSocketWrapper(null);
        current = null;
    }

    private TomcatExchange events() {
        return Objects.requireNonNull(current);
    }

    private Exchange exchange() {
        return events().exchange();
    }

    private Surroundings surroundings() {
        return events().surroundings();
    }

    private ExchangeInput input() {
        return events().input();
    }

    private ExchangeOutput output() {
        return events().output();
    }

    /** Puts the request into Coyote's words. */
    void readHead() {
        request.setAttribute(Exchange.class.getName(), exchange());
        CoyoteHeads.put(exchange().request(), request);
        if (exchange().request().authority().isEmpty()) {
            request.serverName().setString(surroundings().localAddress());
            request.setServerPort(surroundings().localPort());
        } else {
            parseHost(CoyoteHeads.authority(exchange().request()));
        }
    }

    @Override
    protected boolean isReadyForRead() {
        return events().isReadable(request.isRequestThread());
    }

    @Override
    protected boolean isReadyForWrite() {
        return events().isWritable();
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
            events().becomeAsynchronous();
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
            output().begin(status, CoyoteHeads.fields(response, length, server()), length);
        } catch (IllegalArgumentException e) {
            // A status that is none, or a switch nobody has asked for.
            LOG.warn("a response cannot be sent", e);
            response.setStatus(500);
            output().swallow();
            output().begin(500, List.of(), 0);
        }
    }

    private @Nullable String server() {
        return surroundings().protocol() instanceof AbstractHttp11Protocol<?> http
                ? http.getServer()
                : null;
    }

    @Override
    protected void finishResponse() throws IOException {
        if (getErrorState().isIoAllowed()) {
            output().end(
                            CoyoteHeads.trailers(
                                    response.getTrailerFields() == null
                                            ? null
                                            : response.getTrailerFields().get()));
        } else {
            output().abort(new IOException("the response was given up"));
        }
    }

    @Override
    protected void ack(ContinueResponseTiming timing) {
        // Sent when content is asked for and none has come.
    }

    @Override
    protected void earlyHints() {
        exchange().inform(103, CoyoteHeads.fields(response, -1, null));
    }

    @Override
    protected void flush() throws IOException {
        output().flush();
    }

    @Override
    protected int available(boolean mayReceive) {
        try {
            if (mayReceive) {
                input().receive();
            }
        } catch (IOException e) {
            // onAborted() has come or follows.
            return 0;
        }
        return input().available();
    }

    @Override
    protected void setRequestBody(ByteChunk body) {
        input().replay(ByteBuffer.wrap(body.getBytes(), body.getStart(), body.getLength()));
    }

    @Override
    protected void setSwallowResponse() {
        output().swallow();
    }

    @Override
    protected void disableSwallowRequest() {
        // Unread content is dropped, or ends the connection, whoever is to blame.
    }

    @Override
    protected boolean isRequestBodyFullyRead() {
        return input().isFinished();
    }

    @Override
    protected void registerReadInterest() {
        // Asked for by isReadyForRead() alone, which does it itself.
    }

    @Override
    protected boolean flushBufferedWrite() {
        return !isReadyForWrite();
    }

    @Override
    protected void processSocketEvent(SocketEvent event, boolean dispatch) {
        events().post(event);
    }

    @Override
    protected void execute(Runnable task) {
        surroundings().execute(task, exchange()::abort);
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
        Encryption encryption = exchange().request().encryption();
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
        return input().isComplete();
    }

    @Override
    protected boolean isTrailerFieldsSupported() {
        return !exchange().request().version().equals("HTTP/1.0");
    }

    @Override
    protected Object getProtocolRequestId() {
        return exchange().name();
    }

    @Override
    protected ServletConnection getServletConnection() {
        return new UpgradedConnection(
                surroundings().socket().getServletConnection("", "").getConnectionId(),
                exchange().request());
    }

    @Override
    public void pause() {
        // The connector is about to stop; the filter's destroy() follows and says good-bye.
    }

    @Override
    protected Log getLog() {
        return LOG;
    }
}
