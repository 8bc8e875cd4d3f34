/**
 * What must a protocol offer to be switched to? (RFC 9110 §7.8)
 *
 * <p>For a protocol of your own, implement {@link org.upgradefilter.protocol.UpgradeProtocol},
 * which judges offers, and {@link org.upgradefilter.io.Connection}, which speaks the protocol over
 * a {@link org.upgradefilter.io.Duplex}. {@link org.upgradefilter.protocol.Handshake.Accepted}
 * brings them together:
 *
 * <pre>{@code
 * public Handshake handshake(RequestHead head, ProtocolToken offered) {
 *     return new Handshake.Accepted(
 *             List.of(token()), List.of(), (duplex, timer) -> new MyConnection(duplex));
 * }
 * }</pre>
 */
@NullMarked
package org.upgradefilter.protocol;

import org.jspecify.annotations.NullMarked;
