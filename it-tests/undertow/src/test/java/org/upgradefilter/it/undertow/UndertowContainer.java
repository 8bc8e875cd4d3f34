package org.upgradefilter.it.undertow;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.LoginConfig;
import io.undertow.servlet.api.SecurityConstraint;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.api.WebResourceCollection;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.upgradefilter.it.Application;
import org.upgradefilter.it.Capability;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.TestCertificate;
import org.upgradefilter.it.TestUser;

/** Undertow without WildFly: it reads no {@code web.xml}, and so deploys no WAR. */
public final class UndertowContainer implements Container {

    private final boolean secure;
    private WebSocketDeploymentInfo jakarta;
    private DeploymentManager application;
    private Undertow server;

    /** With HTTP. */
    public UndertowContainer() {
        this(false);
    }

    private UndertowContainer(boolean secure) {
        this.secure = secure;
    }

    /** With HTTPS. */
    static UndertowContainer secure() {
        return new UndertowContainer(true);
    }

    /** An extension of Undertow sets it up, which runs before every initializer. */
    @Override
    public void serveJakarta(Jakarta when) {
        jakarta = new WebSocketDeploymentInfo();
    }

    @Override
    public URI start(Application configured) throws ServletException {
        return start(deployment(configured));
    }

    @Override
    public URI startWithLogin(Application configured) throws ServletException {
        return start(
                deployment(configured)
                        .setLoginConfig(new LoginConfig("BASIC", "it"))
                        .setIdentityManager(new TestIdentities())
                        .addSecurityConstraint(
                                new SecurityConstraint()
                                        .addWebResourceCollection(
                                                new WebResourceCollection().addUrlPattern(GUARDED))
                                        .addRoleAllowed(TestUser.ALICE.role())));
    }

    private DeploymentInfo deployment(Application configured) {
        ServletContainerInitializer initializer =
                (classes, context) -> configured.configure(context);
        DeploymentInfo deployment =
                Servlets.deployment()
                        .setClassLoader(UndertowContainer.class.getClassLoader())
                        .setContextPath("/")
                        .setDeploymentName("it")
                        // Otherwise a bad configuration is found by the first request (2.3.26).
                        .setEagerFilterInit(true)
                        .addErrorPage(Servlets.errorPage(ERROR_PAGE, STATUS_WITH_PAGE))
                        .addServletContainerInitializer(
                                new ServletContainerInitializerInfo(
                                        initializer.getClass(),
                                        new ImmediateInstanceFactory<>(initializer),
                                        Set.of()));
        if (jakarta != null) {
            deployment.addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, jakarta);
        }
        return deployment;
    }

    private URI start(DeploymentInfo deployment) throws ServletException {
        application = Servlets.newContainer().addDeployment(deployment);
        application.deploy();
        Undertow.Builder builder = Undertow.builder().setHandler(application.start());
        server =
                (secure
                                ? builder.addHttpsListener(
                                        0, "127.0.0.1", TestCertificate.context())
                                : builder.addHttpListener(0, "127.0.0.1"))
                        .build();
        server.start();
        Undertow.ListenerInfo listener = server.getListenerInfo().get(0);
        int port = ((InetSocketAddress) listener.getAddress()).getPort();
        return URI.create(listener.getProtcol() + "://127.0.0.1:" + port);
    }

    @Override
    public URI deploy(Path war) {
        throw new UnsupportedOperationException("Undertow reads no web.xml");
    }

    @Override
    public void undeploy() throws ServletException {
        application.stop();
        application.undeploy();
    }

    @Override
    public ClassLoader applicationLoader() {
        return UndertowContainer.class.getClassLoader();
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.PASSES_UPGRADE_NOT_NAMED_BY_CONNECTION,
                Capability.UPGRADES_BY_THE_SERVLET_API,
                Capability.ANSWERS_A_PEER_THAT_HAS_FINISHED,
                Capability.KNOWS_USERS_UNASKED,
                Capability.HIDES_OFFERS_FROM_ITS_ENDPOINTS,
                Capability.KEEPS_AN_OFFER_A_REQUEST,
                Capability.LOGS_WHAT_IS_THROWN,
                Capability.TELLS_OF_AN_EARLY_RESET,
                Capability.SPEAKS_HTTP_1,
                Capability.SPEAKS_IN_CLEAR,
                Capability.SHOWS_OFFERS_BEHIND_THE_FILTER);
    }

    @Override
    public void close() {
        try {
            if (application != null && application.getState() == DeploymentManager.State.STARTED) {
                undeploy();
            }
        } catch (ServletException e) {
            throw new IllegalStateException("Undertow did not stop", e);
        } finally {
            if (server != null) {
                server.stop();
            }
        }
    }
}
