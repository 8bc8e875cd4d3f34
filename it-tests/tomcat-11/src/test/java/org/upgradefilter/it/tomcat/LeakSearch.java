package org.upgradefilter.it.tomcat;

import org.apache.catalina.core.StandardContext;

/**
 * As that of Tomcat 10.1, before which it stands on the class path, without a setting that 11
 * lacks.
 */
final class LeakSearch {

    private LeakSearch() {}

    /** Leaves out where Tomcat would need {@code --add-opens} to look. */
    static void reduce(StandardContext context) {
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
    }
}
