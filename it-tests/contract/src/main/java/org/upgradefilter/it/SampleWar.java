package org.upgradefilter.it;

import java.nio.file.Path;

/** Where the build has put the WAR of the sample. */
public final class SampleWar {

    private SampleWar() {}

    /** What the system property {@code sample.war} names. */
    public static Path path() {
        return Path.of(System.getProperty("sample.war"));
    }
}
