package org.upgradefilter.it;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.upgradefilter.policy.Access;
import org.upgradefilter.policy.Conditions;
import org.upgradefilter.policy.PathPattern;
import org.upgradefilter.policy.Rule;
import org.upgradefilter.policy.Verdict;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.websocket.WebSocketProtocol;

/** A socket where the container lets some users in, and sockets where only the rules do. */
final class LoginApplication implements Application {

    private final String adapter;

    /**
     * @param adapter what the filter is told of its adapter
     */
    LoginApplication(String adapter) {
        this.adapter = adapter;
    }

    @Override
    public void configure(ServletContext context) {
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", filter());
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("plain", new PlainServlet()).addMapping("/*");
    }

    private UpgradeFilter filter() {
        WebSocketProtocol socket = WebSocketProtocol.of(new UserEndpoint());
        Access member = new Access.InRole(Set.of(TestUser.ALICE.role()));
        return UpgradeFilter.builder()
                .adapter(adapter)
                .require("/member/socket", socket)
                .rule(allow("/open/authenticated", Access.AUTHENTICATED), socket)
                .rule(allow("/open/role", member), socket)
                .build();
    }

    /** A rule for a WebSocket. */
    static Rule allow(String path, Access access) {
        return new Rule(
                PathPattern.of(path),
                Conditions.NONE,
                List.of(WebSocketProtocol.TOKEN),
                Verdict.ALLOW,
                access);
    }
}
