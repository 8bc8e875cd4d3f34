package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.DelegatingFilterProxy;
import org.upgradefilter.policy.Access;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.websocket.WebSocketProtocol;

/** An upgrade filter on each side of Spring Security's. */
final class SpringApplication implements Application {

    private static final String SPRING = "springSecurityFilterChain";

    private final String adapter;

    /**
     * @param adapter what the filters are told of their adapter
     */
    SpringApplication(String adapter) {
        this.adapter = adapter;
    }

    @Override
    public void configure(ServletContext context) {
        AnnotationConfigWebApplicationContext spring = new AnnotationConfigWebApplicationContext();
        spring.setServletContext(context);
        spring.register(SpringSecurity.class);
        spring.refresh();
        context.addListener(
                new ServletContextListener() {
                    @Override
                    public void contextDestroyed(ServletContextEvent event) {
                        spring.close();
                    }
                });
        add(context, "before", before(), "/before/*");
        add(context, SPRING, new DelegatingFilterProxy(SPRING, spring), "/*");
        add(context, "behind", behind(), "/*");
        context.addServlet("plain", new PlainServlet()).addMapping("/*");
    }

    private static void add(ServletContext context, String name, Filter filter, String paths) {
        FilterRegistration.Dynamic added = context.addFilter(name, filter);
        added.setAsyncSupported(true);
        added.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, paths);
    }

    private UpgradeFilter before() {
        return UpgradeFilter.builder()
                .adapter(adapter)
                .rule(LoginApplication.allow("/before/authenticated", Access.AUTHENTICATED), user())
                .rule(LoginApplication.allow("/before/role", member()), user())
                .allow("/before/anybody", user())
                .build();
    }

    private UpgradeFilter behind() {
        return UpgradeFilter.builder()
                .adapter(adapter)
                .require("/behind/socket", user())
                .require("/behind/member/socket", user())
                .rule(LoginApplication.allow("/behind/role", member()), user())
                .allow("/session/socket", user())
                .build();
    }

    private static WebSocketProtocol user() {
        return WebSocketProtocol.of(new UserEndpoint());
    }

    private static Access member() {
        return new Access.InRole(Set.of(TestUser.ALICE.role()));
    }
}
