package org.upgradefilter.jetty.connector;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannel;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.ThreadPoolBudget;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.takeover.FewAtOnce;

/**
 * Has requests answered by Jetty as if one of its own connections had read them: each goes through
 * an {@link HttpChannel} over a {@link HttpStream} of ours, and so through every handler of the
 * server.
 */
public final class JettyGateway implements Gateway {

    /** By connector, of which there may be several. */
    private final Map<Connector, FewAtOnce> turns = new ConcurrentHashMap<>();

    /**
     * Links what requests will need.
     *
     * @throws LinkageError if this Jetty lacks it
     */
    public JettyGateway() {
        try {
            for (Class<?> needed :
                    new Class<?>[] {
                        ConnectionFacts.class,
                        JettyChannels.class,
                        JettyChannels.Channel.class,
                        JettyEncryption.class,
                        JettyHandler.class,
                        JettyMessages.class,
                        JettyStream.class,
                        RequestFacts.class,
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
            return new JettyHandler(
                    duplex,
                    turns.computeIfAbsent(duplex.connection().connector(), JettyGateway::turnsIn));
        }
        throw new IllegalArgumentException("not a connection of Jetty's: " + transport.getClass());
    }

    /**
     * A quarter of the workers is for those who bring what the others wait for; but at least one
     * besides those that accept, select, or are in reserve, who take nothing that waits for a
     * worker (12.0, 12.1).
     */
    private static FewAtOnce turnsIn(Connector connector) {
        if (!(connector.getExecutor() instanceof ThreadPool.SizedThreadPool pool)) {
            return new FewAtOnce(Integer.MAX_VALUE);
        }
        int workers = pool.getMaxThreads();
        ThreadPoolBudget budget = pool.getThreadPoolBudget();
        int leased = budget == null ? 0 : budget.getLeasedThreads();
        return new FewAtOnce(Math.max(1, workers - Math.max(leased + 1, workers / 4)));
    }
}
