package org.upgradefilter.servlet;

import jakarta.servlet.FilterRegistration;
import java.util.Collection;
import java.util.List;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;

/**
 * Which requests come to a filter, by their path or by their servlet.
 *
 * @param urlPatterns as the Servlet specification writes them
 * @param servlets by name
 */
record Mapping(Collection<String> urlPatterns, Collection<String> servlets) {

    static Mapping of(FilterRegistration filter) {
        return new Mapping(filter.getUrlPatternMappings(), filter.getServletNameMappings());
    }

    boolean isEmpty() {
        return urlPatterns.isEmpty() && servlets.isEmpty();
    }

    /**
     * Checks that each rule can meet a request, as far as the mapping tells.
     *
     * @throws IllegalArgumentException if one cannot: what it denies would pass
     */
    void requireToReach(List<Rule> rules) {
        if (!servlets.isEmpty()) {
            return; // Which paths those have is the container's to know.
        }
        for (Rule rule : rules) {
            if (urlPatterns.stream().noneMatch(pattern -> reaches(pattern, rule.path()))) {
                throw new IllegalArgumentException(
                        "it is mapped to "
                                + String.join(", ", urlPatterns)
                                + ", so no request for \""
                                + rule
                                + "\" ever comes to it; map it to /*, or drop the rule");
            }
        }
    }

    private static boolean reaches(String urlPattern, PathPattern path) {
        // Of the root, and of all that no other mapping takes.
        return urlPattern.isEmpty()
                || urlPattern.equals("/")
                || PathPattern.of(urlPattern).overlaps(path);
    }
}
