package org.upgradefilter.tomcat.server;

import java.nio.charset.StandardCharsets;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;

/** What a client of one connector asks for, in the words it is judged by. Any thread. */
final class CoyoteOffers {

    private final AbstractHttp11Protocol<?> protocol;

    CoyoteOffers(AbstractHttp11Protocol<?> protocol) {
        this.protocol = protocol;
    }

    /** Copies what Coyote has read of a request. */
    @SuppressWarnings("deprecation") // What replaces it is missing before 10.1.50 and 11.0.22.
    RequestHead of(Request request) {
        Fields.Received received = Fields.received();
        MimeHeaders headers = request.getMimeHeaders();
        for (int i = 0; i < headers.size(); i++) {
            received.line(text(headers.getName(i)), text(headers.getValue(i)));
        }
        Fields fields = received.done();
        String path = text(request.requestURI());
        String query = request.queryString().isNull() ? null : text(request.queryString());
        request.action(ActionCode.REQ_HOST_ADDR_ATTRIBUTE, request);
        return new RequestHead(
                text(request.method()),
                text(request.protocol()),
                query == null ? path : path + "?" + query,
                path,
                query,
                isSecure() ? "https" : "http",
                fields.first("Host"),
                isSecure(),
                text(request.remoteAddr()),
                null,
                fields);
    }

    /** The beginning of HTTP/2's preface, as the request it looks like (RFC 9113 §3.4). */
    RequestHead preface(String remoteAddress) {
        return new RequestHead(
                "PRI",
                "HTTP/2.0",
                "*",
                "*",
                null,
                isSecure() ? "https" : "http",
                null,
                isSecure(),
                remoteAddress,
                null,
                Fields.received().done());
    }

    private boolean isSecure() {
        return protocol.isSSLEnabled() || protocol.getSecure();
    }

    /** Without {@code toString()}, which may turn the bytes into a string that maps elsewhere. */
    private static String text(@Nullable MessageBytes value) {
        if (value == null || value.isNull()) {
            return "";
        }
        if (value.getType() != MessageBytes.T_BYTES) {
            return value.toString();
        }
        ByteChunk bytes = value.getByteChunk();
        return new String(
                bytes.getBuffer(),
                bytes.getStart(),
                bytes.getLength(),
                StandardCharsets.ISO_8859_1);
    }
}
