package org.upgradefilter.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.EnumSet;
import java.util.List;

/**
 * Decides which filter takes the annotated classes, and maps one if none is mapped.
 *
 * <p>A listener, because mappings of {@code web.xml} cannot be seen earlier on Jetty (12.1); given
 * all registrations, because a listener that was added may not ask for them (Servlet 6.0 §4.4).
 *
 * @param annotated the classes
 * @param candidates the filters that are declared by class
 */
record Assignment(List<Class<?>> annotated, List<FilterRegistration> candidates)
        implements ServletContextListener {

    /** Is mapped if no candidate is; {@code META-INF/web-fragment.xml} declares it. */
    static final String FALLBACK = "upgradeFilter";

    /**
     * @throws IllegalStateException if it cannot be told which filter is meant; the message says
     *     what would be right
     */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        new AnnotatedClasses(filter(), annotated).putInto(event.getServletContext());
    }

    private String filter() {
        List<String> mapped =
                candidates.stream()
                        .filter(filter -> !Mapping.of(filter).isEmpty())
                        .map(FilterRegistration::getName)
                        .sorted()
                        .toList();
        if (mapped.isEmpty()) {
            map();
            return FALLBACK;
        }
        if (mapped.size() == 1) {
            return mapped.get(0);
        }
        if (mapped.contains(FALLBACK)) {
            return FALLBACK;
        }
        throw refusal(
                "the filters "
                        + String.join(", ", mapped)
                        + " are all of class "
                        + UpgradeFilter.class.getName()
                        + "; call the one "
                        + FALLBACK
                        + " that is meant");
    }

    private void map() {
        candidates.stream()
                .filter(filter -> filter.getName().equals(FALLBACK))
                .findFirst()
                .orElseThrow(
                        () ->
                                refusal(
                                        "filter "
                                                + FALLBACK
                                                + " is of another class than "
                                                + UpgradeFilter.class.getName()
                                                + "; give it another name"))
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
    }

    private IllegalStateException refusal(String why) {
        return new IllegalStateException(
                "@UpgradeEndpoint of " + AnnotatedClasses.names(annotated) + ": " + why);
    }
}
