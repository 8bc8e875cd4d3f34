package org.upgradefilter.bench.server;

import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty, EE 10; its own WebSocket is spoken to by Jakarta WebSocket. */
final class JettyEcho implements EchoServer {

    @Override
    public List<Integer> start() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(1000);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(
                context, (application, container) -> container.addEndpoint(OwnEcho.class));
        context.addServletContainerInitializer(
                (classes, application) -> FilteredEcho.addTo(application));
        context.addServlet(new ServletHolder("direct", new JettyDirect()), "/direct");
        context.addServlet(new ServletHolder("default", new NotFound()), "/");
        server.setHandler(context);
        server.start();
        return List.of(connector.getLocalPort());
    }
}
