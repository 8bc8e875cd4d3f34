package org.upgradefilter.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.upgradefilter.protocol.UpgradeProtocol;

/**
 * The switch for servlets that decide for themselves when to take an offer (RFC 9110 §7.8), under
 * the policy of the filter in front of them.
 *
 * <p>The rule for the path says that a servlet will ask, {@code endpoint=servlet}:
 *
 * <pre>{@code
 * /feed/*  allow  websocket  endpoint=servlet
 * }</pre>
 *
 * <p>and the servlet does so before it answers:
 *
 * <pre>{@code
 * protected void doGet(HttpServletRequest request, HttpServletResponse response) {
 *     WebSocketProtocol feed = WebSocketProtocol.of(feedOf(request.getPathInfo()));
 *     if (Upgrades.switchTo(feed, request, response) == Upgrades.Answer.DECLINED) {
 *         ... // answer as plain HTTP/1.1
 *     }
 * }
 * }</pre>
 *
 * <p>The handshake is checked twice, by what the rule says and by what {@code protocol} is set up
 * for: a page of another origin needs the consent of both. Limits and timeouts are those of {@code
 * protocol} alone.
 */
public final class Upgrades {

    /** The request attribute by which a gate tells those behind it that it has let them ask. */
    static final String GATE = Upgrades.class.getName() + ".gate";

    private Upgrades() {}

    /** What has become of the request. */
    public enum Answer {
        /** The 101 is on its way. Return, and touch neither request nor response any more. */
        SWITCHED,
        /** The request has been answered with what is wrong with its offer. Return. */
        REFUSED,
        /**
         * There is no such offer, no rule permits it here, or the protocol does not want it.
         * Nothing has been done; serve the request as plain HTTP/1.1.
         */
        DECLINED
    }

    /**
     * Takes the client's offer of {@code protocol} if policy permits it here and the handshake is
     * in order. To be called on the thread of the request, in dispatch {@code REQUEST}, before the
     * response is committed and content is read.
     *
     * @throws IllegalStateException if the response is committed, or no {@link UpgradeFilter} has
     *     judged the request
     * @throws IOException if the connection is gone
     * @throws ServletException if the container refuses
     */
    public static Answer switchTo(
            UpgradeProtocol protocol, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        if (response.isCommitted()) {
            throw new IllegalStateException("the response is on its way already");
        }
        HttpServletRequest offering = Inside.offering(request);
        if (offering.getHeader("Upgrade") == null) {
            return Answer.DECLINED;
        }
        if (!(request.getAttribute(GATE) instanceof Gate gate)) {
            throw new IllegalStateException(
                    "no upgrade filter has judged this request; map one to its path");
        }
        return gate.judge(protocol, offering, response);
    }
}
