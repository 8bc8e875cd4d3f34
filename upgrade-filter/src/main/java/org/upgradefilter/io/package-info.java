/**
 * Whose turn is it, and where do the bytes go?
 *
 * <p>A {@link org.upgradefilter.io.Duplex} is a two-way byte pipe that never blocks; a {@link
 * org.upgradefilter.io.Connection} is what speaks a protocol over it; a {@link
 * org.upgradefilter.io.Strand} says whose turn it is. Nothing here knows HTTP, a container or a
 * socket.
 */
@NullMarked
package org.upgradefilter.io;

import org.jspecify.annotations.NullMarked;
