/**
 * A small web application behind the filter: two WebSocket endpoints, {@link
 * org.upgradefilter.sample.EchoEndpoint} and {@link org.upgradefilter.sample.ChatEndpoint}, and
 * servlets that say what a request looks like once it has arrived, one of them only within TLS.
 *
 * <p>The page that uses them is {@code index.html}; {@code WEB-INF/web.xml} holds the filter's
 * rules.
 */
@NullMarked
package org.upgradefilter.sample;

import org.jspecify.annotations.NullMarked;
