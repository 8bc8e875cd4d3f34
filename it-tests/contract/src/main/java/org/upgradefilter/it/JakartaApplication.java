package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.upgradefilter.servlet.UpgradeFilter;

/**
 * Endpoints of the container's own, each a {@link JakartaEcho}, behind a {@link Gatekeeper} and a
 * filter with these init-params; behind them, {@link PlainServlet}.
 *
 * @param paths where the endpoints are
 */
record JakartaApplication(List<String> paths, Placement placement, Map<String, String> initParams)
        implements Application {

    /** How the filter is added. */
    enum Placement {
        /** By an initializer of the application, behind the filters that are there. */
        INITIALIZER,
        /** By an initializer, before the filters that are there. */
        INITIALIZER_BEFORE,
        /** By an initializer, and for a servlet instead of a path. */
        SERVLET_NAME
    }

    @Override
    public void configure(ServletContext context) {
        context.addServlet("plain", new PlainServlet()).addMapping("/*");
        addFilters(context);
        context.addListener(new Listener());
    }

    private void addFilters(ServletContext context) {
        FilterRegistration.Dynamic gatekeeper = context.addFilter("gatekeeper", new Gatekeeper());
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", UpgradeFilter.class);
        upgrade.setInitParameters(initParams);
        for (FilterRegistration.Dynamic filter : List.of(gatekeeper, upgrade)) {
            filter.setAsyncSupported(true);
            EnumSet<DispatcherType> requests = EnumSet.of(DispatcherType.REQUEST);
            if (placement == Placement.SERVLET_NAME) {
                filter.addMappingForServletNames(requests, true, "plain");
            } else {
                filter.addMappingForUrlPatterns(
                        requests, placement != Placement.INITIALIZER_BEFORE, "/*");
            }
        }
    }

    /** Adds what may only be added once the container has set up its own. */
    private final class Listener implements ServletContextListener {

        @Override
        public void contextInitialized(ServletContextEvent event) {
            ServletContext context = event.getServletContext();
            ServerContainer jakarta =
                    (ServerContainer) context.getAttribute(ServerContainer.class.getName());
            try {
                for (String path : paths) {
                    jakarta.addEndpoint(
                            ServerEndpointConfig.Builder.create(JakartaEcho.class, path).build());
                }
            } catch (DeploymentException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
