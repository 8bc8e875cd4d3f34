package org.upgradefilter.it.tomcat;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.annotation.ServletSecurity;
import java.io.CharArrayWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.authenticator.FormAuthenticator;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.catalina.valves.AbstractAccessLogValve;
import org.apache.catalina.valves.RemoteIpValve;
import org.apache.coyote.ProtocolHandler;
import org.apache.coyote.http11.Http11Nio2Protocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.IntrospectionUtils;
import org.apache.tomcat.util.descriptor.web.ErrorPage;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.descriptor.web.SecurityCollection;
import org.apache.tomcat.util.descriptor.web.SecurityConstraint;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.scan.StandardJarScanner;
import org.apache.tomcat.websocket.server.WsSci;
import org.upgradefilter.it.Application;
import org.upgradefilter.it.Capability;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.TestCertificate;
import org.upgradefilter.it.TestUser;

/** Tomcat with one connector: NIO unless it is said otherwise. */
public final class TomcatContainer implements Container {

    private final Tomcat tomcat = new Tomcat();
    private final Path home;
    private final List<ServletContainerInitializer> first = new ArrayList<>();
    private final List<ServletContainerInitializer> last = new ArrayList<>();
    private Context application;

    /** With HTTP, by NIO. */
    public TomcatContainer() {
        this(new Connector());
    }

