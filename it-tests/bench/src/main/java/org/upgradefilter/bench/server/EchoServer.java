package org.upgradefilter.bench.server;

/**
 * A container that echoes: at {@code /echo}, {@code /echo/auto} and {@code /echo/takeover} (which
 * compress) by our filter, at {@code /own/<largest message>} by the container's own WebSocket, at
 * {@code /bare} by a loop over our {@code Duplex}, at {@code /direct} by a loop over what the
 * container itself reads and writes.
 */
interface EchoServer extends BenchedServer {}
