package org.upgradefilter.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TlsSettingsTest {

    private static final TlsSettings SETTINGS = TestKeys.settings();

    @Test
    void the_defaults_are_strict() {
        SSLEngine engine = SETTINGS.newEngine("a.example");
        assertArrayEquals(new String[] {"TLSv1.2", "TLSv1.3"}, engine.getEnabledProtocols());
        assertFalse(engine.getUseClientMode());
        assertFalse(engine.getNeedClientAuth());
        assertFalse(engine.getWantClientAuth());
        assertEquals(Duration.ofSeconds(10), SETTINGS.handshakeTimeout());
        assertEquals(List.of(), SETTINGS.applicationProtocols());
    }

    @Test
    void the_version_may_be_restricted() {
        TlsSettings modern = SETTINGS.withMinVersion(TlsVersion.TLS_1_3);
        assertArrayEquals(new String[] {"TLSv1.3"}, modern.newEngine("").getEnabledProtocols());
        assertEquals(TlsVersion.TLS_1_3, modern.minVersion());
    }

    @Test
    void clients_are_asked_for_certificates_as_wanted() {
        TlsSettings trusting =
                TlsSettings.of(TestKeys.certificates(), TestKeys.trustIn(TestKeys.client()));
        SSLEngine wanting =
                trusting.withClientAuthentication(ClientAuthentication.WANT).newEngine("");
        assertTrue(wanting.getWantClientAuth());
        assertFalse(wanting.getNeedClientAuth());
        SSLEngine needing =
                trusting.withClientAuthentication(ClientAuthentication.NEED).newEngine("");
        assertTrue(needing.getNeedClientAuth());
    }

    @Test
    void each_change_keeps_the_others() {
        TlsSettings changed =
                TlsSettings.of(TestKeys.certificates(), TestKeys.trustIn(TestKeys.client()))
                        .withClientAuthentication(ClientAuthentication.WANT)
                        .withMinVersion(TlsVersion.TLS_1_3)
                        .withApplicationProtocols(List.of("http/1.1"))
                        .withHandshakeTimeout(Duration.ofSeconds(3))
                        .withClientAuthentication(ClientAuthentication.NEED);
        assertEquals(ClientAuthentication.NEED, changed.clientAuthentication());
        assertEquals(TlsVersion.TLS_1_3, changed.minVersion());
        assertEquals(List.of("http/1.1"), changed.applicationProtocols());
        assertEquals(Duration.ofSeconds(3), changed.handshakeTimeout());
    }

    @Test
    void to_ask_for_certificates_nobody_trusts_is_an_error() {
        assertError(
                "trustStore", () -> SETTINGS.withClientAuthentication(ClientAuthentication.NEED));
    }

    @Test
    void an_empty_trust_store_is_an_error() throws GeneralSecurityException, IOException {
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        assertError("trustStore", () -> TlsSettings.of(TestKeys.certificates(), empty));
    }

    @Test
    void a_protocol_without_a_name_is_an_error() {
        assertError("alpn", () -> SETTINGS.withApplicationProtocols(List.of("http/1.1", "")));
        assertError("alpn", () -> SETTINGS.withApplicationProtocols(List.of("x".repeat(256))));
    }

    @Test
    void a_timeout_that_is_not_positive_is_an_error() {
        assertError("PT0S", () -> SETTINGS.withHandshakeTimeout(Duration.ZERO));
        assertError("PT-1S", () -> SETTINGS.withHandshakeTimeout(Duration.ofSeconds(-1)));
    }

    private static void assertError(String named, Executable wrong) {
        IllegalArgumentException error = assertThrows(IllegalArgumentException.class, wrong);
        assertTrue(String.valueOf(error.getMessage()).contains(named), error::toString);
    }
}
