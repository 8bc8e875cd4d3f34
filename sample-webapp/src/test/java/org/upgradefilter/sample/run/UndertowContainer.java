package org.upgradefilter.sample.run;

import io.undertow.Undertow;
import io.undertow.Version;
import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.startup.ExpandWar;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.sample.OwnCertificate;

/**
 * Undertow without WildFly. It does not read a WAR by itself: {@link WebArchive} tells it what is
 * in there, but the classes are those of the launcher's class path.
 */
final class UndertowContainer implements Container {

    private @Nullable DeploymentManager application;
    private @Nullable Undertow server;
    private @Nullable Path home;

    @Override
    public String name() {
        return "Undertow " + Version.getVersionString();
    }

    /** Nothing leads from TLS back into an application of Undertow's (2.3). */
    @Override
    public Tls tls() {
        return Tls.IGNORED;
    }

    @Override
    public int start(Path war, int port, OwnCertificate certificate) throws Exception {
        home = Files.createTempDirectory("sample-undertow");
        WebArchive archive = WebArchive.unpack(war, home);
        DeploymentInfo deployment =
                Servlets.deployment()
                        .setClassLoader(getClass().getClassLoader())
                        .setContextPath("/")
                        .setDeploymentName(war.getFileName().toString())
                        .setResourceManager(new PathResourceManager(home))
                        // Otherwise a bad configuration is found by the first request.
                        .setEagerFilterInit(true);
        archive.declare(deployment);
        DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
        application = manager;
        manager.deploy();
        Undertow listening =
                Undertow.builder()
                        .addHttpListener(port, InetAddress.getLoopbackAddress().getHostAddress())
                        .setHandler(manager.start())
                        .build();
        server = listening;
        listening.start();
        return ((InetSocketAddress) listening.getListenerInfo().get(0).getAddress()).getPort();
    }

    @Override
    public void stop() throws Exception {
        if (application != null && application.getState() == DeploymentManager.State.STARTED) {
            application.stop();
            application.undeploy();
        }
        if (server != null) {
            server.stop();
        }
        if (home != null) {
            ExpandWar.delete(home.toFile());
        }
    }
}
