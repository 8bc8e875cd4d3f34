package org.upgradefilter.stack;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.exchange.HttpTimeouts;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.http2.ClientSettings;
import org.upgradefilter.http2.FirstStream;
import org.upgradefilter.http2.Http2Connection;
import org.upgradefilter.http2.Http2Limits;
import org.upgradefilter.http2.Http2Settings;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Timer;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.protocol.ConnectionFactory;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.UpgradeProtocol;

/**
 * {@code h2c}: HTTP/2 without TLS (RFC 7540 §3.2; RFC 9113 §3.1 has deprecated this way there).
 * After the 101 the same web application answers the request that asked, with its content, as the
 * first of many.
 *
 * <p>A proxy that passes {@code Upgrade} on without knowing {@code h2c} is a tunnel from then on:
 * whatever it was to keep from the application goes through unseen. So a rule must say {@linkplain
 * #requireSources from where} it may be asked for, and requests that look proxied are declined
 * unless it says otherwise. An offer that is not in order is declined as well, for it may always be
 * ignored.
 *
 * @param proxied whether requests that look proxied may ask
 * @param maxContentBytes how much content the request that asks may have; it is in memory before
 *     the 101, and until the application has read it. With more, or where nothing tells how much
 *     there is, the offer is declined
 * @param limits what a client may send
 * @param timeouts how long it is waited for
 * @param gateway the way back into the application; null if there is none
 */
public record H2cUpgrade(
        Proxied proxied,
        int maxContentBytes,
        Http2Limits limits,
        HttpTimeouts timeouts,
        @Nullable Gateway gateway)
        implements HttpUpgrade {

    public static final ProtocolToken TOKEN = new ProtocolToken("h2c", null);

    /** As much as any stream may bring before somebody reads (RFC 9113 §6.9.2). */
    static final int DEFAULT_CONTENT_BYTES = 64 * 1024;

    private static final String SETTINGS = "HTTP2-Settings";

    /** Those that are registered and may come; any other may come as well. */
    private static final Set<String> METHODS =
            Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    /**
     * @throws IllegalArgumentException if {@code maxContentBytes} is negative
     */
    public H2cUpgrade {
        if (maxContentBytes < 0) {
            throw new IllegalArgumentException("maxContentBytes is negative: " + maxContentBytes);
        }
    }

    /** With the defaults: not through proxies, and with up to 64 KiB of content. */
    public static H2cUpgrade withDefaults() {
        return new H2cUpgrade(
                Proxied.NO,
                DEFAULT_CONTENT_BYTES,
                Http2Limits.defaults(),
                HttpTimeouts.defaults(),
                null);
    }

    /** With requests that look proxied let in, or not. */
    public H2cUpgrade withProxied(Proxied other) {
        return new H2cUpgrade(other, maxContentBytes, limits, timeouts, gateway);
    }

    /** With more content of the request that asks, or less; 0 for none. */
    public H2cUpgrade withMaxContentBytes(int bytes) {
        return new H2cUpgrade(proxied, bytes, limits, timeouts, gateway);
    }

    /** With other limits to what a client may send. */
    public H2cUpgrade withLimits(Http2Limits other) {
        return new H2cUpgrade(proxied, maxContentBytes, other, timeouts, gateway);
    }

    /** With other limits to how long it is waited for. */
    public H2cUpgrade withTimeouts(HttpTimeouts other) {
        return new H2cUpgrade(proxied, maxContentBytes, limits, other, gateway);
    }

    @Override
    public H2cUpgrade through(Gateway other) {
        return new H2cUpgrade(proxied, maxContentBytes, limits, timeouts, other);
    }

    /**
     * Checks that a rule says from where {@code h2c} may be asked for, if it allows or requires it.
     *
     * @throws IllegalArgumentException if it does not; the message says why it must, and how
     */
    public static void requireSources(Rule rule, List<UpgradeProtocol> protocols) {
        if (rule.conditions().from().isEmpty()
                && protocols.stream().anyMatch(H2cUpgrade.class::isInstance)) {
            throw new IllegalArgumentException(
                    "h2c needs from=, for whatever a proxy is to keep out gets in by it unseen"
                            + " where the proxy passes Upgrade on, and that there is no Via proves"
                            + " nothing; name the clients that may ask, as in"
                            + " from=127.0.0.0/8,::1, or everybody by from=0.0.0.0/0,::/0");
        }
    }

    @Override
    public ProtocolToken token() {
        return TOKEN;
    }

    @Override
    public Set<String> methods() {
        return METHODS;
    }

    /** Any: HTTP/2 knows them all. */
    @Override
    public boolean honours(String method) {
        return true;
    }

    @Override
    public Handshake handshake(RequestHead head, ProtocolToken offered) {
        if (gateway == null) {
            return new Handshake.Declined("there is no way back into the application");
        }
        if (offered.version() != null) {
            return new Handshake.Declined("there is no such version");
        }
        if (proxied == Proxied.NO && head.looksProxied()) {
            return new Handshake.Declined("a proxy is in between");
        }
        ClientSettings settings = settings(head).orElse(null);
        if (settings == null) {
            return new Handshake.Declined("HTTP2-Settings is not in order");
        }
        FirstRequest first = FirstRequest.ofClient(head).orElse(null);
        if (first == null) {
            return new Handshake.Declined("the request could not be asked again in HTTP/2");
        }
        return new Handshake.Accepted(
                List.of(TOKEN),
                List.of(),
                new Opening(this, gateway, first, settings, ByteBuffer.allocate(0)));
    }

    /** RFC 7540 §3.2.1: exactly one, of which the hop that sent it has said that it is its own. */
    private static Optional<ClientSettings> settings(RequestHead head) {
        List<String> lines = head.fields().lines(SETTINGS);
        return lines.size() == 1 && head.fields().hasMember("Connection", SETTINGS)
                ? ClientSettings.parse(lines.get(0))
                : Optional.empty();
    }

    /**
     * For a client that knows without asking that HTTP/2 is spoken (RFC 9113 §3.3). Empty if there
     * is no way back into the application.
     */
    Optional<Handshake.Accepted> priorKnowledge() {
        Gateway back = gateway;
        return back == null
                ? Optional.empty()
                : Optional.of(
                        new Handshake.Accepted(
                                List.of(TOKEN),
                                List.of(),
                                (duplex, timer) ->
                                        new Http2Connection(
                                                duplex,
                                                timer,
                                                inClear(),
                                                back.handlerOver(duplex))));
    }

    private Http2Settings inClear() {
        return Http2Settings.inClear().withLimits(limits).withTimeouts(timeouts);
    }

    /** Opens the connection that answers {@code first}, with its content. */
    private record Opening(
            H2cUpgrade upgrade,
            Gateway back,
            FirstRequest first,
            ClientSettings settings,
            ByteBuffer content)
            implements ConnectionFactory {

        @Override
        public ConnectionFactory after(ByteBuffer brought) {
            return new Opening(upgrade, back, first, settings, brought);
        }

        @Override
        public Connection connect(Duplex duplex, Timer timer) {
            return new Http2Connection(
                    duplex,
                    timer,
                    upgrade.inClear(),
                    back.handlerOver(duplex),
                    new FirstStream(first.overHttp2(content.remaining()), content, settings));
        }
    }
}
