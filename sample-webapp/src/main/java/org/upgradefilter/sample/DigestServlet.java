package org.upgradefilter.sample;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes the content of a request of any length, in constant memory. */
@WebServlet("/digest")
@SuppressWarnings("serial")
public final class DigestServlet extends HttpServlet {

    private static final int PIECE_BYTES = 16 * 1024;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        MessageDigest sha256 = sha256();
        long length = 0;
        byte[] piece = new byte[PIECE_BYTES];
        InputStream content = request.getInputStream();
        for (int n = content.read(piece); n >= 0; n = content.read(piece)) {
            sha256.update(piece, 0, n);
            length += n;
        }

        long total = length;
        String hash = HexFormat.of().formatHex(sha256.digest());
        Json.answer(
                response,
                json -> {
                    json.writeNumberField("length", total);
                    json.writeStringField("sha256", hash);
                });
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
