package org.upgradefilter.it.glassfish;

import com.sun.enterprise.v3.services.impl.GrizzlyProxy;
import com.sun.enterprise.v3.services.impl.GrizzlyService;
import com.sun.enterprise.web.WebContainer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collection;
import org.apache.catalina.Container;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.deploy.FilterDef;
import org.glassfish.embeddable.CommandResult;
import org.glassfish.embeddable.GlassFish;
import org.glassfish.embeddable.GlassFishException;
import org.glassfish.embeddable.GlassFishProperties;
import org.glassfish.embeddable.GlassFishRuntime;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.config.GenericGrizzlyListener;
import org.upgradefilter.it.TestCertificate;

/** The one GlassFish of this process. */
final class SingleServer {

    /** What GlassFish comes with. */
    private static final char[] MASTER_PASSWORD = "changeit".toCharArray();

    private static SingleServer running;

    private final GlassFish glassFish;

    private SingleServer(GlassFish glassFish) {
        this.glassFish = glassFish;
    }

    static synchronized SingleServer running()
            throws GlassFishException, IOException, GeneralSecurityException {
        if (running == null) {
            running = new SingleServer(start());
        }
        return running;
    }

    private static GlassFish start()
            throws GlassFishException, IOException, GeneralSecurityException {
        GlassFishProperties properties = new GlassFishProperties();
        properties.setConfigFile(
                URI.create(SingleServer.class.getResource("domain.xml").toString()));
        GlassFish server = GlassFishRuntime.bootstrap().newGlassFish(properties);
        addCertificate(Path.of(System.getProperty("com.sun.aas.instanceRoot"), "config"));
        server.start();
        return server;
    }

    /** To the one store that GlassFish has, whatever its configuration says of another (7.0.25). */
    private static void addCertificate(Path config) throws IOException, GeneralSecurityException {
        char[] password = TestCertificate.PASSWORD.toCharArray();
        KeyStore ours = KeyStore.getInstance(TestCertificate.keyStore().toFile(), password);
        Path file = config.resolve("keystore.jks");
        KeyStore theirs = KeyStore.getInstance(file.toFile(), MASTER_PASSWORD);
        theirs.setKeyEntry(
                "it", ours.getKey("it", password), MASTER_PASSWORD, ours.getCertificateChain("it"));
        try (OutputStream out = Files.newOutputStream(file)) {
            theirs.store(out, MASTER_PASSWORD);
        }
    }

    void deploy(Path war, String name) throws GlassFishException {
        glassFish.getDeployer().deploy(war.toFile(), "--name=" + name, "--contextroot=/");
    }

    /**
     * The application goes on without a filter that has failed, which is only logged (7.0.25).
     *
     * @throws IllegalStateException if there is one
     */
    void requireFilters() throws GlassFishException {
        Container host = glassFish.getService(WebContainer.class).getEngine().findChild("server");
        for (Container child : host.findChildren()) {
            StandardContext context = (StandardContext) child;
            for (FilterDef filter : context.findFilterDefs()) {
                if (context.findFilterConfig(filter.getFilterName()) == null) {
                    throw new IllegalStateException(
                            filter.getFilterName() + " failed; see the log");
                }
            }
        }
    }

    /** Not by the deployer, which prints. */
    void undeploy(String name) throws GlassFishException {
        CommandResult result = glassFish.getCommandRunner().run("undeploy", name);
        if (result.getExitStatus() != CommandResult.ExitStatus.SUCCESS) {
            throw new GlassFishException(result.getOutput(), result.getFailureCause());
        }
    }

    /**
     * The port a listener is bound to. By reflection: GlassFish finds its listeners by their ports,
     * and does not tell what one of port 0 was bound to (7.0.25).
     */
    int port(String name) throws GlassFishException, ReflectiveOperationException {
        Collection<?> proxies =
                (Collection<?>) field("proxies", glassFish.getService(GrizzlyService.class));
        for (Object proxy : proxies) {
            GenericGrizzlyListener listener =
                    (GenericGrizzlyListener) ((GrizzlyProxy) proxy).getUnderlyingListener();
            if (listener.getName().equals(name)) {
                Collection<?> bound =
                        (Collection<?>) field("serverConnections", listener.getTransport());
                Connection<?> only = (Connection<?>) bound.iterator().next();
                return ((InetSocketAddress) only.getLocalAddress()).getPort();
            }
        }
        throw new IllegalArgumentException("no listener " + name);
    }

    private static Object field(String name, Object of) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
