package org.upgradefilter.sample.run;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.StatusLine;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.sample.OwnCertificate;

/**
 * Asks the running sample for {@code http://127.0.0.1/secure/whoami} by Apache HttpClient 5.4.1,
 * which offers {@code TLS/1.2} with every GET by itself, and prints what came of it.
 *
 * <p>Arguments: the directory of the sample's certificate, which alone is trusted; the port.
 */
public final class TlsClient {

    private TlsClient() {}

    public static void main(String[] args) throws IOException, GeneralSecurityException {
        OwnCertificate trusted = new OwnCertificate(Path.of(args[0]));
        if (!Files.exists(trusted.certificateFile())) {
            throw new IllegalStateException(
                    "there is no "
                            + trusted.certificateFile()
                            + ". Start the sample first: mvn -Prun");
        }
        URI resource = URI.create("http://127.0.0.1:" + args[1] + "/secure/whoami");
        System.out.println(get(resource, trusted));
    }

    /** What came of a GET, for reading. */
    private static String get(URI resource, OwnCertificate trusted)
            throws IOException, GeneralSecurityException {
        AtomicReference<@Nullable SSLSession> session = new AtomicReference<>();
        DefaultClientTlsStrategy handshake = new DefaultClientTlsStrategy(trusting(trusted));
        HttpClientConnectionManager connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(
                                (socket, target, port, attachment, context) -> {
                                    SSLSocket secured =
                                            handshake.upgrade(
                                                    socket, target, port, attachment, context);
                                    session.set(secured.getSession());
                                    return secured;
                                })
                        .build();
        try (CloseableHttpClient client =
                HttpClients.custom().setConnectionManager(connections).build()) {
            String answer = client.execute(new HttpGet(resource), TlsClient::text);
            return """

                   GET %s
                   Upgrade: TLS/1.2

                   %s
                   %s"""
                    .formatted(resource, connection(session.get()), answer);
        }
    }

    private static SSLContext trusting(OwnCertificate trusted)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        store.setCertificateEntry("sample", trusted.certificate());
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static String connection(@Nullable SSLSession session) throws IOException {
        if (session == null) {
            return "In clear: the server has not taken the offer.\n";
        }
        Certificate shown = session.getPeerCertificates()[0];
        return """
               %s, %s
               The certificate is the trusted one: SHA-256 %s
               """
                .formatted(
                        session.getProtocol(),
                        session.getCipherSuite(),
                        OwnCertificate.fingerprint(shown));
    }

    private static String text(ClassicHttpResponse response) throws IOException, ParseException {
        StringBuilder text = new StringBuilder();
        text.append(new StatusLine(response)).append('\n');
        for (Header field : response.getHeaders()) {
            text.append(field).append('\n');
        }
        text.append('\n').append(EntityUtils.toString(response.getEntity()));
        return text.toString();
    }
}
