package org.upgradefilter.it.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.upgradefilter.it.Application;
import org.upgradefilter.it.Capability;
import org.upgradefilter.it.Container;

/** Tomcat 10.1 with its NIO connector. */
public final class TomcatContainer implements Container {

    private final Tomcat tomcat = new Tomcat();
    private final Path home;
    private Context application;

    public TomcatContainer() {
        try {
            home = Files.createTempDirectory("tomcat");
            Files.createDirectory(home.resolve("webapps"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tomcat.setBaseDir(home.toString());
        Connector connector = new Connector();
        connector.setProperty("address", "127.0.0.1");
        connector.setPort(0);
        connector.setThrowOnFailure(true);
        tomcat.setConnector(connector);
    }

    @Override
    public URI start(Application configured) throws LifecycleException {
        application = tomcat.addContext("", home.toString());
        application.addServletContainerInitializer(
                (classes, context) -> configured.configure(context), null);
        ErrorPage page = new ErrorPage();
        page.setErrorCode(STATUS_WITH_PAGE);
        page.setLocation(ERROR_PAGE);
        application.addErrorPage(page);
        return start();
    }

    @Override
    public URI deploy(Path war) throws LifecycleException {
        // The usual web.xml asks for JSP, which is not here; what else it gives is added below.
        tomcat.setAddDefaultWebXmlToWebapp(false);
        application = tomcat.addWebapp("", war.toString());
        ((StandardJarScanner) application.getJarScanner()).setScanClassPath(false);
        Tomcat.addServlet(application, "default", new DefaultServlet()).addMapping("/");
        Tomcat.addDefaultMimeTypeMappings(application);
        return start();
    }

    private URI start() throws LifecycleException {
        StandardContext context = (StandardContext) application;
        context.setClearReferencesObjectStreamClassCaches(false);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        tomcat.start();
        if (!application.getState().isAvailable()) {
            throw new IllegalStateException("the web application did not start; see the log");
        }
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
    }

    @Override
    public void undeploy() {
        tomcat.getHost().removeChild(application);
    }

    @Override
    public ClassLoader applicationLoader() {
        return application.getLoader().getClassLoader();
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.values());
    }

    @Override
    public void close() {
        if (tomcat.getServer().getState() == LifecycleState.DESTROYED) {
            return;
        }
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat did not stop", e);
        } finally {
            ExpandWar.delete(home.toFile());
        }
    }
}
