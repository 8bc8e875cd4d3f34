package org.upgradefilter.tomcat;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.servlet.ContainerAdapter;
import org.upgradefilter.takeover.Takeover;
import org.upgradefilter.tomcat.coyote.TomcatGateway;
import org.upgradefilter.tomcat.coyote.TomcatUpgradeHandler;

/** Takes connections over through {@code HttpServletRequest.upgrade()}, which in Tomcat works. */
public final class TomcatAdapter implements ContainerAdapter {

    private static final System.Logger LOG = System.getLogger(TomcatAdapter.class.getName());

    /**
     * Links what the switch will need.
     *
     * @throws LinkageError if this Tomcat lacks it
     */
    public TomcatAdapter() {
        if (!InternalHttpUpgradeHandler.class.isAssignableFrom(TomcatUpgradeHandler.class)) {
            throw new LinkageError("Tomcat's upgrade handler comes from two class loaders");
        }
    }

    @Override
    public String container() {
        return "Tomcat";
    }

    @Override
    public void switchTo(
            HttpServletRequest request, HttpServletResponse response, Takeover takeover)
            throws IOException, ServletException {
        request.upgrade(TomcatUpgradeHandler.class).take(takeover);
    }

    @Override
    public Optional<Gateway> gateway() {
        try {
            return Optional.of(new TomcatGateway());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "this Tomcat has no way back into the application for upgraded connections",
                    e);
            return Optional.empty();
        }
    }
}
