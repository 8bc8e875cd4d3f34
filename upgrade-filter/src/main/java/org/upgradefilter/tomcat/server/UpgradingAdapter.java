package org.upgradefilter.tomcat.server;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.http.Field;
import org.upgradefilter.takeover.Takeover;

/**
 * Stands before the connector's own adapter: judges requests that offer something, and leaves all
 * others, and all that is not to be switched, to that one.
 *
 * <p>Tomcat has a place for this ({@code getUpgradeProtocol}), but there the 101 names all that the
 * client has offered, and a request with content is read to its end or answered 413 (10.1, 11).
 */
final class UpgradingAdapter implements Adapter {

    private final Adapter adapter;
    private final CoyoteOffers offers;
    private final ConnectorUpgrades upgrades;

    UpgradingAdapter(Adapter adapter, CoyoteOffers offers, ConnectorUpgrades upgrades) {
        this.adapter = adapter;
        this.offers = offers;
        this.upgrades = upgrades;
    }

    @Override
    public void service(Request request, Response response) throws Exception {
        if (request.getMimeHeaders().getValue("Upgrade") == null || !isInOrder(request)) {
            adapter.service(request, response);
            return;
        }
        UpgradedConnections.Decided decided = upgrades.judge(offers.of(request)).orElse(null);
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
        request.action(ActionCode.UPGRADE, decided.token());
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
