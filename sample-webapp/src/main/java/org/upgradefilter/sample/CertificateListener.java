package org.upgradefilter.sample;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Gives the filter {@code upgrade} an {@link OwnCertificate} before it starts, by the init-params
 * {@code keyStore} and {@code keyStorePasswordFile}. If {@code web.xml} names a key store, it does
 * nothing.
 *
 * <p>The certificate is kept in the directory that the system property {@value #DIRECTORY} names,
 * or else in the application's own for temporary files.
 */
public final class CertificateListener implements ServletContextListener {

    /** The name of the system property. */
    public static final String DIRECTORY = "sample.keys";

    private static final System.Logger LOG = System.getLogger(CertificateListener.class.getName());

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        FilterRegistration filter = context.getFilterRegistration("upgrade");
        if (filter == null || filter.getInitParameter("keyStore") != null) {
            return;
        }
        try {
            OwnCertificate certificate = OwnCertificate.in(directory(context), Instant.now());
            filter.setInitParameter("keyStore", certificate.keyStore().toString());
            filter.setInitParameter("keyStorePasswordFile", certificate.passwordFile().toString());
            LOG.log(
                    System.Logger.Level.INFO,
                    "TLS is spoken with the certificate {0}, SHA-256 {1}",
                    certificate.certificateFile(),
                    certificate.fingerprint());
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "no certificate could be made; name a key store in web.xml, by the init-params"
                            + " keyStore and keyStorePassword of the filter",
                    e);
        }
    }

    private static Path directory(ServletContext context) {
        String named = System.getProperty(DIRECTORY);
        if (named != null) {
            return Path.of(named);
        }
        File temporary = (File) context.getAttribute(ServletContext.TEMPDIR);
        return temporary.toPath().resolve("sample-keys");
    }
}
