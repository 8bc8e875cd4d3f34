package org.upgradefilter.jetty.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.TimerThread;
import org.upgradefilter.jetty.connector.JettyConnection;
import org.upgradefilter.jetty.connector.JettyGateway;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.stack.ConnectionLimits;
import org.upgradefilter.stack.H2cUpgrade;
import org.upgradefilter.stack.ServerUpgrades;
import org.upgradefilter.stack.TlsUpgrade;
import org.upgradefilter.takeover.LiveConnections;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.takeover.WebApplication;

/**
 * Upgrades connections of a clear-text connector to TLS (RFC 2817) and HTTP/2 (RFC 7540 §3.2)
 * before a web application is chosen, and so by {@code OPTIONS *} as well; what is asked then goes
 * through every handler of the server. A connection may begin with HTTP/2 as well (RFC 9113 §3.3).
 *
 * <pre>{@code
 * ServerConnector connector = new ServerConnector(server);
 * connector.addConnectionFactory(
 *         new UpgradeConnectionFactory(
 *                 Map.of(
 *                         "rules", "/* allow TLS",
 *                         "keyStore", "/etc/example/keys.p12",
 *                         "keyStorePassword", password)));
 * }</pre>
 *
 * <p>An offer that is not taken leaves the request as it is: for the filter of an application, say,
 * or for Jetty's own HTTP/2, whose factory has to be behind this one.
 *
 * <p>When the connector stops, each connection is told, and waited for as long as {@code
 * shutdownTimeoutMs} says. For one connector; behind the factory of its HTTP.
 */
