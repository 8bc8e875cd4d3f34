package org.upgradefilter.bench.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.upgradefilter.tomcat.server.UpgradingNioProtocol;

/** Tomcat with two NIO connectors, of which one has its own HTTP/2 and the other ours. */
final class TomcatH2c implements BenchedServer {

    @Override
    public List<Integer> start() throws Exception {
        Path home = Files.createTempDirectory("bench-tomcat");
        home.toFile().deleteOnExit();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(home.toString());
        Connector ours = TomcatEcho.set(new Connector(UpgradingNioProtocol.class.getName()));
        ours.setProperty("rules", H2cApplication.RULE);
        Connector own = TomcatEcho.connector();
        own.addUpgradeProtocol(new Http2Protocol());
        tomcat.setConnector(ours);
        tomcat.getService().addConnector(own);
        Context application = tomcat.addContext("", home.toString());
        application.addServletContainerInitializer(
                (classes, context) -> H2cApplication.addTo(context), null);
        tomcat.start();
        return List.of(ours.getLocalPort(), own.getLocalPort());
    }
}
