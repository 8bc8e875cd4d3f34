/**
 * The WebSocket protocol (RFC 6455), server side.
 *
 * <p>An application brings a {@link org.upgradefilter.websocket.WebSocketEndpoint}, which makes the
 * JDK's own {@link java.net.http.WebSocket.Listener} for each handshake; that listener is handed
 * the JDK's own {@link java.net.http.WebSocket}, with the semantics documented there. {@link
 * org.upgradefilter.websocket.MessageListener} collects whole messages, {@link
 * org.upgradefilter.websocket.SendQueue} lets many threads send.
 *
 * <p>Inside, bytes become events in strata: {@code FrameReader} knows the layout of frames, {@code
 * MessageAssembler} the rules of fragments and text, {@code WebSocketConnection} whose turn it is.
 */
@NullMarked
package org.upgradefilter.websocket;

import org.jspecify.annotations.NullMarked;
