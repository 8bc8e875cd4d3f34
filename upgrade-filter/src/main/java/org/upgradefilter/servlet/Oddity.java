package org.upgradefilter.servlet;

/** What a container does against the letter or the spirit of the Servlet API, and we allow for. */
public enum Oddity {
    /**
     * When {@code onError} returns, which is also how the peer's end is told, the connection is
     * closed, and its streams go to whoever comes next: touched once more, they would send to
     * another client.
     */
    CLOSES_AFTER_ERROR,
    /**
     * To close waits until the peer has taken what was written, however long that is. As many peers
     * as there are workers, if they read nothing, would stop the server.
     */
    WAITS_WHEN_IT_CLOSES,
    /**
     * An answer with {@code Upgrade}, such as a 426, loses its length, and its connection is kept:
     * clients wait for the rest of it.
     */
    DROPS_LENGTH_BESIDE_UPGRADE
}
