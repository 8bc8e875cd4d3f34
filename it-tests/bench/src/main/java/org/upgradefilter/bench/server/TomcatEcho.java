package org.upgradefilter.bench.server;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** Tomcat with its NIO connector. */
final class TomcatEcho implements EchoServer {

    @Override
    public List<Integer> start() throws Exception {
        Path home = Files.createTempDirectory("bench-tomcat");
        home.toFile().deleteOnExit();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(home.toString());
        tomcat.setConnector(connector());
        Context application = tomcat.addContext("", home.toString());
        application.addServletContainerInitializer(new WsSci(), null);
        application.addServletContainerInitializer(TomcatEcho::configure, null);
        tomcat.start();
        return List.of(tomcat.getConnector().getLocalPort());
    }

    static Connector connector() {
        return set(new Connector());
    }

    static Connector set(Connector connector) {
        connector.setProperty("address", "127.0.0.1");
        connector.setPort(0);
        connector.setProperty("maxConnections", "100000");
        connector.setProperty("acceptCount", "1000");
        connector.setThrowOnFailure(true);
        return connector;
    }

    private static void configure(Set<Class<?>> classes, ServletContext context)
            throws ServletException {
        FilteredEcho.addTo(context);
        context.addServlet("direct", new TomcatDirect()).addMapping("/direct");
        // The filter for the endpoints of the container goes before this one, which has no say.
        context.addServlet("default", new NotFound()).addMapping("/");
        ServerContainer container =
                (ServerContainer) context.getAttribute(ServerContainer.class.getName());
        try {
            container.addEndpoint(OwnEcho.class);
        } catch (DeploymentException e) {
            throw new ServletException("Tomcat does not take the endpoint", e);
        }
    }
}
