package org.upgradefilter.undertow;

import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.upgradefilter.servlet.OwnEndpoints;

/**
 * The Jakarta endpoints that Undertow serves in its {@code JsrWebSocketFilter}.
 *
 * <p>A listener maps that filter, which runs behind the application's initializers and those of its
 * listeners that may add filters, so all is well unless ours is mapped by the name of a servlet
 * (2.3.24). A mapping cannot be taken away, so more than finding out is not possible.
 *
 * <p>By reflection, so that nothing is linked to: Undertow's classes may be hidden.
 */
final class UndertowEndpoints implements OwnEndpoints {

    /** As Undertow calls it, whose own it always is. */
    private static final String UNDERTOWS = "Undertow Web Socket Filter";

    private final ServletContext application;

    UndertowEndpoints(ServletContext application) {
        this.application = application;
    }

    @Override
    public void putBehind(String filter) {
        List<String> order;
        try {
            order = filtersMappedByPath();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    application.getServerInfo() + " does not show the order of its filters: " + e,
                    e);
        }
        int undertows = order.indexOf(UNDERTOWS);
        int ours = order.lastIndexOf(filter);
        if (undertows >= 0 && (ours < 0 || undertows < ours)) {
            throw new IllegalArgumentException(
                    "Undertow's own WebSocket filter would answer handshakes before this filter has"
                            + " judged them; map this filter to a URL pattern, as in /*, in"
                            + " web.xml or with isMatchAfter=false");
        }
    }

    /** Their names in order, each as often as it is mapped. */
    private List<String> filtersMappedByPath() throws ReflectiveOperationException {
        Object deployment = ask(application, "getDeployment");
        Object info = ask(deployment, "io.undertow.servlet.api.Deployment", "getDeploymentInfo");
        List<String> names = new ArrayList<>();
        for (Object mapping : (List<?>) ask(info, "getFilterMappings")) {
            if (ask(mapping, "getMappingType").toString().equals("URL")) {
                names.add((String) ask(mapping, "getFilterName"));
            }
        }
        return names;
    }

    private static Object ask(Object asked, String method) throws ReflectiveOperationException {
        return ask(asked, asked.getClass().getName(), method);
    }

    /** Asks by a public type of {@code asked}. */
    private static Object ask(Object asked, String type, String method)
            throws ReflectiveOperationException {
        Object answer =
                Class.forName(type, false, asked.getClass().getClassLoader())
                        .getMethod(method)
                        .invoke(asked);
        return Objects.requireNonNull(answer, method);
    }
}
