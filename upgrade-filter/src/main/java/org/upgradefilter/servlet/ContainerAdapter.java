package org.upgradefilter.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.takeover.Takeover;

/**
 * How one container hands a connection over.
 *
 * <p>Chosen, loaded and linked when the filter starts, so that nothing can be found missing after a
 * 101. Any thread.
 */
public interface ContainerAdapter {

    /** What it is for, as a person would say it; for logs. */
    String container();

    /**
     * Arranges that the connection is handed to {@code takeover} once the response has gone out.
     * Status and fields of the 101 are already set; nothing may be thrown once the container has
     * agreed.
     *
     * @throws IOException if the connection is gone
     * @throws ServletException if the container refuses; nothing has happened then
     */
    void switchTo(HttpServletRequest request, HttpServletResponse response, Takeover takeover)
            throws IOException, ServletException;

    /** The way back into the web application; empty if this container offers none. */
    default Optional<Gateway> gateway() {
        return Optional.empty();
    }

    /**
     * Says how long the content of a refusal is, all of whose other fields are set, and which is
     * written next.
     */
    default void announce(HttpServletResponse response, int contentBytes) {
        response.setContentLength(contentBytes);
    }

    /** Gives back what the adapter holds, when every connection has ended. */
    default void close() {}
}
