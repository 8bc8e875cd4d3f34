package org.upgradefilter.jetty.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;

/** Copies what Jetty has read of a request into a {@link RequestHead}, which outlives it. */
final class JettyHeads {

    private JettyHeads() {}

    /** What {@code request} says. Nobody has authenticated anybody yet, nor decoded the path. */
    static RequestHead of(MetaData.Request request, EndPoint endPoint) {
        Fields.Received fields = Fields.received();
        for (HttpField field : request.getHttpFields()) {
            String value = field.getValue();
            fields.line(field.getName(), value == null ? "" : value);
        }
        Fields received = fields.done();
        HttpURI uri = request.getHttpURI();
        return new RequestHead(
                request.getMethod(),
                request.getHttpVersion().asString(),
                orEmpty(uri.getPathQuery()),
                orEmpty(uri.getPath()),
                uri.getQuery(),
                endPoint.isSecure() ? "https" : "http",
                received.first("Host"),
                endPoint.isSecure(),
                address(endPoint.getRemoteSocketAddress()),
                null,
                received);
    }

    /** The target of a CONNECT has neither path nor query (12.0, 12.1). */
    private static String orEmpty(@Nullable String part) {
        return part == null ? "" : part;
    }

    private static String address(SocketAddress remote) {
        return remote instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : String.valueOf(remote);
    }
}