public final class UpgradeConnectionFactory extends AbstractConnectionFactory
        implements ConnectionFactory.Upgrading, ConnectionFactory.Configuring {

    private static final System.Logger LOG =
            System.getLogger(UpgradeConnectionFactory.class.getName());

    /** What Jetty's parser has consumed of HTTP/2's preface when it asks who speaks that. */
    private static final String PREFACE_HEAD = "PRI * HTTP/2.0\r\n\r\n";

    private final Offered offered;
    private final ServerUpgrades upgrades;

    private volatile @Nullable Running running;

    /**
     * Reads the settings.
     *
     * @param settings {@code rules}, {@code keyStore} and so on, named like the init-params of the
     *     filter; those that are null count as absent
     * @throws IllegalArgumentException if one is unknown or not valid; the message says what would
     *     be right
     */
    public UpgradeConnectionFactory(Map<String, @Nullable String> settings) {
        super(TlsUpgrade.TOKEN.name());
        upgrades = ServerUpgrades.read(present(settings), new JettyGateway());
        offered =
                new Offered(
                        TlsUpgrade.TOKEN,
                        upgrades.concerns(H2cUpgrade.TOKEN)
                                ? List.of(H2cUpgrade.TOKEN)
                                : List.of());
    }

    /** Jetty's XML has nothing but null for a property that nobody has set. */
    private static Map<String, String> present(Map<String, @Nullable String> settings) {
        Map<String, String> present = new LinkedHashMap<>();
        settings.forEach(
                (name, value) -> {
                    if (value != null) {
                        present.put(name, value);
                    }
                });
        return present;
    }

    /**
     * Contains every value of {@code Upgrade} that lists TLS, or {@code h2c} if a rule is for it.
     */
    @Override
    public List<String> getProtocols() {
        return offered;
    }

    /**
     * Checks what a connector begins with.
     *
     * @throws IllegalStateException if it is this; the message says what would be right
     */
    @Override
    public void configure(Connector connector) {
        if (connector.getDefaultConnectionFactory() == this
                || getProtocol().equals(connector.getProtocols().get(0))) {
            throw new IllegalStateException(
                    "no connection begins with an upgrade; add an HttpConnectionFactory to the"
                            + " connector before the UpgradeConnectionFactory");
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        running = new Running();
        LOG.log(
                System.Logger.Level.INFO,
                "upgrades before any web application: {0}",
                String.join("; ", upgrades.rules()));
    }

    @Override
    protected void doStop() throws Exception {
        Running before = running;
        running = null;
        if (before != null) {
            before.stop(upgrades.limits());
        }
        super.doStop();
    }

    /** Never called, as {@link #configure} sees to it. */
    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        throw new IllegalStateException("no connection begins with an upgrade");
    }

    /**
     * Takes the connection over if it may be; null leaves the exchange as it is.
     *
     * @param request may be the beginning of HTTP/2's preface; then nothing is answered (12.0,
     *     12.1)
     */
    @Override
    public @Nullable Connection upgradeConnection(
            Connector connector,
            EndPoint endPoint,
            MetaData.Request request,
            HttpFields.Mutable responseFields) {
        Running now = running;
        if (now == null || !(endPoint.getConnection() instanceof ConnectionMetaData replaced)) {
            return null;
        }
        RequestHead head = JettyHeads.of(request, endPoint);
        Handshake.Accepted accepted = upgrades.judge(head).orElse(null);
        Takeover takeover =
                accepted == null ? null : now.takeover(accepted, head, upgrades.limits());
        if (accepted == null || takeover == null) {
            return byAnother(connector, endPoint, request, responseFields);
        }
        responseFields.put(HttpHeader.UPGRADE, takeover.protocol());
        responseFields.put(HttpHeader.CONNECTION, "Upgrade");
        for (Field field : accepted.fields()) {
            responseFields.add(field.name(), field.value());
        }
        JettyConnection connection = new JettyConnection(replaced, takeover);
        if (isPreface(request)) {
            connection.replay(ByteBuffer.wrap(PREFACE_HEAD.getBytes(StandardCharsets.US_ASCII)));
        }
        return connection;
    }

    private static boolean isPreface(MetaData.Request request) {
        return request.getHttpVersion() == HttpVersion.HTTP_2;
    }

    /** As if this factory were not there: Jetty asks the first that knows what is offered. */
    private @Nullable Connection byAnother(
            Connector connector,
            EndPoint endPoint,
            MetaData.Request request,
            HttpFields.Mutable responseFields) {
        String asked = isPreface(request) ? H2cUpgrade.TOKEN.name() : lastOffer(request);
        for (ConnectionFactory other : connector.getConnectionFactories()) {
            if (other != this
                    && other instanceof ConnectionFactory.Upgrading upgrading
                    && upgrading.getProtocols().contains(asked)) {
                return upgrading.upgradeConnection(connector, endPoint, request, responseFields);
            }
        }
        return null;
    }

    /** The line Jetty goes by (12.0, 12.1). */
    private static String lastOffer(MetaData.Request request) {
        List<String> lines = request.getHttpFields().getValuesList(HttpHeader.UPGRADE);
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }

    /** From one start of the connector to the next stop. Any thread. */
    private static final class Running {

        private final LiveConnections live = new LiveConnections();
        private final TimerThread timer = new TimerThread("upgrade-filter-timer of the connector");
        private final WebApplication server =
                new WebApplication(UpgradeConnectionFactory.class.getClassLoader());

        /** Null if there are too many connections, or no more from now on. */
        @Nullable Takeover takeover(
                Handshake.Accepted accepted, RequestHead head, ConnectionLimits limits) {
            if (live.isEnding()) {
                return null;
            }
            LiveConnections.Place place =
                    live.take(
                                    head.remoteAddress(),
                                    limits.maxConnections(),
                                    limits.maxConnectionsPerAddress())
                            .orElse(null);
            if (place == null) {
                LOG.log(
                        System.Logger.Level.DEBUG,
                        "an offer was not taken: too many upgraded connections");
                return null;
            }
            return place.takeover(accepted, head, timer, server);
        }

        void stop(ConnectionLimits limits) {
            int cutOff = live.shutdown(limits.shutdownTimeout());
            if (cutOff > 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} upgraded connections did not end in time and were closed",
                        cutOff);
            }
            timer.close();
        }
    }
}
