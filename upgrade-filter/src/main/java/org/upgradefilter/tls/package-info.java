/**
 * TLS on a connection that was clear text before (RFC 2817, RFC 5246, RFC 8446), server side, with
 * the JDK's own engine.
 *
 * <p>{@link org.upgradefilter.tls.TlsConnection} speaks TLS over any {@link
 * org.upgradefilter.io.Duplex} and is, for what stands on it, a {@code Duplex} again: {@link
 * org.upgradefilter.tls.Inside} opens that when the handshake is through. Nothing ever goes through
 * in clear text once it has begun.
 *
 * <p>{@link org.upgradefilter.tls.TlsSettings} says what is spoken; {@link
 * org.upgradefilter.tls.Certificates} knows which host is whose. Inside, {@code RecordLayer} moves
 * bytes through the engine and asks it for its state; nobody else keeps one.
 */
@NullMarked
package org.upgradefilter.tls;

import org.jspecify.annotations.NullMarked;
