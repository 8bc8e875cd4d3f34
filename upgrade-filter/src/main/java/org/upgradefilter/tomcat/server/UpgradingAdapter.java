package org.upgradefilter.tomcat.server;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.UpgradeToken;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.tomcat.coyote.TomcatUpgradeHandler;

/**
 * Stands before the connector's own adapter: judges requests that offer something, and leaves all
 * others, and all that is not to be switched, to that one.
 *
 * <p>Tomcat has a place for this ({@code getUpgradeProtocol}), but there the 101 names all that the
 * client has offered, and a request with content is read to its end or answered 413 (10.1, 11).
 */
final class UpgradingAdapter implements Adapter {

    /**
     * By which Tomcat counts. Not what was offered: Tomcat keeps a counter, and an MBean, for every
     * name it has seen (10.1, 11).
     */
    private static final String COUNTED_AS = "TLS";

    private final Adapter adapter;
    private final AbstractHttp11Protocol<?> protocol;
    private final ConnectorUpgrades upgrades;

    UpgradingAdapter(
            Adapter adapter, AbstractHttp11Protocol<?> protocol, ConnectorUpgrades upgrades) {
        this.adapter = adapter;
        this.protocol = protocol;
        this.upgrades = upgrades;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        if (request.getMimeHeaders().getValue("Upgrade") == null || !isInOrder(request)) {
            adapter.service(request, response);
            return;
        }
        UpgradedConnections.Decided decided = upgrades.judge(head(request)).orElse(null);
        if (decided == null) {
            adapter.service(request, response);
        } else {
            switchTo(decided, request, response);
        }
    }

    /**
     * False if Tomcat has refused the request already, which it leaves to the adapter to say, and
     * inside a connection that was taken over (10.1, 11).
     */
    private static boolean isInOrder(Request request) {
        return !isFailed(request) && request.getAttribute(Exchange.class.getName()) == null;
    }

    private static boolean isFailed(Request request) {
        AtomicBoolean failed = new AtomicBoolean();
        request.action(ActionCode.IS_ERROR, failed);
        return failed.get();
    }

    private void switchTo(UpgradedConnections.Decided decided, Request request, Response response) {
        Takeover takeover = decided.takeover();
        response.setStatus(101);
        response.setHeader("Upgrade", takeover.protocol());
        response.setHeader("Connection", "Upgrade");
        for (Field field : decided.accepted().fields()) {
            response.addHeader(field.name(), field.value());
        }
        // Sends the 101.
        request.action(ActionCode.CLOSE, null);
        adapter.log(request, response, 0);
        if (isFailed(request)) {
            decided.place().giveUp();
            return;
        }
        TomcatUpgradeHandler handler = new TomcatUpgradeHandler();
        handler.take(takeover);
        request.action(ActionCode.UPGRADE, new UpgradeToken(handler, null, null, COUNTED_AS));
    }

    @SuppressWarnings("deprecation") // What replaces it is missing before 10.1.50 and 11.0.22.
    private RequestHead head(Request request) {
        Fields.Received received = Fields.received();
        MimeHeaders headers = request.getMimeHeaders();
        for (int i = 0; i < headers.size(); i++) {
            received.line(text(headers.getName(i)), text(headers.getValue(i)));
        }
        Fields fields = received.done();
        String path = text(request.requestURI());
        String query = request.queryString().isNull() ? null : text(request.queryString());
        request.action(ActionCode.REQ_HOST_ADDR_ATTRIBUTE, request);
        boolean secure = protocol.isSSLEnabled() || protocol.getSecure();
        return new RequestHead(
                text(request.method()),
                text(request.protocol()),
                query == null ? path : path + "?" + query,
                path,
                query,
                secure ? "https" : "http",
                fields.first("Host"),
                secure,
                text(request.remoteAddr()),
                null,
                fields);
    }

    /** Without {@code toString()}, which may turn the bytes into a string that maps elsewhere. */
    private static String text(@Nullable MessageBytes value) {
        if (value == null || value.isNull()) {
            return "";
        }
        if (value.getType() != MessageBytes.T_BYTES) {
            return value.toString();
        }
        ByteChunk bytes = value.getByteChunk();
        return new String(
                bytes.getBuffer(),
                bytes.getStart(),
                bytes.getLength(),
                StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean prepare(Request request, Response response) throws Exception {
        return adapter.prepare(request, response);
    }

    @Override
    public boolean asyncDispatch(Request request, Response response, SocketEvent event)
            throws Exception {
        return adapter.asyncDispatch(request, response, event);
    }

    @Override
    public void log(Request request, Response response, long time) {
        adapter.log(request, response, time);
    }

    @Override
    public void checkRecycled(Request request, Response response) {
        adapter.checkRecycled(request, response);
    }

    @Override
    public String getDomain() {
        return adapter.getDomain();
    }
}
