package org.upgradefilter.it.http2;

import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.H2cApplication;

/** WebSockets where nobody asks for HTTP/2 first, which an extension in the server allows. */
public abstract class PriorKnowledgeWebSocketContract extends H2cWebSocketContract {

    /** A new container with the extension, not started. */
    protected abstract Container container(Map<String, String> settings);

    @Override
    protected Container container() {
        return container(Map.of("rules", H2cApplication.RULE));
    }

    @Override
    Http2Client begun() throws IOException {
        return Http2Client.withPriorKnowledge(server()).begin().request(1, "GET", "/plain");
    }

    @Override
    HttpClient jettysClient() {
        ClientConnector connector = new ClientConnector();
        return new HttpClient(
                new HttpClientTransportDynamic(
                        connector,
                        new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(connector))));
    }
}
