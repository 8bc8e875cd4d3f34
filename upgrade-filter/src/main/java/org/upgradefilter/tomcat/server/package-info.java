/**
 * Tomcat 10.1 and 11: connectors that judge offers before any application is chosen, for a JAR in
 * the class path of the server.
 *
 * <p>Every fact about Tomcat that the code relies on is a comment here, beside the line that relies
 * on it.
 */
@NullMarked
package org.upgradefilter.tomcat.server;

import org.jspecify.annotations.NullMarked;
