package org.upgradefilter.servlet;

import jakarta.servlet.FilterConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.upgradefilter.http.AddressRange;
import org.upgradefilter.negotiation.Installed;
import org.upgradefilter.negotiation.Manner;
import org.upgradefilter.negotiation.Negotiator;
import org.upgradefilter.stack.AnnotatedEndpoints;
import org.upgradefilter.stack.ConnectionLimits;
import org.upgradefilter.stack.HttpSettings;
import org.upgradefilter.stack.Options;
import org.upgradefilter.stack.RuleLines;
import org.upgradefilter.stack.TlsRules;
import org.upgradefilter.stack.WebSocketSettings;

/**
 * What a filter is set up with, by init-params or by its builder.
 *
 * @param negotiator judges by its rules
 * @param gate how judgements are carried out
 * @param shutdownTimeout how long the filter waits for the peers when the application stops
 * @param adapter which adapter takes connections over; {@link Containers#AUTO} for the container's
 */
record FilterSettings(
        Negotiator negotiator, GateSettings gate, Duration shutdownTimeout, String adapter) {

    /** The same, judged by another. */
    FilterSettings with(Negotiator other) {
        return new FilterSettings(other, gate, shutdownTimeout, adapter);
    }

    /**
     * Reads init-params, and behind their rules those of the annotated classes that are for this
     * filter.
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
        HttpSettings http = HttpSettings.read(options);
        TlsRules tls =
                TlsRules.read(new ApplicationFiles(config.getServletContext()), options, http);
        ConnectionLimits limits = ConnectionLimits.read(options);
        String adapter = options.text("adapter").orElse(Containers.AUTO);
        GateSettings gate = gate(options, limits);
        Manner manner = manner(options);
        String rules = options.text("rules").orElse("");
        options.requireAllKnown();
        List<Class<?>> annotated =
                AnnotatedClasses.of(config.getServletContext(), config.getFilterName());
        RuleLines lines = new RuleLines(webSockets, tls, http);
        List<Installed> installed = new ArrayList<>(read(lines, rules));
        HttpSettings.requireUse(options, tls, installed);
        installed.addAll(new AnnotatedEndpoints(lines).readAll(annotated));
        return new FilterSettings(
                negotiator(installed, manner, rules, annotated),
                gate,
                limits.shutdownTimeout(),
                adapter);
    }

    private static List<Installed> read(RuleLines lines, String rules) {
        try {
            return lines.read(rules);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("init-param rules, " + e.getMessage(), e);
        }
    }

    private static Negotiator negotiator(
            List<Installed> installed, Manner manner, String rules, List<Class<?>> annotated) {
        try {
            return new Negotiator(installed, manner);
        } catch (IllegalArgumentException e) {
            List<String> where = new ArrayList<>();
            if (!rules.isEmpty()) {
                where.add("init-param rules");
            }
            if (!annotated.isEmpty()) {
                where.add("@UpgradeEndpoint of " + AnnotatedClasses.names(annotated));
            }
            throw new IllegalArgumentException(
                    String.join(" and ", where) + ": " + e.getMessage(), e);
        }
    }

    private static Manner manner(Options options) {
        boolean serversOrder = options.flag("honorServerOrder", false);
        String otherwise = options.text("otherwise").orElse("pass");
        return new Manner(
                serversOrder ? Manner.Preference.SERVER : Manner.Preference.CLIENT,
                switch (otherwise) {
                    case "pass" -> Manner.Otherwise.PASS;
                    case "deny" -> Manner.Otherwise.DENY;
                    default -> throw Options.bad("otherwise", otherwise, "use pass or deny");
                });
    }

    private static GateSettings gate(Options options, ConnectionLimits limits) {
        return new GateSettings(
                options.flag("enforce", true)
                        ? GateSettings.Enforcement.ENFORCED
                        : GateSettings.Enforcement.OBSERVED,
                options.flag("hideIgnored", false)
                        ? GateSettings.Ignored.HIDDEN
                        : GateSettings.Ignored.VISIBLE,
                limits.maxConnections(),
                forwarding(options),
                limits.maxConnectionsPerAddress());
    }

    private static Forwarding forwarding(Options options) {
        List<AddressRange> trusted = new ArrayList<>();
        for (String range : options.list("trustedProxies")) {
            trusted.add(
                    AddressRange.parse(range)
                            .orElseThrow(
                                    () ->
                                            Options.bad(
                                                    "trustedProxies",
                                                    range,
                                                    "use addresses or blocks of them with"
                                                            + " nothing behind the prefix, as in"
                                                            + " 10.0.0.0/8,::1")));
        }
        String kind = options.text("forwardedBy").orElse("x-forwarded");
        Forwarding.Kind fields =
                switch (kind) {
                    case "x-forwarded" -> Forwarding.Kind.X_FORWARDED;
                    case "forwarded" -> Forwarding.Kind.FORWARDED;
                    default ->
                            throw Options.bad("forwardedBy", kind, "use x-forwarded or forwarded");
                };
        if (trusted.isEmpty() && options.text("forwardedBy").isPresent()) {
            throw Options.bad("forwardedBy", kind, "use it together with trustedProxies=");
        }
        return new Forwarding(trusted, fields);
    }
}
