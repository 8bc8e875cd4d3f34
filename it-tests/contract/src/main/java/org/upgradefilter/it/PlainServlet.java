package org.upgradefilter.it;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Says in plain text which request it was called with; what is behind the filter. */
@SuppressWarnings("serial")
public final class PlainServlet extends HttpServlet {

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        byte[] content = mayRead(request) ? request.getInputStream().readAllBytes() : new byte[0];
        String said = said(request.getMethod(), content) + " " + request.getDispatcherType();
        byte[] answer = said.getBytes(StandardCharsets.UTF_8);
        response.setHeader("ETag", "\"plain\"");
        response.setContentType("text/plain;charset=utf-8");
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
    }

    private static boolean mayRead(HttpServletRequest request) {
        return request.getServletContext().getInitParameter(Container.ONLY_ANNOUNCED_CONTENT)
                        == null
                || request.getContentLengthLong() > 0
                || request.getHeader("Transfer-Encoding") != null;
    }

    /** The first part of the answer. */
    static String said(String method, byte[] content) {
        return method + " " + digest(content);
    }

    /** Length and SHA-256. */
    public static String digest(byte[] content) {
        return content.length + " " + HexFormat.of().formatHex(sha256(content));
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
