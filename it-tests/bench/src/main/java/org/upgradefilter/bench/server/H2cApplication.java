package org.upgradefilter.bench.server;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;

/** The web application that is asked through the container's HTTP/2 and through ours. */
final class H2cApplication {

    /** Lets the benchmark's client begin with HTTP/2. */
    static final String RULE = "/* allow h2c from=127.0.0.0/8,::1";

    private H2cApplication() {}

    static void addTo(ServletContext context) {
        context.addServlet("small", new Servlets.Fixed(20)).addMapping("/small");
        context.addServlet("large", new Servlets.Fixed(16 * 1024)).addMapping("/large");
        context.addServlet("down", new Servlets.Down()).addMapping("/down");
        context.addServlet("up", new Servlets.Up()).addMapping("/up");
        ServletRegistration.Dynamic waiting = context.addServlet("waiting", new Servlets.Waiting());
        waiting.setAsyncSupported(true);
        waiting.addMapping("/waiting");
    }
}
