/**
 * Tomcat 10.1 and 11: its socket as a {@link org.upgradefilter.io.Duplex}.
 *
 * <p>The only package that links to {@code org.apache}. All but the probe is defined by a {@link
 * org.upgradefilter.servlet.BridgeLoader}, for which {@link org.upgradefilter.tomcat.TomcatSocket}
 * has the reason. Every fact about Tomcat that the code relies on is a comment here, beside the
 * line that relies on it.
 */
@NullMarked
package org.upgradefilter.tomcat;

import org.jspecify.annotations.NullMarked;