    private TomcatContainer(Connector connector) {
        try {
            home = Files.createTempDirectory("tomcat");
            Files.createDirectory(home.resolve("webapps"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tomcat.setBaseDir(home.toString());
        connector.setProperty("address", "127.0.0.1");
        connector.setPort(0);
        connector.setThrowOnFailure(true);
        tomcat.setConnector(connector);
    }

    /** With HTTP, by NIO2. */
    static TomcatContainer nio2() {
        return new TomcatContainer(new Connector(Http11Nio2Protocol.class.getName()));
    }

    /** With an extension of ours instead of Tomcat's connector, as {@code server.xml} has it. */
    public static TomcatContainer extended(
            Class<? extends ProtocolHandler> protocol, Map<String, String> attributes) {
        Connector connector = new Connector(protocol.getName());
        attributes.forEach((name, value) -> IntrospectionUtils.setProperty(connector, name, value));
        return new TomcatContainer(connector);
    }

    /** With HTTP, by NIO, on these workers. */
    static TomcatContainer over(Executor workers) {
        Connector connector = new Connector();
        connector.getProtocolHandler().setExecutor(workers);
        return new TomcatContainer(connector);
    }

    /** With HTTP, and Tomcat's own HTTP/2, by NIO. */
    static TomcatContainer http2() {
        Connector connector = new Connector();
        connector.addUpgradeProtocol(new Http2Protocol());
        return new TomcatContainer(connector);
    }

    /** With HTTPS. */
    static TomcatContainer secure() {
        return new TomcatContainer(secure(new Connector()));
    }

    /** With HTTPS, by NIO2. */
    static TomcatContainer secureNio2() {
        return new TomcatContainer(secure(new Connector(Http11Nio2Protocol.class.getName())));
    }

    private static Connector secure(Connector connector) {
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(TestCertificate.keyStore().toString());
        certificate.setCertificateKeystorePassword(TestCertificate.PASSWORD);
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
        connector.setProperty("SSLEnabled", "true");
        connector.setScheme("https");
        connector.setSecure(true);
        return connector;
    }

    @Override
    public void serveJakarta(Jakarta when) {
        (when == Jakarta.FIRST ? first : last).add(new WsSci());
    }

    @Override
    public URI start(Application configured) throws LifecycleException {
        add(configured);
        return start();
    }

    @Override
    public URI startWithLogin(Application configured) throws LifecycleException {
        addUsers();
        add(configured);
        application.setLoginConfig(new LoginConfig("BASIC", "it", null, null));
        application.getPipeline().addValve(new BasicAuthenticator());
        SecurityConstraint constraint = constraint(GUARDED);
        constraint.addAuthRole(TestUser.ALICE.role());
        application.addConstraint(constraint);
        return start();
    }

    @Override
    public URI startWithForm(Application configured) throws LifecycleException {
        addUsers();
        add(configured);
        application.setLoginConfig(new LoginConfig("FORM", "it", LOGIN_PAGE, LOGIN_ERROR_PAGE));
        application.getPipeline().addValve(new FormAuthenticator());
        SecurityConstraint guarded = constraint(GUARDED);
        guarded.addAuthRole(TestUser.ALICE.role());
        application.addConstraint(guarded);
        SecurityConstraint confidential = constraint(CONFIDENTIAL);
        confidential.setUserConstraint(ServletSecurity.TransportGuarantee.CONFIDENTIAL.name());
        application.addConstraint(confidential);
        return start();
    }

    private static SecurityConstraint constraint(String pattern) {
        SecurityCollection collection = new SecurityCollection();
        collection.addPattern(pattern);
        SecurityConstraint constraint = new SecurityConstraint();
        constraint.addCollection(collection);
        return constraint;
    }

    private void addUsers() {
        for (TestUser user : TestUser.values()) {
            tomcat.addUser(user.userName(), user.password());
            tomcat.addRole(user.userName(), user.role());
        }
    }

    @Override
    public Queue<String> logRequests() {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        AbstractAccessLogValve log =
                new AbstractAccessLogValve() {
                    @Override
                    protected void log(CharArrayWriter line) {
                        lines.add(line.toString());
                    }
                };
        log.setPattern("%a:%{remote}p %m %U %s %B");
        tomcat.getEngine().getPipeline().addValve(log);
        return lines;
    }

    /** What proxies on this machine say of their clients is taken for true. Before it starts. */
    void believeProxies() {
        RemoteIpValve valve = new RemoteIpValve();
        // Or 127.0.0.2 would be one more of the proxies.
        valve.setInternalProxies("127\\.0\\.0\\.1");
        tomcat.getEngine().getPipeline().addValve(valve);
    }

    private void add(Application configured) {
        application = tomcat.addContext("", home.toString());
        first.forEach(initializer -> application.addServletContainerInitializer(initializer, null));
        application.addServletContainerInitializer(
                (classes, context) -> configured.configure(context), null);
        last.forEach(initializer -> application.addServletContainerInitializer(initializer, null));
        ErrorPage page = new ErrorPage();
        page.setErrorCode(STATUS_WITH_PAGE);
        page.setLocation(ERROR_PAGE);
        application.addErrorPage(page);
    }

    @Override
    public URI deploy(Path war) throws LifecycleException {
        // Not before it is configured, when Tomcat is running already.
        ((StandardHost) tomcat.getHost()).setStartChildren(false);
        // The usual web.xml asks for JSP, which is not here; what else it gives is added below.
        tomcat.setAddDefaultWebXmlToWebapp(false);
        application = tomcat.addWebapp("", war.toString());
        ((StandardJarScanner) application.getJarScanner()).setScanClassPath(false);
        Tomcat.addServlet(application, "default", new DefaultServlet()).addMapping("/");
        Tomcat.addDefaultMimeTypeMappings(application);
        return start();
    }

    private URI start() throws LifecycleException {
        LeakSearch.reduce((StandardContext) application);
        if (tomcat.getServer().getState().isAvailable()) {
            application.start();
        } else {
            tomcat.start();
        }
        if (!application.getState().isAvailable()) {
            throw new IllegalStateException("the web application did not start; see the log");
        }
        return URI.create(
                tomcat.getConnector().getScheme()
                        + "://127.0.0.1:"
                        + tomcat.getConnector().getLocalPort());
    }

    @Override
    public void undeploy() {
        tomcat.getHost().removeChild(application);
        application = null;
    }

    @Override
    public ClassLoader applicationLoader() {
        return application.getLoader().getClassLoader();
    }

    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> lacking = EnumSet.of(Capability.KNOWS_USERS_UNASKED);
        boolean nio2 = tomcat.getConnector().getProtocolHandler() instanceof Http11Nio2Protocol;
        boolean eleven = ServerInfo.getServerNumber().startsWith("11.");
        if (nio2 && (eleven || tomcat.getConnector().getSecure())) {
            lacking.add(Capability.ANSWERS_A_PEER_THAT_HAS_FINISHED);
        }
        return EnumSet.complementOf(lacking);
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
