package org.upgradefilter.jetty.connector;

import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.upgradefilter.exchange.HttpRequest;

/**
 * What Jetty wants to know of the connection as a request sees it: each channel has its own, for
 * requests that share a connection may be under way together. Any thread.
 */
final class RequestFacts extends ConnectionMetaData.Wrapper {

    private volatile HttpVersion version = HttpVersion.HTTP_1_1;
    private volatile boolean secure;

    RequestFacts(ConnectionFacts connection) {
        super(connection);
    }

    /** Speaks as {@code request} does from now on. */
    void adapt(HttpRequest request) {
        version = JettyMessages.version(request);
        secure = request.scheme().equals("https");
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
    public boolean isSecure() {
        return secure;
    }
}
