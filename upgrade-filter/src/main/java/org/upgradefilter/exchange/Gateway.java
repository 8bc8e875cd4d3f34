package org.upgradefilter.exchange;

import org.upgradefilter.io.Duplex;

/**
 * The way back into a web application, for connections that were taken over from its container. Any
 * thread.
 */
@FunctionalInterface
public interface Gateway {

    /**
     * What answers the requests of one connection.
     *
     * @param transport the duplex the connection was taken over with, by the adapter this gateway
     *     belongs to; it tells the addresses of both ends, and where the application may run
     */
    HttpHandler handlerOver(Duplex transport);
}
