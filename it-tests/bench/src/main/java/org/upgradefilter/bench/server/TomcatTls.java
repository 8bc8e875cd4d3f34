package org.upgradefilter.bench.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** Tomcat with two NIO connectors, of which one speaks HTTPS by JSSE. */
final class TomcatTls implements BenchedServer {

    private final KeyFile keys;

    TomcatTls(KeyFile keys) {
        this.keys = keys;
    }

    @Override
    public List<Integer> start() throws Exception {
        Path home = Files.createTempDirectory("bench-tomcat");
        home.toFile().deleteOnExit();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(home.toString());
        Connector clear = TomcatEcho.connector();
        Connector secure = secure();
        tomcat.setConnector(clear);
        tomcat.getService().addConnector(secure);
        Context application = tomcat.addContext("", home.toString());
        application.addServletContainerInitializer(
                (classes, context) -> SecuredApplication.addTo(context, keys), null);
        tomcat.start();
        return List.of(clear.getLocalPort(), secure.getLocalPort());
    }

    private Connector secure() {
        Connector connector = TomcatEcho.connector();
        connector.setScheme("https");
        connector.setSecure(true);
        connector.setProperty("SSLEnabled", "true");
        // By default it closes a connection after 100 requests; what is upgraded is not counted.
        connector.setProperty("maxKeepAliveRequests", "-1");
        SSLHostConfig tls = new SSLHostConfig();
        tls.setProtocols("TLSv1.2+TLSv1.3");
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(keys.path().toString());
        certificate.setCertificateKeystorePassword(KeyFile.PASSWORD);
        tls.addCertificate(certificate);
        connector.addSslHostConfig(tls);
        return connector;
    }
}
