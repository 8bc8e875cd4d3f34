package org.upgradefilter.it;

import java.net.URI;

/** Who wrote the client. */
enum ClientKind {
    JDK,
    JETTY,
    RAW;

    Client open(URI server, String path) throws Exception {
        String scheme = server.getScheme().equals("https") ? "wss://" : "ws://";
        URI webSocket = URI.create(scheme + server.getAuthority() + path);
        return switch (this) {
            case JDK -> JdkClient.open(webSocket);
            case JETTY -> JettyClient.open(webSocket);
            case RAW -> new RawClient(RawConnection.webSocket(server, path));
        };
    }
}
