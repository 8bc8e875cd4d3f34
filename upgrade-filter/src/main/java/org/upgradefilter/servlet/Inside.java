package org.upgradefilter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.upgradefilter.exchange.Exchange;

/**
 * Requests that have come back into the application, through a connection that we took over: the
 * container knows no connection behind them that it could switch.
 */
final class Inside {

    /** The request attribute by which a gateway tells the exchange of the request. */
    static final String EXCHANGE = Exchange.class.getName();

    /** The request attribute that keeps a request whose offers the chain does not see. */
    private static final String OFFERING = Inside.class.getName() + ".offering";

    private Inside() {}

    static boolean isInside(HttpServletRequest request) {
        return request.getAttribute(EXCHANGE) != null;
    }

    /** True if another web application, with classes of its own, has taken the connection over. */
    static boolean isForeign(HttpServletRequest request) {
        return isInside(request) && !(request.getAttribute(EXCHANGE) instanceof Exchange);
    }

    /**
     * The request as the chain is to see it: without any offer, since whoever took one would ask
     * the container for the switch. {@link #offering} finds the request again.
     */
    static HttpServletRequest hidden(HttpServletRequest request) {
        if (request.getHeader("Upgrade") == null && !HidingRequest.looksLikeHandshake(request)) {
            return request;
        }
        request.setAttribute(OFFERING, request);
        return HidingRequest.showing(List.of(), request);
    }

    /** The request whose offers count, given the one that a servlet sees. */
    static HttpServletRequest offering(HttpServletRequest visible) {
        return visible.getAttribute(OFFERING) instanceof HttpServletRequest request
                ? request
                : visible;
    }
}
