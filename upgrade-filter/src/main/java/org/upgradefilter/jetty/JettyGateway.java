package org.upgradefilter.jetty;

import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.io.Duplex;

/**
 * Has requests answered by Jetty as if one of its own connections had read them: each goes through
 * an {@link HttpChannel} over a {@link HttpStream} of ours, and so through every handler of the
 * server.
 */
final class JettyGateway implements Gateway {

    /**
     * Links what requests will need.
     *
     * @throws LinkageError if this Jetty lacks it
     */
    JettyGateway() {
        try {
            for (Class<?> needed :
                    new Class<?>[] {
                        ConnectionFacts.class,
                        JettyEncryption.class,
                        JettyHandler.class,
                        JettyMessages.class,
                        JettyStream.class,
                        StreamContent.class,
                        StreamResponse.class
                    }) {
                Class.forName(needed.getName(), true, needed.getClassLoader());
            }
            HttpChannel.class.getMethod("initialize");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Jetty lacks something", e);
        }
    }

    /**
     * @throws IllegalArgumentException if the duplex was not made by this package
     */
    @Override
    public HttpHandler handlerOver(Duplex transport) {
        if (transport instanceof JettyDuplex duplex) {
            return new JettyHandler(duplex);
        }
        throw new IllegalArgumentException("not a connection of Jetty's: " + transport.getClass());
    }
}
