/**
 * What Tomcat 10.1 and 11 are below the Servlet API: a socket as a {@link
 * org.upgradefilter.io.Duplex}, and the way back through the connector's adapter.
 *
 * <p>Of the Servlet API only what Coyote itself links to. Every fact about Tomcat that the code
 * relies on is a comment here, beside the line that relies on it.
 */
@NullMarked
package org.upgradefilter.tomcat.coyote;

import org.jspecify.annotations.NullMarked;
