package org.upgradefilter.websocket;

import org.upgradefilter.http.RequestHead;

/**
 * The client's opening handshake (RFC 6455 §4.1), already found to be in order. Outlives the
 * request.
 *
 * @param request path, query, fields, peer and principal
 * @param subprotocol the one the 101 names; empty if none, as {@link
 *     java.net.http.WebSocket#getSubprotocol} has it
 */
public record WebSocketHandshake(RequestHead request, String subprotocol) {}
