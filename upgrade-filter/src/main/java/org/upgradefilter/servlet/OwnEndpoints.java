package org.upgradefilter.servlet;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The WebSocket endpoints that a container serves by itself (Jakarta WebSocket, say), in a servlet
 * filter of its own. Rules count for them only if that filter stands behind ours.
 *
 * <p>Any thread.
 */
public interface OwnEndpoints {

    /** Those of a container of which nothing is known. */
    OwnEndpoints UNKNOWN = filter -> {};

    /**
     * Sees to it that they are reached through {@code filter} only, also those that are added
     * later. Called when the filter starts.
     *
     * @param filter the name of the filter
     * @throws IllegalArgumentException if that cannot be; the message says what would be right
     */
    void putBehind(String filter);

    /**
     * True if one of them would take the offer that {@code request} makes, although it is passed on
     * in a wrapper that hides it.
     */
    default boolean seeThroughWrappers(HttpServletRequest request) {
        return false;
    }

    /** Gives back what {@link #putBehind} took. */
    default void close() {}
}
