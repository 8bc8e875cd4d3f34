package org.upgradefilter.it;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** Where the build has put the WAR of the sample. */
public final class SampleWar {

    private SampleWar() {}

    /** What the system property {@code sample.war} names. */
    public static Path path() {
        return Path.of(System.getProperty("sample.war"));
    }

    /** Trusts the certificate that the sample has made, where the build has told it to. */
    static SSLContext trusting() throws IOException, GeneralSecurityException {
        return TestCertificate.trusting(
                Path.of(System.getProperty("sample.keys"), "certificate.pem"));
    }

    /**
     * Makes a copy whose filter waits for nobody any longer.
     *
     * @param copy where it will be
     * @param most of the filter's time limits for good-byes
     */
    static void copyImpatient(Path copy, Duration most) throws IOException {
        Files.copy(path(), copy);
        try (FileSystem war = FileSystems.newFileSystem(copy)) {
            Path webXml = war.getPath("WEB-INF/web.xml");
            String declared = Files.readString(webXml);
            String limited =
                    declared.replaceFirst(
                            "<init-param>",
                            initParam("shutdownTimeoutMs", most)
                                    + initParam("closeTimeoutMs", most)
                                    + "<init-param>");
            if (limited.equals(declared)) {
                throw new AssertionError("the filter of the sample has no init-param");
            }
            Files.writeString(webXml, limited);
        }
    }

    private static String initParam(String name, Duration value) {
        return "<init-param><param-name>%s</param-name><param-value>%d</param-value></init-param>"
                .formatted(name, value.toMillis());
    }
}
