/**
 * Tomcat 10.1 and 11: its socket as a {@link org.upgradefilter.io.Duplex}.
 *
 * <p>The only package that links to {@code org.apache}. Every fact about Tomcat that the code
 * relies on is a comment here, beside the line that relies on it.
 */
@NullMarked
package org.upgradefilter.tomcat;

import org.jspecify.annotations.NullMarked;
