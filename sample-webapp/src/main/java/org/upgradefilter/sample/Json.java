package org.upgradefilter.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.ServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** JSON objects (RFC 8259), small enough to be held in memory. */
final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes the members of an object whose braces are written by the caller. */
    @FunctionalInterface
    interface Members {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private Json() {}

    static String object(Members members) {
        return new String(bytes(members), StandardCharsets.UTF_8);
    }

    /** Answers with one object and its {@code Content-Length}. */
    static void answer(ServletResponse response, Members members) throws IOException {
        byte[] body = bytes(members);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static byte[] bytes(Members members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            members.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory: only a bug gets here
        }
        return bytes.toByteArray();
    }
}
