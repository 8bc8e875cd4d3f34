/**
 * HTTP/2 over any {@link org.upgradefilter.io.Duplex}: the server's side of RFC 9113, header
 * compression (RFC 7541), and WebSockets over its streams (RFC 8441).
 *
 * <p>No peer is pushed anything, and priorities are read and not heeded.
 */
@NullMarked
package org.upgradefilter.http2;

import org.jspecify.annotations.NullMarked;
