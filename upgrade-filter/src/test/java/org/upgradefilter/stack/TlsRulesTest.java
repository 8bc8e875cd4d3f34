package org.upgradefilter.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.exchange.HttpTimeouts;
import org.upgradefilter.negotiation.Installed;
import org.upgradefilter.tls.ClientAuthentication;
import org.upgradefilter.tls.TestKeys;
import org.upgradefilter.tls.TlsSettings;

class TlsRulesTest {

    private static final String PASSWORD = new String(TestKeys.PASSWORD);

    private final Map<String, byte[]> files = new HashMap<>();

    @BeforeEach
    void storeFiles() throws Exception {
        files.put("/keys.p12", bytes(TestKeys.server(), "PKCS12"));
        files.put("/keys.jks", bytes(TestKeys.server(), "JKS"));
        files.put("/trust.p12", bytes(TestKeys.trustIn(TestKeys.client()), "PKCS12"));
        files.put("/password", (PASSWORD + "\nand more\n").getBytes(StandardCharsets.UTF_8));
        files.put("/nonsense", "nonsense".getBytes(StandardCharsets.UTF_8));
        files.put("/empty", new byte[0]);
    }

    private static byte[] bytes(KeyStore store, String type) throws Exception {
        KeyStore typed = KeyStore.getInstance(type);
        typed.load(null, null);
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                typed.setKeyEntry(
                        alias,
                        store.getKey(alias, TestKeys.PASSWORD),
                        TestKeys.PASSWORD,
                        store.getCertificateChain(alias));
            } else {
                typed.setCertificateEntry(alias, store.getCertificate(alias));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        typed.store(out, TestKeys.PASSWORD);
        return out.toByteArray();
    }

    private InputStream open(String path) throws FileNotFoundException {
        byte[] content = files.get(path);
        if (content == null) {
            throw new FileNotFoundException("there is no such file");
        }
        return new ByteArrayInputStream(content);
    }

    private TlsRules read(String... settings) {
        Map<String, String> values = new HashMap<>();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            values.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        Options options = new Options(values);
        TlsRules rules = TlsRules.read(this::open, options, HttpSettings.read(options));
        options.requireAllKnown();
        return rules;
    }

    private TlsSettings settings(String... further) {
        String[] all = new String[further.length + 2];
        all[0] = "keyStore=/keys.p12";
        all[1] = "keyStorePassword=" + PASSWORD;
        System.arraycopy(further, 0, all, 2, further.length);
        return Objects.requireNonNull(read(all).settings());
    }

