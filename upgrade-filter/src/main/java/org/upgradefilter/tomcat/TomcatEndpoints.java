package org.upgradefilter.tomcat;

import jakarta.servlet.ServletContext;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.Globals;
import org.apache.catalina.WebResourceRoot;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.upgradefilter.servlet.OwnEndpoints;

/**
 * The Jakarta endpoints that Tomcat serves in its {@code WsFilter}.
 *
 * <p>Every application has that filter, endpoints or not. It stands behind those of {@code
 * web.xml}, but before those that the application's own initializers and listeners add (10.1, 11).
 */
public final class TomcatEndpoints implements OwnEndpoints {

    private static final String TOMCATS = "org.apache.tomcat.websocket.server.WsFilter";

    private final ServletContext application;

    /** Those of one web application. */
    public TomcatEndpoints(ServletContext application) {
        this.application = application;
    }

    @Override
    public void putBehind(String filter) {
        if (application.getAttribute(Globals.RESOURCES_ATTR) instanceof WebResourceRoot root) {
            putBehind(filter, root.getContext());
        } else {
            throw new IllegalArgumentException(
                    "whether Tomcat's own WebSocket filter stands behind this filter cannot be"
                            + " told, since the servlet context lacks "
                            + Globals.RESOURCES_ATTR);
        }
    }

    private static void putBehind(String filter, Context context) {
        List<FilterMap> maps = List.of(context.findFilterMaps());
        int last = -1;
        for (int i = 0; i < maps.size(); i++) {
            if (filter.equals(maps.get(i).getFilterName()) && isByPath(maps.get(i))) {
                last = i;
            }
        }
        if (last < 0 && maps.stream().anyMatch(map -> isTomcats(map, context))) {
            // Those that are mapped by the names of servlets stand behind all others.
            throw new IllegalArgumentException(
                    "Tomcat's own WebSocket filter would answer handshakes before this filter has"
                            + " judged them; map this filter to a URL pattern, as in /*");
        }
        for (FilterMap map : maps.subList(0, last + 1)) {
            if (isTomcats(map, context)) {
                context.removeFilterMap(map);
                context.addFilterMap(map);
            }
        }
    }

    private static boolean isByPath(FilterMap map) {
        return map.getMatchAllUrlPatterns() || map.getURLPatterns().length > 0;
    }

    private static boolean isTomcats(FilterMap map, Context context) {
        FilterDef filter = context.findFilterDef(map.getFilterName());
        return filter != null && TOMCATS.equals(filter.getFilterClass());
    }
}
