package org.upgradefilter.it.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.it.Container;
import org.upgradefilter.it.ContainerContract;
import org.upgradefilter.it.RawRequest;
import org.upgradefilter.it.SplicingProxy;
import org.upgradefilter.it.TestCertificate;
import org.upgradefilter.it.TlsApplication;

/** OpenSSL as a client, on connections that somebody else has upgraded. */
abstract class OpensslContract extends ContainerContract {

    private static final String GET = "GET /plain HTTP/1.1\nHost: 127.0.0.1\n\n";

    @TempDir private Path directory;

    @Override
    protected URI begin(Container started) throws Exception {
        return started.start(new TlsApplication());
    }

    private SplicingProxy asking(String path) throws IOException {
        return new SplicingProxy(
                server(),
                RawRequest.line("OPTIONS " + path + " HTTP/1.1")
                        .replacing("Host", "127.0.0.1")
                        .with("Connection", "Upgrade")
                        .with("Upgrade", "TLS/1.2"));
    }

    private Path trusted() throws Exception {
        KeyStore store =
                KeyStore.getInstance(
                        TestCertificate.keyStore().toFile(),
                        TestCertificate.PASSWORD.toCharArray());
        byte[] certificate = store.getCertificate(store.aliases().nextElement()).getEncoded();
        String pem =
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate)
                        + "\n-----END CERTIFICATE-----\n";
        return Files.write(directory.resolve("it.pem"), pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** Everything, until it ends. */
    private String ended(String path, String... options) throws Exception {
        try (SplicingProxy proxy = asking(path);
                OpensslClient client =
                        new OpensslClient(proxy.https("/").getPort(), trusted(), options)) {
            return client.awaitEnd();
        }
    }

    private static void isAnswered(OpensslClient client) throws IOException {
        client.type(GET);
        client.await("GET /plain https secure suite=TLS_");
        client.await("authorization=null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-tls1_2",
                "-tls1_3",
                "-tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384",
                "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256 -groups X25519",
                "-tls1_3 -groups P-521:X448",
                "-max_send_frag 512 -servername localhost",
            })
    void a_request_is_answered(String options) throws Exception {
        try (SplicingProxy proxy = asking("/plain");
                OpensslClient client =
                        new OpensslClient(
                                proxy.https("/").getPort(), trusted(), options.split(" "))) {
            // The answer to who has asked.
            client.await("HTTP/1.1 200");
            isAnswered(client);
            client.type("POST /plain HTTP/1.1\nHost: 127.0.0.1\nX-Long: " + "x".repeat(5000));
            client.type("\n\n");
            client.await("POST /plain https secure suite=TLS_");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1", "-tls1_1"})
    void an_old_version_is_refused(String version) throws Exception {
        String said = ended("/plain", version, "-cipher", "ALL:@SECLEVEL=0");
        assertTrue(said.contains("alert protocol version"), said);
    }

    @Test
    void worthless_suites_are_refused() throws Exception {
        String said = ended("/plain", "-tls1_2", "-cipher", "NULL:aNULL:@SECLEVEL=0");
        assertTrue(said.contains("alert handshake failure"), said);
    }

    @Test
    void alpn_is_refused_unless_it_may_be_offered() throws Exception {
        String said = ended("/plain", "-alpn", "http/1.1");
        assertTrue(said.contains("alert no application protocol"), said);
        said = ended("/alpn/", "-alpn", "h2");
        assertTrue(said.contains("alert no application protocol"), said);
        try (SplicingProxy proxy = asking("/alpn/");
                OpensslClient client =
                        new OpensslClient(
                                proxy.https("/").getPort(), trusted(), "-alpn", "h2,http/1.1")) {
            client.await("ALPN protocol: http/1.1");
            isAnswered(client);
        }
    }

    @Test
    void another_handshake_is_refused_under_tls_1_2() throws Exception {
        try (SplicingProxy proxy = asking("/plain");
                OpensslClient client =
                        new OpensslClient(proxy.https("/").getPort(), trusted(), "-tls1_2")) {
            isAnswered(client);
            client.type("R\n");
            client.await("RENEGOTIATING");
            String said = client.awaitEnd();
            assertTrue(!said.contains("verify return:1"), said);
        }
    }

    @Test
    void other_keys_are_agreed_upon_under_tls_1_3() throws Exception {
        try (SplicingProxy proxy = asking("/plain");
                OpensslClient client =
                        new OpensslClient(proxy.https("/").getPort(), trusted(), "-tls1_3")) {
            for (String command : List.of("K", "k", "K")) {
                isAnswered(client);
                client.type(command + "\n");
                client.await("KEYUPDATE");
            }
            isAnswered(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void a_session_goes_on_over_another_connection(String version) throws Exception {
        Path session = directory.resolve("session");
        for (List<String> options :
                List.of(
                        List.of("New, TLSv1", "-sess_out", session.toString()),
                        List.of("Reused, TLSv1", "-sess_in", session.toString()))) {
            String[] all =
                    Stream.concat(Stream.of(version), options.stream().skip(1))
                            .toArray(String[]::new);
            try (SplicingProxy proxy = asking("/plain");
                    OpensslClient client =
                            new OpensslClient(proxy.https("/").getPort(), trusted(), all)) {
                client.await(options.get(0));
                isAnswered(client);
                client.type("Q\n");
                client.awaitEnd();
            }
        }
    }
}
