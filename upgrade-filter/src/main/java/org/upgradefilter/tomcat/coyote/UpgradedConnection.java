package org.upgradefilter.tomcat.coyote;

import jakarta.servlet.ServletConnection;
import org.upgradefilter.exchange.HttpRequest;

/**
 * The connection of a request, as Servlet 6.0 shows it to applications.
 *
 * @param getConnectionId what Tomcat calls the socket
 * @param request that has come by it
 */
record UpgradedConnection(String getConnectionId, HttpRequest request)
        implements ServletConnection {

    @Override
    public String getProtocol() {
        // As Tomcat's own connections say.
        if (!request.version().equals("HTTP/2.0")) {
            return "http/1.1";
        }
        return isSecure() ? "h2" : "h2c";
    }

    @Override
    public String getProtocolConnectionId() {
        return "";
    }

    @Override
    public boolean isSecure() {
        return request.encryption() != null;
    }
}
