package org.upgradefilter.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response that writes down what is done to it. */
final class TestResponse {

    boolean committed;

    private int status;
    private int contentLength = -1;
    private final List<String> lines = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final HttpServletResponse servlet =
            new Strict()
                    .on("isCommitted", none -> committed)
                    .on("reset", none -> reset())
                    .on("setStatus", code -> setStatus((int) code[0]))
                    .on("setHeader", field -> set((String) field[0], (String) field[1]))
                    .on("addHeader", field -> lines.add(field[0] + ": " + field[1]))
                    .on("containsHeader", name -> !values((String) name[0]).isEmpty())
                    .on("setContentType", type -> set("Content-Type", (String) type[0]))
                    .on("setContentLength", length -> setContentLength((int) length[0]))
                    .on("getOutputStream", none -> new Body())
                    .as(HttpServletResponse.class);

    HttpServletResponse servlet() {
        return servlet;
    }

    boolean isUntouched() {
        return status == 0 && lines.isEmpty() && contentLength < 0 && body.size() == 0;
    }

    int status() {
        return status;
    }

    /** The field lines in order, without {@code Content-Length}. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The values of {@code name}. */
    List<String> values(String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .toList();
    }

    /** -1 if none was set. */
    int contentLength() {
        return contentLength;
    }

    byte[] bytes() {
        return body.toByteArray();
    }

    String body() {
        return body.toString(StandardCharsets.UTF_8);
    }

    private @Nullable Object reset() {
        status = 0;
        contentLength = -1;
        lines.clear();
        body.reset();
        return null;
    }

    private @Nullable Object setStatus(int code) {
        status = code;
        return null;
    }

    private @Nullable Object set(String name, String value) {
        lines.removeIf(line -> line.startsWith(name + ": "));
        lines.add(name + ": " + value);
        return null;
    }

    private @Nullable Object setContentLength(int bytes) {
        contentLength = bytes;
        return null;
    }

    /** Blocking only. */
    private final class Body extends ServletOutputStream {

        @Override
        public void write(int b) {
            body.write(b);
        }

        @Override
        public boolean isReady() {
            throw new AssertionError("a refusal is written by blocking");
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new AssertionError("a refusal is written by blocking");
        }
    }
}
