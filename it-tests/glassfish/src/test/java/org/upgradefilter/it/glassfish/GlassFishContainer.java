package org.upgradefilter.it.glassfish;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.upgradefilter.it.Application;
import org.upgradefilter.it.Capability;
import org.upgradefilter.it.Container;

/** GlassFish, of which a process can have but one: it runs on, and applications come and go. */
public final class GlassFishContainer implements Container {

    private static final String NAME = "it";

    private static final String WEB_XML =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0"
                     metadata-complete="true">
              <context-param>
                <param-name>%s</param-name>
                <param-value>true</param-value>
              </context-param>
              <listener>
                <listener-class>%s</listener-class>
              </listener>
              <error-page>
                <error-code>%d</error-code>
                <location>%s</location>
              </error-page>
            </web-app>
            """
                    .formatted(
                            ONLY_ANNOUNCED_CONTENT,
                            ApplicationListener.class.getName(),
                            STATUS_WITH_PAGE,
                            ERROR_PAGE);

    /** What comes of a filter that fails its start, which GlassFish only logs. */
    private enum FailingFilters {
        FAIL_THE_START,
        ARE_LEFT_OUT
    }

    private final String listener;
    private final FailingFilters failing;
    private boolean deployed;

    /** With HTTP. */
    public GlassFishContainer() {
        this("http", FailingFilters.FAIL_THE_START);
    }

    private GlassFishContainer(String listener, FailingFilters failing) {
        this.listener = listener;
        this.failing = failing;
    }

    /** With HTTPS. */
    static GlassFishContainer secure() {
        return new GlassFishContainer("https", FailingFilters.FAIL_THE_START);
    }

    /** As it comes: with HTTP, and without what failed. */
    static GlassFishContainer lenient() {
        return new GlassFishContainer("http", FailingFilters.ARE_LEFT_OUT);
    }

    @Override
    public URI start(Application application) throws Exception {
        ApplicationListener.next(application);
        Path war = Files.createTempDirectory(Path.of("target"), "war");
        Path descriptor = Files.createDirectory(war.resolve("WEB-INF")).resolve("web.xml");
        Files.writeString(descriptor, WEB_XML);
        SingleServer server = SingleServer.running();
        server.deploy(war, NAME);
        deployed = true;
        if (failing == FailingFilters.FAIL_THE_START) {
            server.requireFilters();
        }
        return URI.create(listener + "://127.0.0.1:" + server.port(listener));
    }

    @Override
    public URI deploy(Path war) {
        throw new UnsupportedOperationException("its own classes would come from the class path");
    }

    @Override
    public void undeploy() throws Exception {
        deployed = false;
        SingleServer.running().undeploy(NAME);
    }

    @Override
    public ClassLoader applicationLoader() {
        return GlassFishContainer.class.getClassLoader();
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.complementOf(
                EnumSet.of(
                        Capability.ANSWERS_A_PEER_THAT_HAS_FINISHED,
                        Capability.KEEPS_AN_OFFER_A_REQUEST,
                        Capability.LOGS_WHAT_IS_THROWN,
                        Capability.TELLS_OF_AN_EARLY_RESET));
    }

    @Override
    public void close() {
        if (deployed) {
            try {
                undeploy();
            } catch (Exception e) {
                throw new IllegalStateException("GlassFish did not undeploy", e);
            }
        }
    }
}
