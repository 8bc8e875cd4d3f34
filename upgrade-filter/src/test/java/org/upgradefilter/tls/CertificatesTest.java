package org.upgradefilter.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.io.ScriptedPeer;
import org.upgradefilter.tls.Certificates.Coverage;

@Timeout(60)
class CertificatesTest {

    private static final TlsSettings SETTINGS = TestKeys.settings();

    @ParameterizedTest
    @CsvSource({
        // The client's name, the Host of the request, the certificate.
        "a.example, '', a",
        "A.Example, '', a",
        "x.a.example, '', a",
        "b.example, '', b-ec",
        "b.example, a.example, b-ec",
        "a.example, b.example, a",
        "other.example, b.example, b-ec",
        "other.example, '', a",
        "'', b.example, b-ec",
        "'', b.example:8080, b-ec",
        "'', B.EXAMPLE., b-ec",
        "'', x.a.example, a",
        "'', [::1]:8080, a",
        "'', other.example, a",
        "'', '', a",
        "'', '!?', a",
    })
    void the_certificate_is_chosen_by_sni_then_by_host_then_it_is_the_first(
            String sni, String host, String alias) throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            TlsPeer client = client(TestKeys.clientContext(), server(host), sni, version);
            client.shakesHands();
            assertEquals(certificate(alias), shownTo(client), version);
        }
    }

    @Test
    void a_client_that_knows_no_elliptic_curves_is_shown_the_rsa_certificate() throws Exception {
        TlsPeer client = client(TestKeys.clientContext(), server(""), "b.example", "TLSv1.2");
        client.engine()
                .setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
        client.shakesHands();
        assertEquals(certificate("b-rsa"), shownTo(client));
    }

    @ParameterizedTest
    @CsvSource({
        "a.example, SHOWN",
        "a.example:443, SHOWN",
        "A.EXAMPLE., SHOWN",
        "x.a.example, SHOWN",
        "x.y.a.example, NONE",
        ".a.example, NONE",
        "127.0.0.1, SHOWN",
        "127.0.0.1:8080, SHOWN",
        "127.0.0.2, NONE",
        "[::1], SHOWN",
        "[::1]:8080, SHOWN",
        "[0:0:0:0:0:0:0:1], SHOWN",
        "[::2], NONE",
        "[::1, NONE",
        "b.example, ANOTHER",
        "x.b.example, NONE",
        "example, NONE",
        "*.a.example, SHOWN",
        "'', NONE",
    })
    void coverage_tells_whose_a_host_is(String authority, Coverage coverage) {
        TlsServer server = server("a.example");
        server.connected("TLSv1.3");
        assertEquals(
                coverage, SETTINGS.certificates().coverage(server.inside().session, authority));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_session_that_is_resumed_covers_what_it_did(String version) {
        SSLContext context = TestKeys.clientContext();
        for (int i = 0; i < 3; i++) {
            TlsServer server = server("");
            TlsPeer client = client(context, server, "b.example", version);
            client.shakesHands();
            client.settles();
            assertEquals(
                    Coverage.SHOWN,
                    SETTINGS.certificates().coverage(server.inside().session, "b.example"),
                    "handshake " + i);
            assertEquals(
                    Coverage.ANOTHER,
                    SETTINGS.certificates().coverage(server.inside().session, "a.example"));
            client.ends();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_session_that_is_resumed_for_another_name_does_not_cover_it(String version)
            throws Exception {
        SSLContext context = TestKeys.clientContext();
        client(context, server(""), "b.example", version).shakesHands().ends();
        TlsServer server = server("");
        TlsPeer again = client(context, server, "a.example", version).shakesHands();
        // JSSE resumes it under TLS 1.2 against RFC 6066 §3 (17); who asks for a.example gets 421.
        assertEquals(
                certificate("a").equals(shownTo(again)) ? Coverage.SHOWN : Coverage.ANOTHER,
                SETTINGS.certificates().coverage(server.inside().session, "a.example"));
    }

    @Test
    void a_context_of_somebody_elses_covers_what_its_certificate_does() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {TestKeys.certificates().keyManager()}, null, null);
        TlsSettings settings = TlsSettings.of(context);
        TlsServer server = new TlsServer(settings, "a.example", new ScriptedPeer());
        server.connected("TLSv1.3");
        Certificates certificates = settings.certificates();
        assertEquals(Coverage.SHOWN, certificates.coverage(server.inside().session, "x.a.example"));
        assertEquals(Coverage.NONE, certificates.coverage(server.inside().session, "b.example"));
    }

    @Test
    void a_store_without_keys_is_an_error_that_tells_the_cure() {
        KeyStore store = TestKeys.trustIn(TestKeys.server());
        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Certificates.of(store, TestKeys.PASSWORD));
        assertTrue(String.valueOf(error.getMessage()).contains("keytool"));
    }

    @Test
    void a_wrong_password_is_an_error_that_names_the_setting() {
        IllegalArgumentException error =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Certificates.of(TestKeys.server(), "wrong".toCharArray()));
        assertTrue(String.valueOf(error.getMessage()).contains("keyStorePassword"));
    }

    private static TlsServer server(String host) {
        return new TlsServer(SETTINGS, host, new ScriptedPeer());
    }

    private static TlsPeer client(
            SSLContext context, TlsServer server, String sni, String version) {
        // Sessions are kept by the name of the peer, whatever SNI says.
        TlsPeer client =
                new TlsPeer(Wire.of(server.scripted), context.createSSLEngine("server", 443));
        client.engine().setEnabledProtocols(new String[] {version});
        SSLParameters parameters = client.engine().getSSLParameters();
        parameters.setServerNames(sni.isEmpty() ? List.of() : List.of(new SNIHostName(sni)));
        client.engine().setSSLParameters(parameters);
        return client;
    }

    private static Certificate shownTo(TlsPeer client) throws SSLPeerUnverifiedException {
        assertTrue(client.isThrough());
        return client.engine().getSession().getPeerCertificates()[0];
    }

    private static Certificate certificate(String alias) throws KeyStoreException {
        return TestKeys.server().getCertificate(alias);
    }
}
