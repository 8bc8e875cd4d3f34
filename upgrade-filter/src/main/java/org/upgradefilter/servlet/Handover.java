package org.upgradefilter.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.upgradefilter.exchange.Exchange;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.Timer;
import org.upgradefilter.protocol.ConnectionFactory;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;
import org.upgradefilter.takeover.LiveConnections;
import org.upgradefilter.takeover.Switched;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.takeover.WebApplication;

/**
 * Carries a switch out, unless there are too many connections or the application is stopping. Any
 * thread.
 */
final class Handover {

    private static final int UNAVAILABLE = 503;

    /** How long a place is kept for a connection that was switched and has not begun. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

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

    /** True if the connection is handed over; else the request has been answered. */
    boolean handOver(
            Handshake.Accepted accepted,
            RequestHead head,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        if (live.isEnding()) {
            refuse("The application is stopping; try again later.", request, response);
            return false;
        }
        if (Inside.isForeign(request)) {
            refuse(
                    "Another web application has upgraded this connection, so it can only be"
                            + " upgraded once more there.",
                    request,
                    response);
            return false;
        }
        LiveConnections.Place place =
                live.take(
                                head.remoteAddress(),
                                settings.maxConnections(),
                                settings.maxConnectionsPerAddress())
                        .orElse(null);
        if (place == null) {
            refuse("There are too many upgraded connections; try again later.", request, response);
            return false;
        }
        try {
            switchTo(accepted, head, place, request, response);
        } catch (IOException | ServletException | RuntimeException e) {
            place.giveUp();
            if (!response.isCommitted()) {
                // Whatever answers this is no 101.
                response.reset();
            }
            throw e;
        }
        return true;
    }

    private void switchTo(
            Handshake.Accepted accepted,
            RequestHead head,
            LiveConnections.Place place,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, ServletException {
        String protocol =
                accepted.inEffect().stream()
                        .map(ProtocolToken::toString)
                        .collect(Collectors.joining(", "));
        Switched switched =
                new Switched(protocol, head.path(), head.remoteAddress(), Instant.now());
        ConnectionFactory connections = accepted.connections().prepared();
        // A container that cannot send the 101 may never hand the connection over.
        Timer.Timeout never = timer.schedule(PATIENCE, place::giveUp);
        Takeover takeover =
                new Takeover(
                        connections,
                        switched,
                        live,
                        timer,
                        application,
                        () -> {
                            never.cancel();
                            place.giveUp();
                        });
        response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        response.setHeader("Upgrade", protocol);
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

    private void refuse(String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        RefusalWriter.write(
                new Refusal(UNAVAILABLE, List.of(), detail), request, response, adapter::announce);
    }
}
