package org.upgradefilter.bench.tls;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.upgradefilter.bench.ServerProcess;
import org.upgradefilter.bench.Way;

/** Where a server speaks TLS, and how to get there. */
record Address(Way way, int port) {

    static Address of(ServerProcess server, Way way) {
        return new Address(way, way == Way.OWN ? server.otherPort() : server.port());
    }

    InetSocketAddress socket() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
