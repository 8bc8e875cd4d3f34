package org.upgradefilter.jetty.connector;

import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Attributes;
import org.upgradefilter.exchange.HttpRequest;

/** What Jetty wants to know of the connection a request came over. Any thread. */
final class ConnectionFacts extends Attributes.Lazy implements ConnectionMetaData {

    private final JettyConnection connection;
    private final SocketAddress local;

    private volatile HttpVersion version = HttpVersion.HTTP_1_1;
    private volatile boolean secure;

    ConnectionFacts(JettyConnection connection) {
        this.connection = connection;
        SocketAddress configured = connection.http().getLocalAddress();
        local = configured == null ? endPoint().getLocalSocketAddress() : configured;
    }

    /** Speaks as {@code request} does from now on. */
    void adapt(HttpRequest request) {
        version = JettyMessages.version(request);
        secure = request.scheme().equals("https");
    }

    @Override
    public String getId() {
        return connection.toString();
    }

    @Override
    public HttpConfiguration getHttpConfiguration() {
        return connection.http();
    }

    @Override
    public HttpVersion getHttpVersion() {
        return version;
    }

    @Override
    public String getProtocol() {
        return version.asString();
    }

    @Override
    public Connection getConnection() {
        return connection;
    }

    @Override
    public Connector getConnector() {
        return connection.connector();
    }

    /** Whether another request follows is the engine's business. */
    @Override
    public boolean isPersistent() {
        return true;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return endPoint().getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return local;
    }

    private EndPoint endPoint() {
        return connection.getEndPoint();
    }
}
