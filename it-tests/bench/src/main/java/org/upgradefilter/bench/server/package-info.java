/**
 * The server process: one container that echoes by our filter, by its own WebSocket, and by bare
 * loops that do as little as can be done; or one that answers inside TLS, by an HTTPS connector and
 * by our filter.
 */
@NullMarked
package org.upgradefilter.bench.server;

import org.jspecify.annotations.NullMarked;
