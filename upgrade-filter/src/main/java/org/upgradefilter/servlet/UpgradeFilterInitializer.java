package org.upgradefilter.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.annotation.HandlesTypes;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.websocket.UpgradeEndpoint;

/**
 * Gives the classes with {@link UpgradeEndpoint} that a container finds in a web application to a
 * filter (Servlet 6.0 §8.2.4).
 *
 * <p>That is the {@link UpgradeFilter} that the application has declared by class and mapped; of
 * several, the one called {@code upgradeFilter}. If there is none, {@code upgradeFilter} is mapped
 * to {@code /*}, behind the filters that the application has mapped. If it cannot be told which is
 * meant, the application does not start. Filters that were built take nothing here, and whatever is
 * registered later, by a {@code ServletContextListener} say, comes too late.
 *
 * <p>Called by the container before any filter starts, in spite of {@code metadata-complete}, but
 * not if an {@code absolute-ordering} leaves out the JAR. Does nothing in an application without
 * such classes.
 */
@HandlesTypes(UpgradeEndpoint.class)
public final class UpgradeFilterInitializer implements ServletContainerInitializer {

    @Override
    public void onStartup(@Nullable Set<Class<?>> found, ServletContext context) {
        // Jetty hands over the subclasses of what is annotated as well (12.1).
        List<Class<?>> annotated =
                found == null
                        ? List.of()
                        : found.stream()
                                .filter(type -> type.isAnnotationPresent(UpgradeEndpoint.class))
                                .toList();
        if (annotated.isEmpty()) {
            return;
        }
        if (context.getFilterRegistration(Assignment.FALLBACK) == null) {
            context.addFilter(Assignment.FALLBACK, UpgradeFilter.class).setAsyncSupported(true);
        }
        List<FilterRegistration> candidates =
                context.getFilterRegistrations().values().stream()
                        .filter(UpgradeFilterInitializer::isDeclaredByClass)
                        .<FilterRegistration>map(filter -> filter)
                        .toList();
        context.addListener(new Assignment(annotated, candidates));
    }

    /** Those that were built are of another class. */
    private static boolean isDeclaredByClass(FilterRegistration filter) {
        return UpgradeFilter.class.getName().equals(filter.getClassName());
    }
}
