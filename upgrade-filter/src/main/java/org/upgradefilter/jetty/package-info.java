/**
 * Jetty 12.0 and 12.1: how a web application in it is given the connection.
 *
 * <p>With {@code connector} below it, the only package that links to {@code org.eclipse.jetty}. In
 * a WAR Jetty hides its classes from the web application, so all but the probe are defined once
 * more by {@link org.upgradefilter.servlet.BridgeLoader}, which sees both sides. Every fact about
 * Jetty that the code relies on is a comment here, beside the line that relies on it.
 */
@NullMarked
package org.upgradefilter.jetty;

import org.jspecify.annotations.NullMarked;
