package org.upgradefilter.jetty;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.jetty.connector.JettyConnection;
import org.upgradefilter.jetty.connector.JettyDuplex;
import org.upgradefilter.jetty.connector.JettyGateway;
import org.upgradefilter.servlet.ContainerAdapter;
import org.upgradefilter.takeover.Takeover;

/**
 * Takes connections over the way Jetty's own WebSocket does: a request attribute names the
 * connection that replaces the HTTP one when the 101 has gone out.
 *
 * <p>Never through {@code HttpServletRequest.upgrade()}: in 12.0 it throws, in 12.1 it sees an
 * immediate end of stream and lets the client's next bytes be parsed as HTTP.
 */
public final class JettyAdapter implements ContainerAdapter {

    private static final System.Logger LOG = System.getLogger(JettyAdapter.class.getName());

    private final @Nullable Gateway gateway;

    /**
     * Links what the switch will need, so that nothing can be found missing after a 101.
     *
     * @throws LinkageError if this Jetty lacks it
     */
    public JettyAdapter() {
        try {
            for (Class<?> needed :
                    new Class<?>[] {JettyConnection.class, JettyDuplex.class, HttpStream.class}) {
                Class.forName(needed.getName(), true, needed.getClassLoader());
            }
        } catch (ClassNotFoundException e) {
            throw new LinkageError("Jetty lacks something", e);
        }
        gateway = gatewayIfPossible();
    }

    private static @Nullable Gateway gatewayIfPossible() {
        try {
            return new JettyGateway();
        } catch (LinkageError e) {
            LOG.log(System.Logger.Level.INFO, "this Jetty lacks what a gateway needs", e);
            return null;
        }
    }

    @Override
    public String container() {
        return "Jetty";
    }

    @Override
    public void switchTo(
            HttpServletRequest request, HttpServletResponse response, Takeover takeover)
            throws ServletException {
        Request core = core(request);
        core.setAttribute(
                HttpStream.UPGRADE_CONNECTION_ATTRIBUTE,
                new JettyConnection(core.getConnectionMetaData(), takeover));
    }

    @Override
    public Optional<Gateway> gateway() {
        return Optional.ofNullable(gateway);
    }

    /** The core request behind the servlet one, whichever EE version wraps it (ee10, ee11). */
    static Request core(HttpServletRequest request) throws ServletException {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        try {
            return (Request) innermost.getClass().getMethod("getRequest").invoke(innermost);
        } catch (InvocationTargetException e) {
            throw new ServletException("Jetty does not give its request away", e.getCause());
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ServletException(
                    "the request is not Jetty's but a " + innermost.getClass().getName(), e);
        }
    }
}