    private void fails(String message, String... settings) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> read(settings));
        assertEquals(message, e.getMessage());
    }

    private TlsUpgrade protocol(String line) {
        TlsRules tls = read("keyStore=/keys.p12", "keyStorePassword=" + PASSWORD);
        return assertInstanceOf(TlsUpgrade.class, installed(tls, line).protocols().get(0));
    }

    private static Installed installed(TlsRules tls, String line) {
        ClassLoader loader = TlsRulesTest.class.getClassLoader();
        WebSocketSettings webSockets = WebSocketSettings.read(loader, new Options(Map.of()));
        List<Installed> rules = new RuleLines(webSockets, tls, tls.http()).read(line);
        assertEquals(1, rules.size());
        return rules.get(0);
    }

    @Test
    void without_a_key_store_there_is_no_tls() {
        assertNull(read().settings());
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> installed(TlsRules.NONE, "/* allow TLS/1.2"));
        assertEquals(
                "line 1 \"/* allow TLS/1.2\": TLS/1.2 needs a certificate; name a key store"
                        + " (PKCS12 or JKS) in keyStore, and its password in keyStorePassword",
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/keys.p12", "/keys.jks"})
    void a_key_store_is_of_either_type(String path) {
        assertEquals(
                List.of(),
                Objects.requireNonNull(
                                read("keyStore=" + path, "keyStorePassword=" + PASSWORD).settings())
                        .applicationProtocols());
    }

    @Test
    void a_password_may_be_in_a_file_of_its_own() {
        assertEquals(
                ClientAuthentication.NONE,
                Objects.requireNonNull(
                                read("keyStore=/keys.p12", "keyStorePasswordFile=/password")
                                        .settings())
                        .clientAuthentication());
    }

    @Test
    void all_is_as_the_settings_say() {
        TlsSettings settings =
                settings(
                        "trustStore=/trust.p12",
                        "trustStorePasswordFile=/password",
                        "clientAuth=need",
                        "alpn=http/1.1",
                        "tlsHandshakeTimeoutMs=1");
        assertEquals(ClientAuthentication.NEED, settings.clientAuthentication());
        assertEquals(List.of("http/1.1"), settings.applicationProtocols());
        assertEquals(Duration.ofMillis(1), settings.handshakeTimeout());
        assertEquals(
                ClientAuthentication.WANT,
                settings(
                                "trustStore=/trust.p12",
                                "trustStorePassword=" + PASSWORD,
                                "clientAuth=want")
                        .clientAuthentication());
        assertEquals(Duration.ofSeconds(10), settings().handshakeTimeout());
        assertSame(HostCheck.KNOWN, read().hostCheck());
        assertSame(
                HostCheck.STRICT,
                read("keyStore=/keys.p12", "keyStorePassword=" + PASSWORD, "hostCheck=strict")
                        .hostCheck());
    }

    @Test
    void clients_are_waited_for_as_long_as_the_settings_say() {
        TlsRules rules =
                read(
                        "keyStore=/keys.p12",
                        "keyStorePassword=" + PASSWORD,
                        "httpIdleTimeoutMs=1",
                        "httpHeadTimeoutMs=2",
                        "httpContentTimeoutMs=3",
                        "httpSendTimeoutMs=4");
        HttpTimeouts timeouts =
                new HttpTimeouts(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(3),
                        Duration.ofMillis(4));
        assertEquals(timeouts, rules.http().timeouts());
        assertEquals(
                timeouts,
                assertInstanceOf(
                                TlsUpgrade.class,
                                installed(rules, "/* allow TLS").protocols().get(0))
                        .timeouts());
        assertEquals(HttpTimeouts.defaults(), protocol("/* allow TLS").timeouts());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keyStore=/no | keyStore=/no cannot be read: there is no such file",
                "keyStore=/keys.p12 | keyStore needs keyStorePassword, or keyStorePasswordFile",
                "keyStore=/keys.jks keyStorePassword=x | keyStore=/keys.jks cannot be opened:"
                        + " keyStorePassword is not its password",
                "keyStore=/keys.p12 keyStorePassword=x | keyStore=/keys.p12 cannot be opened:"
                        + " keyStorePassword is not its password",
                "keyStore=/keys.p12 keyStorePasswordFile=/empty | keyStore=/keys.p12 cannot be"
                        + " opened: keyStorePassword is not its password",
                "keyStore=/keys.p12 keyStorePasswordFile=/no | keyStorePasswordFile=/no cannot be"
                        + " read: there is no such file",
                "keyStore=/nonsense keyStorePassword=x | keyStore=/nonsense cannot be opened: use a"
                        + " file of type PKCS12 or JKS, as keytool makes it",
                "keyStore=/empty keyStorePassword=x | keyStore=/empty cannot be opened: use a file"
                        + " of type PKCS12 or JKS, as keytool makes it",
                "keyStorePassword=x | keyStorePassword is given without keyStore; give both",
                "trustStorePassword=x | trustStorePassword is given without trustStore; give both",
                "keyStorePassword=x keyStorePasswordFile=/password | keyStorePassword and"
                        + " keyStorePasswordFile are given; drop one",
                "trustStore=/no | trustStore=/no cannot be read: there is no such file",
                "trustStore=/trust.p12 | trustStore=/trust.p12 is not valid: use it together with"
                        + " keyStore=",
                "alpn=http/1.1 | alpn=http/1.1 is not valid: use it together with keyStore=",
                "hostCheck=strict | hostCheck=strict is not valid: use it together with keyStore=",
                "hostCheck=no | hostCheck=no is not valid: use known or strict",
                "clientAuth=yes | clientAuth=yes is not valid: use none, want or need",
            })
    void what_is_wrong_is_named_with_its_cure(String settings, String message) {
        fails(message, settings.split(" "));
    }

    @Test
    void what_is_wrong_beside_a_key_store_is_named_too() {
        String keys = "keyStore=/keys.p12";
        String password = "keyStorePassword=" + PASSWORD;
        fails(
                "alpn=h3 is not valid: use http/1.1, h2 or both, or leave it out",
                keys,
                password,
                "alpn=h2,h3");
        fails(
                "clientAuth=want without a trustStore would trust nobody; give a trustStore",
                keys,
                password,
                "clientAuth=want");
        fails(
                "tlsHandshakeTimeoutMs=0 is not valid: use a whole number of at least 1",
                keys,
                password,
                "tlsHandshakeTimeoutMs=0");
        fails(
                "the key store has no private key with an X.509 certificate; make one with"
                        + " keytool -genkeypair",
                "keyStore=/trust.p12",
                password);
    }

    @Test
    void a_misspelt_password_is_not_shown() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> read("keystorePasword=" + PASSWORD));
        assertEquals(
                "keystorePasword=... is not known here; known are alpn, clientAuth, hostCheck,"
                        + " http2MaxConcurrentStreams, http2MaxFieldsBytes, http2MaxOverheadFrames,"
                        + " httpContentTimeoutMs, httpHeadTimeoutMs, httpIdleTimeoutMs, httpSendTimeoutMs,"
                        + " keyStore, keyStorePassword, keyStorePasswordFile,"
                        + " maxUpgradeContentBytes, tlsHandshakeTimeoutMs,"
                        + " trustStore, trustStorePassword, trustStorePasswordFile",
                e.getMessage());
    }

    @Test
    void a_rule_is_for_options_alone_and_no_proxy() {
        TlsUpgrade protocol = protocol("/* allow TLS");
        assertEquals(Set.of("OPTIONS"), protocol.methods());
        assertEquals(TlsUpgrade.TOKEN, protocol.token());
        assertSame(TlsUpgrade.Proxied.NO, protocol.proxied());
        assertEquals(List.of(), protocol.settings().applicationProtocols());
    }

    @Test
    void unless_it_says_otherwise() {
        TlsUpgrade protocol =
                protocol("/* allow TLS/1.2 methods=GET,HEAD proxied=allow alpn=http/1.1");
        assertEquals(Set.of("GET", "HEAD"), protocol.methods());
        assertEquals("TLS/1.2", protocol.token().toString());
        assertSame(TlsUpgrade.Proxied.YES, protocol.proxied());
        assertEquals(List.of("http/1.1"), protocol.settings().applicationProtocols());
        assertEquals(
                Set.of("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"),
                protocol("/* allow TLS methods=*").methods());
    }

    @Test
    void who_may_not_ask_must_have_it_all_the_same() {
        TlsRules tls = read("keyStore=/keys.p12", "keyStorePassword=" + PASSWORD);
        Installed required = installed(tls, "/a require TLS methods=GET,HEAD,OPTIONS");
        assertEquals(Set.of(), required.rule().conditions().methods());
        assertEquals(Set.of("GET", "HEAD", "OPTIONS"), required.protocols().get(0).methods());
        Installed allowed = installed(tls, "/a allow TLS methods=GET");
        assertEquals(Set.of("GET"), allowed.rule().conditions().methods());
    }
}
