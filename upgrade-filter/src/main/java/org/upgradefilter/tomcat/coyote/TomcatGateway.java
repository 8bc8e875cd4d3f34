package org.upgradefilter.tomcat.coyote;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.catalina.core.StandardThreadExecutor;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.exchange.HttpHandler;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.takeover.FewAtOnce;

/**
 * The way back into the web application through Tomcat's own pipeline: valves, filters, sessions,
 * security constraints, error pages, asynchronous requests and access logs are all there, and see a
 * request as any other of the connector the connection came in by.
 *
 * <p>Tomcat maps each request by its host and path, so it may reach another application as well, as
 * one on the same connection could before it was upgraded.
 */
public final class TomcatGateway implements Gateway {

    /** From a socket to the connector it belongs to; both methods are protected (10.1, 11). */
    private final Method endpointOf;

    private final Method protocolOf;

    /** By connector, of which there may be several. */
    private final Map<AbstractProtocol<?>, FewAtOnce> turns = new ConcurrentHashMap<>();

    private final Map<AbstractProtocol<?>, Processors> processors = new ConcurrentHashMap<>();

    /**
     * Looks for what it will need.
     *
     * @throws ReflectiveOperationException if this Tomcat lacks it
     * @throws RuntimeException if it cannot be got at, where Tomcat is a module that is closed
     */
    public TomcatGateway() throws ReflectiveOperationException {
        endpointOf = accessible(SocketWrapperBase.class, "getEndpoint");
        protocolOf =
                accessible(
                        Class.forName(AbstractProtocol.class.getName() + "$ConnectionHandler"),
                        "getProtocol");
        // What differs from one release to another; not all of the 10.1 line has it.
        require(Request.class, "markStartTime");
        require(Request.class, "getMimeTrailerFields");
        require(AbstractProtocol.class, "addWaitingProcessor");
    }

    private static Method accessible(Class<?> type, String name)
            throws ReflectiveOperationException {
        Method method = type.getDeclaredMethod(name);
        method.setAccessible(true);
        return method;
    }

    private static void require(Class<?> type, String name) throws NoSuchMethodException {
        if (Arrays.stream(type.getMethods()).noneMatch(method -> method.getName().equals(name))) {
            throw new NoSuchMethodException(type.getName() + "." + name);
        }
    }

    @Override
    public HttpHandler handlerOver(Duplex transport) {
        if (!(transport instanceof TomcatDuplex duplex)) {
            throw new IllegalArgumentException("not a duplex of this adapter: " + transport);
        }
        SocketWrapperBase<?> socket = duplex.socket();
        // While the socket is open: it remembers them, and logs of requests want them later.
        socket.getRemoteAddr();
        socket.getRemotePort();
        socket.getLocalAddr();
        socket.getLocalPort();
        AbstractProtocol<?> protocol = protocolOf(socket);
        Surroundings surroundings =
                new Surroundings(
                        duplex,
                        protocol,
                        turns.computeIfAbsent(protocol, TomcatGateway::turnsIn),
                        processors.computeIfAbsent(
                                protocol, known -> new Processors(known.getAdapter())));
        return exchange -> {
            TomcatExchange begun = new TomcatExchange(exchange, surroundings);
            begun.begin();
            return begun;
        };
    }

    /** A quarter of the workers is for those who bring what the others wait for. */
    private static FewAtOnce turnsIn(AbstractProtocol<?> protocol) {
        int workers = workersOf(protocol);
        return new FewAtOnce(Math.max(1, workers - Math.max(1, workers / 4)));
    }

    private static int workersOf(AbstractProtocol<?> protocol) {
        int own = protocol.getMaxThreads();
        if (own > 0) {
            return own;
        }
        // An executor that connectors share, or one that is not bounded, as of virtual threads.
        return protocol.getExecutor() instanceof StandardThreadExecutor shared
                ? shared.getMaxThreads()
                : Integer.MAX_VALUE;
    }

    private AbstractProtocol<?> protocolOf(SocketWrapperBase<?> socket) {
        try {
            AbstractEndpoint<?, ?> endpoint = (AbstractEndpoint<?, ?>) endpointOf.invoke(socket);
            return (AbstractProtocol<?>) protocolOf.invoke(endpoint.getHandler());
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("the socket's connector was not found", e);
        }
    }
}
