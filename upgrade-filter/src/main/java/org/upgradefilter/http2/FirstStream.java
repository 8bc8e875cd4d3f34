package org.upgradefilter.http2;

import java.nio.ByteBuffer;
import org.upgradefilter.exchange.HttpRequest;

/**
 * The request that asked for the upgrade, which stream 1 answers (RFC 7540 §3.2).
 *
 * @param request in HTTP/2's words: without what was for the connection in clear alone; its content
 *     length is that of the content
 * @param content all of it; to be read once
 * @param settings what the client has said of itself
 */
public record FirstStream(HttpRequest request, ByteBuffer content, ClientSettings settings) {

    /**
     * @throws IllegalArgumentException if the request has another length than the content
     */
    public FirstStream {
        if (request.contentLength() != content.remaining()) {
            throw new IllegalArgumentException("the content is not the request's");
        }
    }
}
