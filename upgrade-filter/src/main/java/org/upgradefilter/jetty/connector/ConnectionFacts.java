package org.upgradefilter.jetty.connector;

import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Attributes;

/** What Jetty wants to know of the connection that requests come over. Any thread. */
final class ConnectionFacts extends Attributes.Lazy implements ConnectionMetaData {

    private final JettyConnection connection;
    private final SocketAddress local;
    private final String id;

    ConnectionFacts(JettyConnection connection) {
        this.connection = connection;
        SocketAddress configured = connection.http().getLocalAddress();
        local = configured == null ? endPoint().getLocalSocketAddress() : configured;
        // No two connections are open at once from one port.
        id = getRemoteSocketAddress() + "@" + endPoint().getCreatedTimeStamp();
    }

    @Override
    public String getId() {
        return id;
    }

    @Override
    public HttpConfiguration getHttpConfiguration() {
        return connection.http();
    }

    /** Each request may have its own, which {@link RequestFacts} tell. */
    @Override
    public HttpVersion getHttpVersion() {
        return HttpVersion.HTTP_1_1;
    }

    @Override
    public String getProtocol() {
        return getHttpVersion().asString();
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
