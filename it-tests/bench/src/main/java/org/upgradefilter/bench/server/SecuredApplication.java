package org.upgradefilter.bench.server;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import org.upgradefilter.servlet.UpgradeFilter;
import org.upgradefilter.stack.TlsUpgrade;
import org.upgradefilter.tls.Certificates;
import org.upgradefilter.tls.TlsSettings;

/**
 * The web application that is asked through HTTPS and through our TLS: {@code /small} answers with
 * 64 bytes, {@code /down} with as many as its query says, {@code /up} with how many it was sent.
 */
final class SecuredApplication {

    private static final int SMALL_BYTES = 64;

    private SecuredApplication() {}

    static void addTo(ServletContext context, KeyFile keys) {
        FilterRegistration.Dynamic upgrade = context.addFilter("upgrade", filter(keys));
        upgrade.setAsyncSupported(true);
        upgrade.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
        context.addServlet("small", new Servlets.Fixed(SMALL_BYTES)).addMapping("/small");
        context.addServlet("down", new Servlets.Down()).addMapping("/down");
        context.addServlet("up", new Servlets.Up()).addMapping("/up");
    }

    private static UpgradeFilter filter(KeyFile keys) {
        try {
            Certificates certificates =
                    Certificates.of(keys.read(), KeyFile.PASSWORD.toCharArray());
            return UpgradeFilter.builder()
                    .allow("/*", TlsUpgrade.of(TlsSettings.of(certificates, null)))
                    .build();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the key store cannot be read", e);
        }
    }
}
