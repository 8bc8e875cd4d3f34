package org.upgradefilter.jetty;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.InvocationTargetException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.Jetty;
import org.eclipse.jetty.util.component.Container;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.servlet.OwnEndpoints;

/**
 * What Jetty serves in its {@code WebSocketUpgradeFilter}: Jakarta endpoints, and those of its own
 * API that are mapped at the start or later.
 *
 * <p>That filter puts itself before all others as soon as there is something for it to serve (12.0,
 * 12.1), so it is put behind ours now and whenever a filter is mapped.
 */
public final class JettyEndpoints implements OwnEndpoints {

    private static final System.Logger LOG = System.getLogger(JettyEndpoints.class.getName());

    private static final String MAPPINGS =
            "org.eclipse.jetty.websocket.core.server.WebSocketMappings";
    private static final String UPGRADE_HANDLER =
            "org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler";

    /** 12.1 makes a request of its own from what the wrapper says. */
    private static final boolean IGNORES_WRAPPERS = Jetty.VERSION.startsWith("12.0.");

    private final ContextHandler application;
    private final Handler servlets;
    private final FilterOrder order;

    private Container.@Nullable Listener listener;

    /**
     * Those of one web application.
     *
     * @throws ReflectiveOperationException if this Jetty does not show its filters
     */
    public JettyEndpoints(ServletContext context) throws ReflectiveOperationException {
        application =
                (ContextHandler) context.getClass().getMethod("getContextHandler").invoke(context);
        servlets =
                (Handler) application.getClass().getMethod("getServletHandler").invoke(application);
        order = new FilterOrder(servlets);
    }

    @Override
    public void putBehind(String filter) {
        order.putJettysBehind(filter);
        if (application.getDescendants().stream().anyMatch(JettyEndpoints::isUpgradeHandler)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Jetty''s WebSocketUpgradeHandler stands before every filter, and what it"
                            + " serves is not judged by \"{0}\"",
                    filter);
        }
        Container.Listener later = new Later(filter);
        listener = later;
        servlets.addEventListener(later);
    }

    /** By its name, since it is not there unless somebody uses it. */
    private static boolean isUpgradeHandler(Handler handler) {
        for (Class<?> type = handler.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(UPGRADE_HANDLER)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean seeThroughWrappers(HttpServletRequest request) {
        if (!IGNORES_WRAPPERS || request.getHeader("Sec-WebSocket-Version") == null) {
            return false;
        }
        Object mappings = application.getAttribute(MAPPINGS);
        return mappings != null && isServed(mappings, request);
    }

    private static boolean isServed(Object mappings, HttpServletRequest request) {
        try {
            BiConsumer<Request, Object> ignoring = (matched, path) -> {};
            return mappings.getClass()
                            .getMethod("getMatchedNegotiator", Request.class, BiConsumer.class)
                            .invoke(mappings, JettyAdapter.core(request), ignoring)
                    != null;
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Jetty's endpoints cannot be asked", e.getCause());
        } catch (ReflectiveOperationException | ServletException e) {
            throw new IllegalStateException("Jetty's endpoints cannot be asked", e);
        }
    }

    @Override
    public void close() {
        if (listener != null) {
            servlets.removeEventListener(listener);
            listener = null;
        }
    }

    /** Hears of filters that are mapped after the start, as Jetty's own may be. */
    private final class Later implements Container.Listener {

        private final String filter;

        Later(String filter) {
            this.filter = filter;
        }

        @Override
        public void beanAdded(Container parent, Object child) {
            if (order.isMapping(child)) {
                order.putJettysBehind(filter);
            }
        }

        @Override
        public void beanRemoved(Container parent, Object child) {}
    }
}
