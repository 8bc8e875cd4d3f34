package org.upgradefilter.http1;

import java.nio.charset.StandardCharsets;
import org.upgradefilter.io.Outbox;

/** What the engine answers by itself: the last response on its connection, with one sentence. */
final class ErrorResponse {

    private ErrorResponse() {}

    /**
     * Gathers the response.
     *
     * @param method of the request, if that is known; a HEAD is answered without content
     */
    static void put(Outbox outbound, Http1Exception violation, String method) {
        String content = violation.status() + ": " + violation.reason() + "\n";
        StringBuilder response = ResponseWriter.statusLine(violation.status());
        ResponseWriter.line(response, "Content-Type", "text/plain;charset=us-ascii");
        ResponseWriter.line(
                response,
                "Content-Length",
                String.valueOf(content.getBytes(StandardCharsets.ISO_8859_1).length));
        ResponseWriter.line(response, "Connection", "close");
        response.append("\r\n");
        ResponseWriter.put(outbound, method.equals("HEAD") ? response : response.append(content));
    }
}
