package org.upgradefilter.sample;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Tells the client, in JSON, what its request looks like to a servlet.
 *
 * <p>{@code ?session=true} begins a session; otherwise only an existing one is shown. It is there
 * twice: the rules of {@code web.xml} let nobody come to {@code /secure/whoami} but within TLS.
 */
@WebServlet({"/whoami", "/secure/whoami"})
@SuppressWarnings("serial")
public final class WhoamiServlet extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        HttpSession session = request.getSession("true".equals(request.getParameter("session")));
        response.setHeader("Cache-Control", "no-store");
        Json.answer(response, json -> describe(request, session, json));
    }

    private void describe(
            HttpServletRequest request, @Nullable HttpSession session, JsonGenerator json)
            throws IOException {
        json.writeStringField("protocol", request.getProtocol());
        json.writeBooleanField("secure", request.isSecure());
        json.writeStringField("scheme", request.getScheme());
        json.writeStringField("method", request.getMethod());
        json.writeStringField("uri", request.getRequestURI());
        json.writeStringField("host", request.getServerName() + ":" + request.getServerPort());
        json.writeStringField("remoteAddr", request.getRemoteAddr());
        json.writeNumberField("remotePort", request.getRemotePort());
        json.writeStringField("cipherSuite", cipherSuite(request));
        json.writeObjectField("keySize", request.getAttribute("jakarta.servlet.request.key_size"));
        json.writeStringField("clientCertificate", clientCertificate(request));
        json.writeStringField("sessionId", session == null ? null : session.getId());
        json.writeStringField("container", getServletContext().getServerInfo());
        writeHeaders(request, json);
    }

    private static @Nullable String cipherSuite(HttpServletRequest request) {
        return (String) request.getAttribute("jakarta.servlet.request.cipher_suite");
    }

    private static @Nullable String clientCertificate(HttpServletRequest request) {
        X509Certificate[] chain =
                (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
        return chain == null || chain.length == 0
                ? null
                : chain[0].getSubjectX500Principal().getName();
    }

    private static void writeHeaders(HttpServletRequest request, JsonGenerator json)
            throws IOException {
        json.writeObjectFieldStart("headers");
        for (String name : Collections.list(request.getHeaderNames())) {
            json.writeArrayFieldStart(name);
            for (String value : Collections.list(request.getHeaders(name))) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }
}
