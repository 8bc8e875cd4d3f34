package org.upgradefilter.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.Timer;
import org.upgradefilter.negotiation.Outcome;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;
import org.upgradefilter.takeover.LiveConnections;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.takeover.WebApplication;

/**
 * Carries a switch out, unless there are too many connections or the application is stopping. Any
 * thread.
 */
final class Handover {

    private static final int UNAVAILABLE = 503;

    private final GateSettings settings;
    private final ContainerAdapter adapter;
    private final LiveConnections live;
    private final Timer timer;
    private final WebApplication application;

    Handover(
            GateSettings settings,
            ContainerAdapter adapter,
            LiveConnections live,
            Timer timer,
            WebApplication application) {
        this.settings = settings;
        this.adapter = adapter;
        this.live = live;
        this.timer = timer;
        this.application = application;
    }

    /**
     * Hands the connection over, or answers the request; or declines, and then nothing has
     * happened: somebody has read the content that the protocol would have to answer, or there is
     * no room for a connection that is optional.
     */
    Upgrades.Answer handOver(
            Outcome.Switch decided,
            RequestHead head,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        if (live.isEnding()) {
            return unavailable(
                    decided, "The application is stopping; try again later.", request, response);
        }
        if (Inside.isForeign(request)) {
            refuse(
                    "Another web application, or the server itself, has upgraded this connection,"
                            + " so it cannot be upgraded once more here.",
                    request,
                    response);
            return Upgrades.Answer.REFUSED;
        }
        LiveConnections.Place place =
                live.take(
                                head.remoteAddress(),
                                settings.maxConnections(),
                                settings.maxConnectionsPerAddress())
                        .orElse(null);
        if (place == null) {
            return unavailable(
                    decided,
                    "There are too many upgraded connections; try again later.",
                    request,
                    response);
        }
        try {
            Handshake.Accepted complete = complete(decided.accepted(), head, request).orElse(null);
            if (complete == null) {
                place.giveUp();
                return Upgrades.Answer.DECLINED;
            }
            switchTo(complete, head, place, request, response);
        } catch (IOException | ServletException | RuntimeException e) {
            place.giveUp();
            if (!response.isCommitted()) {
                // Whatever answers this is no 101.
                response.reset();
            }
            throw e;
        }
        return Upgrades.Answer.SWITCHED;
    }

    /** With the content of the request, all of which has come; empty if it is gone. */
    private static Optional<Handshake.Accepted> complete(
            Handshake.Accepted accepted, RequestHead head, HttpServletRequest request)
            throws IOException {
        long bytes = head.contentBytes();
        if (bytes <= 0) {
            return Optional.of(accepted);
        }
        return UpgradeContent.read(request, Math.toIntExact(bytes))
                .map(
                        content ->
                                new Handshake.Accepted(
                                        accepted.inEffect(),
                                        accepted.fields(),
                                        accepted.connections().after(content)));
    }

    private void switchTo(
            Handshake.Accepted accepted,
            RequestHead head,
            LiveConnections.Place place,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        Takeover takeover = place.takeover(accepted, head, timer, application);
        response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        response.setHeader("Upgrade", takeover.protocol());
        response.setHeader("Connection", "Upgrade");
        for (Field field : accepted.fields()) {
            response.addHeader(field.name(), field.value());
        }
        if (request.getAttribute(Inside.EXCHANGE) instanceof Exchange exchange) {
            exchange.handOver(takeover::connect);
        } else {
            adapter.switchTo(request, response, takeover);
        }
    }

    private Upgrades.Answer unavailable(
            Outcome.Switch decided,
            String detail,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (decided.optional()) {
            return Upgrades.Answer.DECLINED;
        }
        refuse(detail, request, response);
        return Upgrades.Answer.REFUSED;
    }

    private void refuse(String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        RefusalWriter.write(
                new Refusal(UNAVAILABLE, List.of(), detail), request, response, adapter::announce);
    }
}
