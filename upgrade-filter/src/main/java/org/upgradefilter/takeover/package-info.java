/**
 * What becomes of a connection that was taken over from a container: who counts it, on which
 * threads its listener runs, and how it ends when the server does.
 *
 * <p>Knows nothing of servlets, so that an extension inside the server can use it as well. Not for
 * applications.
 */
@NullMarked
package org.upgradefilter.takeover;

import org.jspecify.annotations.NullMarked;
