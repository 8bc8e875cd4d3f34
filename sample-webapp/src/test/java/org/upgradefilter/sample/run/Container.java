package org.upgradefilter.sample.run;

import java.nio.file.Path;
import java.util.Map;
import org.upgradefilter.sample.OwnCertificate;

/** A servlet container within this process, for one WAR as its root application. */
interface Container {

    /** Whether it can be made to speak TLS by an upgrade. */
    enum Tls {
        SPOKEN,
        IGNORED
    }

    /** What it calls itself, with its version. */
    String name();

    /** What becomes of offers of TLS. */
    default Tls tls() {
        return Tls.SPOKEN;
    }

    /**
     * Deploys the WAR and listens on 127.0.0.1.
     *
     * @param certificate for connectors that upgrade to TLS; see {@link #upgrades}
     * @return the port it listens on
     * @throws Exception if the WAR does not start either
     */
    int start(Path war, int port, OwnCertificate certificate) throws Exception;

    /** Undeploys the WAR and releases the port. */
    void stop() throws Exception;

    /**
     * What a connector upgrades before any application is asked, as settings of its own: it is they
     * who hear {@code OPTIONS *}.
     */
    static Map<String, String> upgrades(OwnCertificate certificate) {
        return Map.of(
                "rules", "/* allow TLS; /* allow h2c from=127.0.0.0/8,::1",
                "keyStore", certificate.keyStore().toString(),
                "keyStorePasswordFile", certificate.passwordFile().toString());
    }

    /** The container of that name. */
    static Container named(String name) {
        return switch (name) {
            case "jetty" -> new JettyContainer();
            case "tomcat" -> new TomcatContainer();
            case "undertow" -> new UndertowContainer();
            default ->
                    throw new IllegalArgumentException(
                            "there is no container \""
                                    + name
                                    + "\". Use -Dcontainer=jetty, tomcat or undertow.");
        };
    }
}
