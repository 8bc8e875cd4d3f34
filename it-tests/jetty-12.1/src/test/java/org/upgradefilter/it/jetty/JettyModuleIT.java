package org.upgradefilter.it.jetty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.xml.XmlConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.upgradefilter.it.RawConnection;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.it.TestCertificate;
import org.upgradefilter.jetty.server.UpgradeConnectionFactory;

/** The module's files in the JAR for servers, as {@code start.jar} reads them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JettyModuleIT {

    private static final Pattern PROPERTY =
            Pattern.compile("(?m)^(?:# )?upgradefilter\\.(\\w+)=.*$");

    private static final Pattern ENTRY =
            Pattern.compile("<Item>(\\w+)</Item><Item><Property name=\"upgradefilter\\.(\\w+)\"/>");

    private final ResourceFactory.Closeable resources = ResourceFactory.closeable();

    private Resource file(String name) {
        return resources
                .newJarFileResource(Path.of(System.getProperty("server.jar")).toUri())
                .resolve(name);
    }

    private String text(String name) throws Exception {
        try (var in = file(name).newInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void the_connector_of_the_http_module_upgrades() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        XmlConfiguration module = new XmlConfiguration(file("etc/upgrade-filter.xml"));
        module.getIdMap().put("httpConnector", connector);
        module.getProperties().put("upgradefilter.rules", "/* allow TLS");
        module.getProperties().put("upgradefilter.keyStore", TestCertificate.keyStore().toString());
        module.getProperties().put("upgradefilter.keyStorePassword", TestCertificate.PASSWORD);
        module.configure();
        server.start();
        try (RawConnection client =
                RawConnection.to(URI.create("http://127.0.0.1:" + connector.getLocalPort()))) {
            client.open(
                    RawRequest.line("OPTIONS * HTTP/1.1")
                            .with("Connection", "Upgrade")
                            .with("Upgrade", "TLS/1.2"));
            assertEquals(200, client.secured(socket -> {}).response().status());
        } finally {
            server.stop();
        }
    }

    @Test
    void every_setting_is_a_property_and_is_explained() throws Exception {
        Map<String, String> entries = new TreeMap<>();
        ENTRY.matcher(text("etc/upgrade-filter.xml"))
                .results()
                .forEach(entry -> entries.put(entry.group(1), entry.group(2)));
        entries.forEach((setting, property) -> assertEquals(setting, property));
        Set<String> explained =
                PROPERTY.matcher(text("modules/upgrade-filter.mod"))
                        .results()
                        .map(property -> property.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(knownSettings(), entries.keySet());
        assertEquals(knownSettings(), explained);
    }

    /** As an unknown one is told. */
    private static Set<String> knownSettings() {
        IllegalArgumentException unknown =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new UpgradeConnectionFactory(Map.of("unknown", "")));
        String known = unknown.getMessage().replaceFirst("(?s).*known are ", "");
        return new TreeSet<>(Arrays.asList(known.split(", ", -1)));
    }

    @Test
    void a_wrong_property_is_named_with_the_cure() throws Exception {
        XmlConfiguration module = new XmlConfiguration(file("etc/upgrade-filter.xml"));
        module.getIdMap().put("httpConnector", new ServerConnector(new Server()));
        module.getProperties().put("upgradefilter.hostCheck", "lax");
        InvocationTargetException thrown =
                assertThrows(InvocationTargetException.class, module::configure);
        String message = thrown.getCause().getMessage();
        assertTrue(message.contains("hostCheck=lax"), message);
        assertTrue(message.contains("known or strict"), message);
    }
}
