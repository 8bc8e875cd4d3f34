package org.upgradefilter.bench.server;

import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty, EE 10, with two connectors, of which one speaks HTTPS. */
final class JettyTls implements BenchedServer {

    private final KeyFile keys;

    JettyTls(KeyFile keys) {
        this.keys = keys;
    }

    @Override
    public List<Integer> start() throws Exception {
        Server server = new Server();
        ServerConnector clear = connector(server, new HttpConnectionFactory());
        HttpConfiguration https = new HttpConfiguration();
        https.addCustomizer(new SecureRequestCustomizer());
        ServerConnector secure =
                connector(
                        server,
                        new SslConnectionFactory(tls(), "http/1.1"),
                        new HttpConnectionFactory(https));
        server.addConnector(clear);
        server.addConnector(secure);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServletContainerInitializer(
                (classes, application) -> SecuredApplication.addTo(application, keys));
        server.setHandler(context);
        server.start();
        return List.of(clear.getLocalPort(), secure.getLocalPort());
    }

    static ServerConnector connector(Server server, ConnectionFactory... factories) {
        ServerConnector connector = new ServerConnector(server, factories);
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(1000);
        return connector;
    }

    private SslContextFactory.Server tls() {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(keys.path().toString());
        tls.setKeyStorePassword(KeyFile.PASSWORD);
        return tls;
    }
}
