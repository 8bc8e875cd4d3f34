package org.upgradefilter.it.jetty;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.websocket.server.ServerContainer;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.security.ConstraintMapping;
import org.eclipse.jetty.ee11.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.security.Authenticator;
import org.eclipse.jetty.security.Constraint;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.security.authentication.FormAuthenticator;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.CustomRequestLog;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ClassMatcher;
import org.eclipse.jetty.util.Jetty;
import org.eclipse.jetty.util.security.Credential;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.upgradefilter.it.Application;
import org.upgradefilter.it.Capability;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.TestCertificate;
import org.upgradefilter.it.TestUser;
import org.upgradefilter.jetty.server.UpgradeConnectionFactory;

/** Jetty 12.1, EE 11; stands before the one of the same name in the JAR of the tests. */
public final class JettyContainer implements Container {

    private final Server server = new Server();
    private final ServerConnector connector;
    private final List<ServletContainerInitializer> first = new ArrayList<>();
    private final List<ServletContainerInitializer> last = new ArrayList<>();
    private final ContextHandlerCollection applications = new ContextHandlerCollection();
    private ServletContextHandler application;
    private Map<String, String> extension;

    /** With HTTP. */
    public JettyContainer() {
        connector = new ServerConnector(server);
        open();
    }

    private JettyContainer(Executor workers) {
        connector =
                new ServerConnector(server, workers, null, null, 1, 1, new HttpConnectionFactory());
        open();
    }

    /** With HTTP, on these workers. */
    static JettyContainer over(Executor workers) {
        return new JettyContainer(workers);
    }

    private JettyContainer(SslContextFactory.Server tls) {
        HttpConfiguration http = new HttpConfiguration();
        // The requests of the tests name hosts of which the certificate knows nothing.
        http.addCustomizer(new SecureRequestCustomizer(false));
        connector = new ServerConnector(server, tls, new HttpConnectionFactory(http));
        open();
    }

    /** With HTTPS. */
    static JettyContainer secure() {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(TestCertificate.context());
        return new JettyContainer(tls);
    }

    /** With HTTP, and the extension in its connector. */
    public static JettyContainer extended(Map<String, String> settings) {
        JettyContainer container = new JettyContainer();
        container.extension = settings;
        return container;
    }

    /** Also with what Jetty has for the connector. */
    JettyContainer with(ConnectionFactory another) {
        connector.addConnectionFactory(another);
        return this;
    }

    private void open() {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(applications);
    }

    @Override
    public void serveJakarta(Jakarta when) {
        (when == Jakarta.FIRST ? first : last)
                .add(new JakartaWebSocketServletContainerInitializer());
    }

    /** Sets up Jakarta WebSocket in an application that has started without. */
    ServerContainer serveJakartaLate() {
        return JakartaWebSocketServletContainerInitializer.initialize(application);
    }

    @Override
    public URI start(Application configured) throws Exception {
        return start(context(configured));
    }

    @Override
    public URI startWithLogin(Application configured) throws Exception {
        ServletContextHandler context = context(configured);
        context.setSecurityHandler(security(new BasicAuthenticator()));
        return start(context);
    }

    @Override
    public URI startWithForm(Application configured) throws Exception {
        ConstraintSecurityHandler security =
                security(new FormAuthenticator(LOGIN_PAGE, LOGIN_ERROR_PAGE, false));
        security.addConstraintMapping(mapping(CONFIDENTIAL, Constraint.SECURE_TRANSPORT));
        ServletContextHandler context = context(configured);
        context.setSecurityHandler(security);
        return start(context);
    }

    private static ConstraintSecurityHandler security(Authenticator authenticator) {
        UserStore users = new UserStore();
        for (TestUser user : TestUser.values()) {
            users.addUser(
                    user.userName(),
                    Credential.getCredential(user.password()),
                    new String[] {user.role()});
        }
        HashLoginService logins = new HashLoginService("it");
        logins.setUserStore(users);
        ConstraintSecurityHandler security = new ConstraintSecurityHandler();
        security.setAuthenticator(authenticator);
        security.setLoginService(logins);
        security.addConstraintMapping(mapping(GUARDED, Constraint.from(TestUser.ALICE.role())));
        return security;
    }

    private static ConstraintMapping mapping(String path, Constraint constraint) {
        ConstraintMapping mapping = new ConstraintMapping();
        mapping.setPathSpec(path);
        mapping.setConstraint(constraint);
        return mapping;
    }

    @Override
    public Queue<String> logRequests() {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        server.setRequestLog(new CustomRequestLog(lines::add, "%{client}a:%{client}p %m %U %s %O"));
        return lines;
    }

    private ServletContextHandler context(Application configured) {
        ServletContextHandler context =
                new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        first.forEach(context::addServletContainerInitializer);
        context.addServletContainerInitializer(
                (classes, servletContext) -> configured.configure(servletContext));
        last.forEach(context::addServletContainerInitializer);
        ErrorPageErrorHandler pages = new ErrorPageErrorHandler();
        pages.addErrorPage(STATUS_WITH_PAGE, ERROR_PAGE);
        context.setErrorHandler(pages);
        return context;
    }

    @Override
    public URI deploy(Path war) throws Exception {
        WebAppContext context = new WebAppContext(war.toString(), "/");
        context.setThrowUnavailableOnStartupException(true);
        // They are on this class path too; in an installed Jetty they would be in the WAR alone.
        context.addHiddenClassMatcher(
                new ClassMatcher("org.upgradefilter.", "com.fasterxml.jackson."));
        return start(context);
    }

    private URI start(ServletContextHandler context) throws Exception {
        application = context;
        if (server.isStarted()) {
            applications.deployHandler(context, Callback.NOOP);
            context.start();
            // Or it would not be stopped with the server (12.0, 12.1).
            applications.manage(context);
        } else {
            applications.addHandler(context);
            if (extension != null) {
                connector.addConnectionFactory(new UpgradeConnectionFactory(extension));
            }
            server.start();
        }
        return URI.create(
                (connector.getConnectionFactory(SslConnectionFactory.class) == null
                                ? "http"
                                : "https")
                        + "://127.0.0.1:"
                        + connector.getLocalPort());
    }

    @Override
    public void undeploy() throws Exception {
        application.stop();
        applications.removeHandler(application);
        application = null;
    }

    @Override
    public ClassLoader applicationLoader() {
        return application.getClassLoader();
    }

    @Override
    public Set<Capability> capabilities() {
        EnumSet<Capability> having =
                EnumSet.of(
                        Capability.ANSWERS_BEFORE_A_BAD_REQUEST,
                        Capability.ANSWERS_A_PEER_THAT_HAS_FINISHED,
                        Capability.KNOWS_USERS_UNASKED,
                        Capability.KEEPS_AN_OFFER_A_REQUEST,
                        Capability.LOGS_WHAT_IS_THROWN,
                        Capability.TELLS_OF_AN_EARLY_RESET,
                        Capability.SPEAKS_HTTP_1,
                        Capability.SPEAKS_IN_CLEAR,
                        Capability.SHOWS_OFFERS_BEHIND_THE_FILTER);
        if (!Jetty.VERSION.startsWith("12.0.")) {
            having.add(Capability.HIDES_OFFERS_FROM_ITS_ENDPOINTS);
        }
        return having;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop", e);
        }
    }
}
