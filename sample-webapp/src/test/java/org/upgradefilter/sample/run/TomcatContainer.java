package org.upgradefilter.sample.run;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.upgradefilter.sample.OwnCertificate;
import org.upgradefilter.tomcat.server.UpgradingNioProtocol;

/** Tomcat 10.1. */
final class TomcatContainer implements Container {

    private final Tomcat tomcat = new Tomcat();

    @Override
    public String name() {
        return ServerInfo.getServerInfo();
    }

    @Override
    public int start(Path war, int port, OwnCertificate certificate) throws Exception {
        Path home = Files.createTempDirectory("sample-tomcat");
        tomcat.setBaseDir(home.toString());
        Files.createDirectory(home.resolve("webapps"));

        Connector connector = new Connector(UpgradingNioProtocol.class.getName());
        Container.upgrades(certificate).forEach(connector::setProperty);
        connector.setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
        connector.setPort(port);
        connector.setThrowOnFailure(true);
        tomcat.setConnector(connector);

        StandardContext application = (StandardContext) tomcat.addWebapp("", war.toString());
        // The WAR's classes come first, so the copy on the launcher's class path is the
        // connector's.
        application.setParentClassLoader(getClass().getClassLoader());
        application.addLifecycleListener(TomcatContainer::withoutJsp);
        // Memory that a stopped application keeps does not matter here: the process ends.
        application.setClearReferencesObjectStreamClassCaches(false);
        application.setClearReferencesRmiTargets(false);
        application.setClearReferencesThreadLocals(false);
        tomcat.start();
        if (!application.getState().isAvailable()) {
            throw new IllegalStateException("the web application did not start; see the log.");
        }
        return connector.getLocalPort();
    }

    /** Takes back what Tomcat declares for every application, here without the classes. */
    private static void withoutJsp(LifecycleEvent event) {
        if (event.getType().equals(Lifecycle.BEFORE_START_EVENT)) {
            StandardContext application = (StandardContext) event.getLifecycle();
            application.removeServletMapping("*.jsp");
            application.removeServletMapping("*.jspx");
            application.removeChild(application.findChild("jsp"));
        }
    }

    @Override
    public void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
        ExpandWar.delete(tomcat.getServer().getCatalinaBase());
    }
}
