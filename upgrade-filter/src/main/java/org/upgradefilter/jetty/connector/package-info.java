/**
 * What Jetty 12.0 and 12.1 are below any Servlet API: an end point as a {@link
 * org.upgradefilter.io.Duplex}, and the way back through the server's handlers.
 *
 * <p>Every fact about Jetty that the code relies on is a comment here, beside the line that relies
 * on it.
 */
@NullMarked
package org.upgradefilter.jetty.connector;

import org.jspecify.annotations.NullMarked;
