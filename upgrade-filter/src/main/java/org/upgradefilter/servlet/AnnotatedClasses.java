package org.upgradefilter.servlet;

import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.stream.Collectors;
import org.upgradefilter.websocket.UpgradeEndpoint;

/**
 * The classes with {@link UpgradeEndpoint} that the container has found, and the filter that takes
 * them: an attribute of the web application.
 */
record AnnotatedClasses(String filter, List<Class<?>> types) {

    private static final String ATTRIBUTE = UpgradeEndpoint.class.getName();

    AnnotatedClasses {
        types = List.copyOf(types);
    }

    /** For the filter, which starts later. */
    void putInto(ServletContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /** What {@code filter} takes. */
    static List<Class<?>> of(ServletContext context, String filter) {
        return context.getAttribute(ATTRIBUTE) instanceof AnnotatedClasses found
                        && found.filter.equals(filter)
                ? found.types
                : List.of();
    }

    /** Their names, in order. */
    static String names(List<Class<?>> types) {
        return types.stream().map(Class::getName).sorted().collect(Collectors.joining(", "));
    }
}
