package org.upgradefilter.servlet;

import jakarta.servlet.FilterConfig;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.upgradefilter.negotiation.Negotiator;
import org.upgradefilter.stack.Options;
import org.upgradefilter.stack.RuleLines;
import org.upgradefilter.stack.WebSocketSettings;

/**
 * What a filter is set up with, by init-params or by its builder.
 *
 * @param negotiator judges by its rules
 * @param shutdownTimeout how long the filter waits for the peers when the application stops
 * @param adapter which adapter takes connections over; {@link Containers#AUTO} for the container's
 */
record FilterSettings(Negotiator negotiator, Duration shutdownTimeout, String adapter) {

    static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    /**
     * Reads init-params.
     *
     * @throws IllegalArgumentException if one is unknown or not valid; the message says what would
     *     be right
     */
    static FilterSettings read(FilterConfig config) {
        Map<String, String> values = new HashMap<>();
        for (String name : Collections.list(config.getInitParameterNames())) {
            values.put(name, config.getInitParameter(name).strip());
        }
        Options options = new Options(values);
        WebSocketSettings webSockets =
                WebSocketSettings.read(UpgradeFilter.loaderOf(config.getServletContext()), options);
        Duration shutdownTimeout = options.millis("shutdownTimeoutMs", DEFAULT_SHUTDOWN_TIMEOUT);
        String adapter = options.text("adapter").orElse(Containers.AUTO);
        String rules = options.text("rules").orElse("");
        options.requireAllKnown();
        try {
            return new FilterSettings(
                    new Negotiator(new RuleLines(webSockets).read(rules)),
                    shutdownTimeout,
                    adapter);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("init-param rules, " + e.getMessage(), e);
        }
    }
}
