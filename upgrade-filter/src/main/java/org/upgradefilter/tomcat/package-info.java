/**
 * Tomcat 10.1 and 11: how a web application in it is given the connection.
 *
 * <p>With {@code coyote} below it, the only package that links to {@code org.apache}. All but the
 * probe is defined by a {@link org.upgradefilter.servlet.BridgeLoader}, for which {@code
 * TomcatSocket} has the reason. Every fact about Tomcat that the code relies on is a comment here,
 * beside the line that relies on it.
 */
@NullMarked
package org.upgradefilter.tomcat;

import org.jspecify.annotations.NullMarked;
