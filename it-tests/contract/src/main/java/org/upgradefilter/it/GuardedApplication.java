package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Map;
import org.upgradefilter.servlet.UpgradeFilter;

/** What not everybody may have, over HTTP/1.1 as over HTTP/2; and a servlet that says anything. */
public final class GuardedApplication implements Application {

    @Override
    public void configure(ServletContext context) {
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", UpgradeFilter.class);
        upgrade.setInitParameters(
                Map.of(
                        "rules",
                        """
                        %1$s
                        /member/socket   allow   websocket  endpoint=%2$s
                        /socket/same     allow   websocket  endpoint=%2$s
                        /socket/good     allow   websocket  origins=https://good.example endpoint=%2$s
                        /socket/user     allow   websocket  authenticated=true endpoint=%2$s
                        /socket/role     allow   websocket  role=member endpoint=%2$s
                        /socket/direct   allow   websocket  proxied=deny origins=any endpoint=%2$s
                        /socket/host     allow   websocket  host=good.example origins=any endpoint=%2$s
                        /socket/elsewhere allow  websocket  from=10.0.0.0/8 origins=any endpoint=%2$s
                        /socket/denied   deny    websocket
                        /socket/ignored  ignore  websocket
                        """
                                .formatted(
                                        H2cApplication.RULE,
                                        TlsApplication.EchoEndpoint.class.getName()),
                        "otherwise",
                        "deny"));
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        add(context, "/*", new PlainServlet());
        add(context, "/facts", SimpleServlets.all().get("/facts"));
        add(context, "/say", new FunctionServlet(GuardedApplication::say));
        add(context, "/upload", SimpleServlets.all().get("/upload"));
    }

    private static void add(ServletContext context, String path, HttpServlet servlet) {
        context.addServlet(path, servlet).addMapping(path);
    }

    /** Answers with a field, and a trailer, of any name and value. */
    private static void say(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String name = request.getParameter("name");
        String value = request.getParameter("value");
        if (request.getParameter("trailer") == null) {
            response.addHeader(name, value);
        } else {
            response.setTrailerFields(() -> Map.of(name, value));
        }
        response.getOutputStream().print("said");
    }
}
