package org.upgradefilter.stack;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.upgradefilter.http.Origin;
import org.upgradefilter.http.Token;
import org.upgradefilter.websocket.AllowedOrigins;
import org.upgradefilter.websocket.Compression;
import org.upgradefilter.websocket.CompressionMemory;
import org.upgradefilter.websocket.WebSocketEndpoint;
import org.upgradefilter.websocket.WebSocketLimits;
import org.upgradefilter.websocket.WebSocketProtocol;
import org.upgradefilter.websocket.WebSocketTimeouts;

/**
 * What {@code websocket} rules have in common, and how the settings of one rule make its protocol.
 *
 * @param loader finds endpoint classes
 * @param limits of every rule that does not say otherwise
 * @param timeouts likewise
 * @param compression likewise
 * @param compressionMemory what all rules share
 */
public record WebSocketSettings(
        ClassLoader loader,
        WebSocketLimits limits,
        WebSocketTimeouts timeouts,
        Compression compression,
        CompressionMemory compressionMemory) {

    /** Reads the settings of a filter, or of whatever else all rules belong to. */
    public static WebSocketSettings read(ClassLoader loader, Options options) {
        return new WebSocketSettings(
                loader,
                limits(options, WebSocketLimits.defaults()),
                timeouts(options, WebSocketTimeouts.defaults()),
                compression(options, Compression.OFF),
                compressionMemory(options));
    }

    WebSocketProtocol protocol(Options options) {
        Optional<String> endpoint = options.text("endpoint");
        WebSocketProtocol.Builder builder =
                endpoint.map(this::builder).orElseGet(WebSocketProtocol::passingOn);
        builder.origins(origins(options))
                .subprotocols(subprotocols(options))
                .subprotocolRequired(options.flag("subprotocolRequired", false))
                .limits(limits(options, limits))
                .timeouts(timeouts(options, timeouts))
                .compression(compression(options, compression))
                .compressionMemory(compressionMemory);
        if (endpoint.isEmpty()) {
            options.requireAllKnown(); // It may be there, and misspelt.
            throw new IllegalArgumentException(
                    "a websocket rule needs endpoint= and the name of a class that implements "
                            + WebSocketEndpoint.class.getName()
                            + ", or container, or servlet");
        }
        return builder.build();
    }

    private WebSocketProtocol.Builder builder(String endpoint) {
        return endpoint.equals("container") || endpoint.equals("servlet")
                ? WebSocketProtocol.passingOn()
                : WebSocketProtocol.builder(instance(endpoint));
    }

    private static Compression compression(Options options, Compression otherwise) {
        return options.text("compression")
                .map(
                        value ->
                                switch (value) {
                                    case "off" -> Compression.OFF;
                                    case "auto" -> Compression.AUTO;
                                    case "no-takeover" -> Compression.NO_TAKEOVER;
                                    case "takeover" -> Compression.TAKEOVER;
                                    default ->
                                            throw Options.bad(
                                                    "compression",
                                                    value,
                                                    "use off, auto, no-takeover or takeover");
                                })
                .orElse(otherwise);
    }

    private static CompressionMemory compressionMemory(Options options) {
        long maxBytes = options.number("maxCompressionBytes", 0, -1);
        return maxBytes < 0 ? CompressionMemory.SHARED : new CompressionMemory(maxBytes);
    }

    private static WebSocketLimits limits(Options options, WebSocketLimits otherwise) {
        return otherwise
                .withMaxMessageBytes(
                        options.number("maxMessageBytes", 1, otherwise.maxMessageBytes()))
                .withMaxOverheadFrames(
                        options.count("maxOverheadFrames", 1, otherwise.maxOverheadFrames()));
    }

    private static WebSocketTimeouts timeouts(Options options, WebSocketTimeouts otherwise) {
        WebSocketTimeouts timeouts =
                otherwise
                        .withIdle(options.millis("idleTimeoutMs", otherwise.idle()))
                        .withSend(options.millis("sendTimeoutMs", otherwise.send()))
                        .withClose(options.millis("closeTimeoutMs", otherwise.close()));
        if (options.text("messageTimeoutMs").isPresent()) {
            timeouts =
                    timeouts.withMessage(
                            Duration.ofMillis(options.number("messageTimeoutMs", 0, 0)));
        }
        if (options.text("pingIntervalMs").isPresent()) {
            timeouts =
                    timeouts.withPingInterval(
                            Duration.ofMillis(options.number("pingIntervalMs", 0, 0)));
        }
        Duration interval = timeouts.pingInterval();
        // One of the two may be the filter's and the other the rule's.
        if (interval != null && interval.compareTo(timeouts.idle()) >= 0) {
            throw Options.bad(
                    "pingIntervalMs",
                    Long.toString(interval.toMillis()),
                    "use less than idleTimeoutMs="
                            + timeouts.idle().toMillis()
                            + ", after which the peer is given up, or 0 for no Ping");
        }
        return timeouts;
    }

    private static List<String> subprotocols(Options options) {
        List<String> subprotocols = options.list("subprotocols");
        for (String subprotocol : subprotocols) {
            if (!Token.isToken(subprotocol)) {
                throw Options.bad("subprotocols", subprotocol, "use names as in chat.v1,chat.v2");
            }
        }
        return subprotocols;
    }

    private static AllowedOrigins origins(Options options) {
        List<String> origins = options.list("origins");
        if (origins.isEmpty() || origins.equals(List.of("same"))) {
            return AllowedOrigins.same();
        }
        if (origins.equals(List.of("any"))) {
            return AllowedOrigins.any();
        }
        List<Origin> others = new ArrayList<>();
        for (String origin : origins) {
            if (!origin.equals("same")) {
                others.add(
                        Origin.parse(origin)
                                // A pattern would never match.
                                .filter(parsed -> !parsed.host().contains("*"))
                                .orElseThrow(
                                        () ->
                                                Options.bad(
                                                        "origins",
                                                        origin,
                                                        "use any alone, or same and origins as in"
                                                                + " https://example.com:8443")));
            }
        }
        return origins.contains("same")
                ? AllowedOrigins.sameAnd(others)
                : AllowedOrigins.only(others);
    }

    private WebSocketEndpoint instance(String name) {
        Class<? extends WebSocketEndpoint> type;
        try {
            type = Class.forName(name, true, loader).asSubclass(WebSocketEndpoint.class);
        } catch (ClassNotFoundException e) {
            throw Options.bad("endpoint", name, "there is no such class in the application");
        } catch (LinkageError e) {
            throw new IllegalArgumentException(
                    "endpoint=" + name + " cannot be loaded, for it lacks something: " + e, e);
        } catch (ClassCastException e) {
            throw Options.bad(
                    "endpoint",
                    name,
                    "the class must implement " + WebSocketEndpoint.class.getName());
        }
        try {
            return type.getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "endpoint=" + name + " failed in its constructor: " + e.getCause(),
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw Options.bad(
                    "endpoint",
                    name,
                    "the class must be public, not abstract, with a public constructor without"
                            + " arguments");
        }
    }
}
