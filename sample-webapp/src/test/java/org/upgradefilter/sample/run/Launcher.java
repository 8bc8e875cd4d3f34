package org.upgradefilter.sample.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.upgradefilter.sample.CertificateListener;
import org.upgradefilter.sample.OwnCertificate;

/**
 * Serves the sample's WAR on 127.0.0.1 until the process is told to end (Ctrl-C).
 *
 * <p>Arguments: the WAR's path, {@code jetty}, {@code tomcat} or {@code undertow}, the port (0 for
 * any that is free). The certificate for TLS is kept beside the WAR, in the directory {@code keys}.
 */
public final class Launcher {

    private static final Logger ROOT_LOG = Logger.getLogger("");
    private static final Logger FILTER_LOG = Logger.getLogger("org.upgradefilter");

    private Launcher() {}

    public static void main(String[] args) throws InterruptedException {
        Container container;
        String whatToTry;
        quietLogs();
        try {
            container = Container.named(args[1]);
            int port = port(args[2]);
            requireFree(port);
            Path war = Path.of(args[0]);
            OwnCertificate certificate = certificate(war);
            port = start(container, war, port, certificate);
            whatToTry = WhatToTry.on(container, port, certificate);
        } catch (Exception e) {
            System.out.flush();
            System.err.println("Cannot start: " + e.getMessage());
            System.exit(1);
            return;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(container), "stop"));
        System.out.println(whatToTry);
        Thread.currentThread().join(); // for ever: the process ends by a signal
    }

    /** That of the sample, which the WAR will find where it is told to look for it. */
    private static OwnCertificate certificate(Path war) throws IOException {
        Path directory = war.resolveSibling("keys");
        System.setProperty(CertificateListener.DIRECTORY, directory.toString());
        return OwnCertificate.in(directory, Instant.now());
    }

    private static int start(Container container, Path war, int port, OwnCertificate certificate)
            throws Exception {
        try {
            return container.start(war, port, certificate);
        } catch (Exception e) {
            container.stop();
            throw e;
        }
    }

    private static void stop(Container container) {
        System.out.println();
        System.out.println("Stopping " + container.name() + " ...");
        try {
            container.stop();
            System.out.println("Stopped.");
        } catch (Exception e) {
            System.out.println("Stopped, not cleanly: " + e);
        }
        System.out.flush();
    }

    private static int port(String text) {
        if (text.matches("[0-9]{1,5}") && Integer.parseInt(text) <= 65535) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is not a port. Use -Dport= with a number, 0 to 65535.");
    }

    /** Asks before the container does, whose own way to say it takes pages. */
    private static void requireFree(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(loopback, port));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "port "
                            + port
                            + " cannot be opened ("
                            + e.getMessage()
                            + "). Choose another with -Dport=, 0 for any that is free.",
                    e);
        }
    }

    /** One line a record; from the container only what went wrong. */
    private static void quietLogs() {
        System.setProperty(
                "java.util.logging.SimpleFormatter.format", "%1$tT %4$s %3$s: %5$s%6$s%n");
        ROOT_LOG.setLevel(Level.WARNING);
        FILTER_LOG.setLevel(Level.INFO);
    }
}
