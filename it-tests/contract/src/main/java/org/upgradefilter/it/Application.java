package org.upgradefilter.it;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;

/** A web application that is made of code, from the class path. */
@FunctionalInterface
public interface Application {

    /** Adds filters and servlets, as a {@code ServletContainerInitializer} would. */
    void configure(ServletContext context) throws ServletException;
}
