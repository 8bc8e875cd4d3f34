package org.upgradefilter.it.glassfish;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import java.util.concurrent.atomic.AtomicReference;
import org.upgradefilter.it.Application;

/** What {@code web.xml} names, since an {@link Application} is no class that it could name. */
public final class ApplicationListener implements ServletContextListener {

    private static final AtomicReference<Application> NEXT = new AtomicReference<>();

    /** For the container. */
    public ApplicationListener() {}

    /** What the web application that is deployed next is made of. */
    static void next(Application application) {
        NEXT.set(application);
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            NEXT.get().configure(event.getServletContext());
        } catch (ServletException e) {
            throw new IllegalStateException("the application did not start", e);
        }
    }
}
