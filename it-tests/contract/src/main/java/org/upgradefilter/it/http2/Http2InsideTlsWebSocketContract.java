package org.upgradefilter.it.http2;

import java.io.IOException;
import java.net.URI;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.upgradefilter.it.SplicingProxy;
import org.upgradefilter.it.TestCertificate;

/** WebSockets over HTTP/2 inside TLS that was asked for in clear (RFC 2817, RFC 8441). */
public abstract class Http2InsideTlsWebSocketContract extends H2cWebSocketContract {

    private SplicingProxy asker;

    @BeforeAll
    void startAsker() throws IOException {
        asker = new SplicingProxy(server(), Http2InsideTlsContract.asking());
    }

    @AfterAll
    void stopAsker() {
        asker.close();
    }

    @Override
    Http2Client begun() throws IOException {
        return Http2InsideTlsContract.secured(server(), "h2")
                .begin()
                .send(
                        Http2Frame.lastHeaders(
                                1, FieldBlock.request("GET", target("/plain")).bytes()));
    }

    @Override
    URI target(String path) {
        return URI.create("https://127.0.0.1" + path);
    }

    @Override
    protected URI webSocket(String path) {
        return URI.create("wss://" + asker.https(path).getAuthority() + path);
    }

    @Override
    HttpClient jettysClient() {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setSslContext(TestCertificate.context());
        ClientConnector connector = new ClientConnector();
        connector.setSslContextFactory(tls);
        return new HttpClient(
                new HttpClientTransportDynamic(
                        connector,
                        new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(connector))));
    }
}
