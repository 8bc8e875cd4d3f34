package org.upgradefilter.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.Timer;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;

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
        if (live.isFull(settings, head.remoteAddress())) {
            refuse("There are too many upgraded connections; try again later.", request, response);
            return false;
        }
        String protocol =
                accepted.inEffect().stream()
                        .map(ProtocolToken::toString)
                        .collect(Collectors.joining(", "));
        Switched switched =
                new Switched(protocol, head.path(), head.remoteAddress(), Instant.now());
        Takeover takeover =
                new Takeover(accepted.connections().prepared(), switched, live, timer, application);
        response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
        response.setHeader("Upgrade", protocol);
        response.setHeader("Connection", "Upgrade");
        for (Field field : accepted.fields()) {
            response.addHeader(field.name(), field.value());
        }
        try {
            adapter.switchTo(request, response, takeover);
        } catch (IOException | ServletException | RuntimeException e) {
            if (!response.isCommitted()) {
                // Whatever answers this is no 101.
                response.reset();
            }
            throw e;
        }
        return true;
    }

    private void refuse(String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        RefusalWriter.write(
                new Refusal(UNAVAILABLE, List.of(), detail), request, response, adapter::announce);
    }
}
