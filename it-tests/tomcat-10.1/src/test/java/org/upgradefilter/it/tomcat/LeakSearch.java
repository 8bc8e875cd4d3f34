package org.upgradefilter.it.tomcat;

import org.apache.catalina.core.StandardContext;

/** What Tomcat 10.1 looks for when an application has stopped. */
final class LeakSearch {

    private LeakSearch() {}

    /** Leaves out where Tomcat would need {@code --add-opens} to look. */
    static void reduce(StandardContext context) {
        context.setClearReferencesObjectStreamClassCaches(false);
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
    }
}
