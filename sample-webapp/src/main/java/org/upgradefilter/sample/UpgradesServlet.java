package org.upgradefilter.sample;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Comparator;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.servlet.UpgradeFilterMXBean;

/**
 * Tells, in JSON, what the filter {@code upgrade} is doing: its rules, its counters and the
 * connections that are upgraded now. In an application of your own, show this to operators only.
 */
@WebServlet("/upgrades")
@SuppressWarnings("serial")
public final class UpgradesServlet extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        UpgradeFilterMXBean filter =
                UpgradeFilter.state(getServletContext(), "upgrade").orElse(null);
        if (filter == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND, "no filter has this name");
            return;
        }
        response.setHeader("Cache-Control", "no-store");
        Json.answer(response, json -> describe(filter, json));
    }

    private static void describe(UpgradeFilterMXBean filter, JsonGenerator json)
            throws IOException {
        json.writeArrayFieldStart("connections");
        for (UpgradeFilterMXBean.Live live : filter.getConnections()) {
            json.writeStartObject();
            json.writeStringField("path", live.getPath());
            json.writeStringField("protocol", live.getProtocol());
            json.writeStringField("remoteAddress", live.getRemoteAddress());
            json.writeStringField("since", live.getSince());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("counts");
        for (UpgradeFilterMXBean.Count count :
                filter.getCounts().stream()
                        .sorted(
                                Comparator.comparing(UpgradeFilterMXBean.Count::getRule)
                                        .thenComparing(UpgradeFilterMXBean.Count::getOutcome))
                        .toList()) {
            json.writeStartObject();
            json.writeStringField("rule", count.getRule());
            json.writeStringField("protocol", count.getProtocol());
            json.writeStringField("outcome", count.getOutcome());
            json.writeNumberField("total", count.getTotal());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
