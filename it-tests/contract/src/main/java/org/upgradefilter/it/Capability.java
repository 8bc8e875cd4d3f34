package org.upgradefilter.it;

/** What one container can do and another cannot; a test that needs it is skipped by its name. */
public enum Capability {

    /**
     * A request with {@code Upgrade}, but without {@code Connection: Upgrade}, reaches the web
     * application (RFC 9110 §7.6.1). Jetty's connector answers it 400.
     */
    PASSES_UPGRADE_NOT_NAMED_BY_CONNECTION
}
