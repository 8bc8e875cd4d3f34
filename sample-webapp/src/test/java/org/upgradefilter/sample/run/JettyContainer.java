package org.upgradefilter.sample.run;

import java.net.InetAddress;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ClassMatcher;

/** Jetty 12.1, EE 10. */
final class JettyContainer implements Container {

    private final Server server = new Server();

    @Override
    public String name() {
        return "Jetty " + Server.getVersion();
    }

    @Override
    public int start(Path war, int port) throws Exception {
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setPort(port);
        server.addConnector(connector);

        WebAppContext application = new WebAppContext();
        application.setContextPath("/");
        application.setWar(war.toString());
        application.setThrowUnavailableOnStartupException(true);
        // The WAR brings these; the copy on the launcher's class path must not be used.
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
