package org.upgradefilter.sample.run;

import java.net.InetAddress;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ClassMatcher;
import org.upgradefilter.jetty.server.UpgradeConnectionFactory;
import org.upgradefilter.sample.OwnCertificate;

/** Jetty 12.1, EE 10. */
final class JettyContainer implements Container {

    private final Server server = new Server();

    @Override
    public String name() {
        return "Jetty " + Server.getVersion();
    }

    @Override
    public int start(Path war, int port, OwnCertificate certificate) throws Exception {
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setPort(port);
        connector.addConnectionFactory(
                new UpgradeConnectionFactory(Container.upgrades(certificate)));
        server.addConnector(connector);

        WebAppContext application = new WebAppContext();
        application.setContextPath("/");
        application.setWar(war.toString());
        application.setThrowUnavailableOnStartupException(true);
        // The WAR brings these; the copy on the launcher's class path is the connector's.
        application.addHiddenClassMatcher(
                new ClassMatcher("org.upgradefilter.", "com.fasterxml.jackson."));
        server.setHandler(application);

        server.start();
        return connector.getLocalPort();
    }

    @Override
    public void stop() throws Exception {
        server.stop();
    }
}
