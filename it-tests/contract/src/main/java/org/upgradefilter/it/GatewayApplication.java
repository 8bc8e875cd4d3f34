package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.HttpConstraintElement;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.ServletSecurity.TransportGuarantee;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import org.upgradefilter.servlet.UpgradeFilter;

/** What is asked for through a gateway: servlets in all the ways the Servlet API has. */
final class GatewayApplication implements Application {

    /** Where a connection becomes HTTP once more. */
    static final String SWITCH = "/switch";

    private final GatewayWitness witness;
    private final ParallelProtocol parallel = new ParallelProtocol();

    /**
     * @param witness told what happens behind the answers
     */
    GatewayApplication(GatewayWitness witness) {
        this.witness = witness;
    }

    /** Whose connections have requests that a test makes up. */
    ParallelProtocol parallel() {
        return parallel;
    }

    @Override
    public void configure(ServletContext context) {
        UpgradeFilter filter =
                UpgradeFilter.builder()
                        .allow(SWITCH, HttpAgain.inClear())
                        .allow(SWITCH, HttpAgain.withinTls())
                        .allow(SWITCH, parallel)
                        .shutdownTimeout(Duration.ofMillis(300))
                        .build();
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", filter);
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        Filter stamp = GatewayApplication::stamp;
        FilterRegistration.Dynamic stamping = context.addFilter("stamp", stamp);
        stamping.setAsyncSupported(true);
        stamping.addMappingForUrlPatterns(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), true, "/*");

        // Where there is no servlet, Tomcat asks no filter (10.1, 11).
        add(context, SWITCH, new PlainServlet());
        add(context, "/plain", new PlainServlet());
        SimpleServlets.all().forEach((path, servlet) -> add(context, path, servlet));
        new AsyncServlets(witness).all().forEach((path, servlet) -> add(context, path, servlet));
        new StreamingServlets(witness)
                .all()
                .forEach((path, servlet) -> add(context, path, servlet));
        add(context, "/multipart", SimpleServlets.multipart())
                .setMultipartConfig(new MultipartConfigElement(""));
        add(context, "/member/name", SimpleServlets.user());
        add(context, "/confidential", new PlainServlet())
                .setServletSecurity(
                        new ServletSecurityElement(
                                new HttpConstraintElement(TransportGuarantee.CONFIDENTIAL)));
    }

    private static void stamp(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ((HttpServletResponse) response).addHeader("Stamped", request.getDispatcherType().name());
        chain.doFilter(request, response);
    }

    private static ServletRegistration.Dynamic add(
            ServletContext context, String path, HttpServlet servlet) {
        ServletRegistration.Dynamic added = context.addServlet(path, servlet);
        added.setAsyncSupported(true);
        added.addMapping(path);
        return added;
    }
}
