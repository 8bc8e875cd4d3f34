/**
 * HTTP/1.1, server side (RFC 9112), over any {@link org.upgradefilter.io.Duplex}.
 *
 * <p>{@link org.upgradefilter.http1.Http1Connection} reads requests one after the other and gives
 * each to an {@link org.upgradefilter.exchange.HttpHandler}. Whatever two recipients could read
 * differently (§11.2) is answered 400, and the connection closed.
 *
 * <p>Inside, {@code RequestHeadReader} and {@code ContentReader} know the layout of what comes,
 * {@code ResponseWriter} that of what goes, {@code Http1Exchange} is the door other threads come in
 * by, and {@code Http1Connection} knows whose turn it is.
 */
@NullMarked
package org.upgradefilter.http1;

import org.jspecify.annotations.NullMarked;
