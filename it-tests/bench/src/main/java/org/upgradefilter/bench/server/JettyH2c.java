package org.upgradefilter.bench.server;

import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.upgradefilter.jetty.server.UpgradeConnectionFactory;

/** Jetty, EE 10, with two connectors, of which one has its own HTTP/2 and the other ours. */
final class JettyH2c implements BenchedServer {

    @Override
    public List<Integer> start() throws Exception {
        Server server = new Server();
        ServerConnector ours =
                JettyTls.connector(
                        server,
                        new HttpConnectionFactory(),
                        new UpgradeConnectionFactory(Map.of("rules", H2cApplication.RULE)));
        // Jetty adds to it what only its HTTP/2 needs.
        HttpConfiguration http = new HttpConfiguration();
        ServerConnector own =
                JettyTls.connector(
                        server,
                        new HttpConnectionFactory(http),
                        new HTTP2CServerConnectionFactory(http));
        server.addConnector(ours);
        server.addConnector(own);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServletContainerInitializer(
                (classes, application) -> H2cApplication.addTo(application));
        server.setHandler(context);
        server.start();
        return List.of(ours.getLocalPort(), own.getLocalPort());
    }
}
