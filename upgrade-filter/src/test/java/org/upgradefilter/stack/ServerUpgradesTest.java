package org.upgradefilter.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.exchange.HttpRequest;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.tls.TestKeys;
import org.upgradefilter.tls.TlsPeer;
import org.upgradefilter.tls.Wire;

@Timeout(60)
class ServerUpgradesTest {

    @TempDir Path directory;

    private final TestGateway gateway = new TestGateway();
    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void nameKeyStore() throws IOException, GeneralSecurityException {
        Path file = directory.resolve("keys.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            TestKeys.server().store(out, TestKeys.PASSWORD);
        }
        settings.put("keyStore", file.toString());
        settings.put("keyStorePassword", new String(TestKeys.PASSWORD));
    }

    private ServerUpgrades ruledBy(String rules) {
        settings.put("rules", rules);
        return ServerUpgrades.read(settings, gateway);
    }

    private static RequestHead asking(String method, String target, String... lines) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("Host", "a.example"));
        fields.add(new Field("Connection", "Upgrade"));
        for (String line : lines) {
            int colon = line.indexOf(": ");
            fields.add(new Field(line.substring(0, colon), line.substring(colon + 2)));
        }
        if (lines.length == 0) {
            fields.add(new Field("Upgrade", "TLS/1.2"));
        }
        Fields all = Fields.of(fields);
        return new RequestHead(
                method,
                "HTTP/1.1",
                target,
                "/",
                null,
                "http",
                all.first("Host"),
                false,
                "192.0.2.1",
                null,
                all);
    }

    private static String inEffect(Optional<Handshake.Accepted> accepted) {
        return accepted.map(Handshake.Accepted::inEffect).orElse(List.of()).toString();
    }

    @ParameterizedTest
    @CsvSource({
        "'/* allow TLS',                          /app/x, true",
        "'/* allow TLS/1.2',                      /app/x, true",
        "'/* allow TLS/1.3',                      /app/x, false",
        "'/app/* allow TLS',                      /app/x, true",
        "'/app/* allow TLS',                      /%61pp/x?y, true",
        "'/app/* allow TLS',                      /other, false",
        "'/app/* allow TLS',                      *,      false",
        "'/* allow TLS methods=GET',              *,      false",
        "'/* allow TLS',                          *,      true",
        "'/app/* deny TLS; /* allow TLS',         *,      true",
        "'/app/* deny TLS; /* allow TLS',         /app/x, false",
        "'/app/* ignore TLS; /* allow TLS',       /app/x, false",
        "'/app/* ignore TLS; /* allow TLS',       /other, true",
        "'/* ignore TLS from=192.0.2.1; /* allow TLS', *, false",
        "'/* allow TLS; /chat ignore websocket',  /chat,  true",
        "'/* allow TLS',                          /a/../app/x, false",
        "'/* allow TLS',                          http://a.example/, false",
    })
    void the_first_rule_that_matches_decides(String rules, String target, boolean taken) {
        assertEquals(
                taken ? "[TLS/1.2, HTTP/1.1]" : "[]",
                inEffect(ruledBy(rules).judge(asking("OPTIONS", target))));
    }

    @Test
    void lines_end_rules_as_well() {
        assertEquals(
                List.of("/app/* ignore TLS", "/* allow TLS"),
                ruledBy("\n  /app/* ignore TLS\n# and\n  /* allow TLS;\n").rules());
    }

    @Test
    void a_list_is_read_as_one() {
        ServerUpgrades upgrades = ruledBy("/* allow TLS");
        assertEquals(
                "[TLS/1.3, HTTP/1.1]",
                inEffect(
                        upgrades.judge(
                                asking("OPTIONS", "*", "Upgrade: h2c", "Upgrade: a, TLS/1.3"))));
        assertEquals("[]", inEffect(upgrades.judge(asking("OPTIONS", "*", "Upgrade: h2c, a"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1", "Transfer-Encoding: chunked", "Via: 1.1 x"})
    void content_and_proxies_are_left_alone(String line) {
        ServerUpgrades upgrades = ruledBy("/* allow TLS");
        assertEquals(
                "[]", inEffect(upgrades.judge(asking("OPTIONS", "/", "Upgrade: TLS/1.2", line))));
    }

    @Test
    void only_options_asks_for_the_whole_server() {
        ServerUpgrades upgrades = ruledBy("/* allow TLS methods=GET,OPTIONS");
        assertEquals("[TLS/1.2, HTTP/1.1]", inEffect(upgrades.judge(asking("GET", "/"))));
        assertEquals("[]", inEffect(upgrades.judge(asking("GET", "*"))));
    }

    @Test
    void inside_the_whole_server_answers() {
        Handshake.Accepted accepted =
                ruledBy("/* allow TLS").judge(asking("OPTIONS", "*")).orElseThrow();
        ScriptedPeer scripted = new ScriptedPeer();
        scripted.duplex()
                .connect(duplex -> accepted.connections().connect(duplex, new ManualTimer()));
        TlsPeer client = new TlsPeer(Wire.of(scripted), TestKeys.clientContext().createSSLEngine());
        String first = client.shakesHands().receivedText();
        assertTrue(first.startsWith("HTTP/1.1 200 "), first);
        assertTrue(first.endsWith("\r\nContent-Length: 0\r\n\r\n"), first);

        client.sends(ascii("GET /app/x HTTP/1.1\r\nHost: a.example\r\n\r\n"));
        assertTrue(client.receivedText().endsWith("\r\nGET /app/x\n\r\n0\r\n\r\n"));
        client.sends(ascii("OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n"));
        assertTrue(client.receivedText().endsWith("\r\nContent-Length: 0\r\n\r\n"));
        client.sends(ascii("OPTIONS https://a.example HTTP/1.1\r\nHost: a.example\r\n\r\n"));
        assertTrue(client.receivedText().endsWith("\r\nContent-Length: 0\r\n\r\n"));
        assertEquals(
                List.of("/app/x"), gateway.requests.stream().map(HttpRequest::target).toList());
    }

    private static RequestHead askingForH2c(String method, String target, String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("Connection: HTTP2-Settings");
        all.add("HTTP2-Settings: AAMAAABk");
        all.add("Upgrade: h2c");
        return asking(method, target, all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,     /app/x, true",
        "OPTIONS, *,      true",
        "GET,     /other, false",
    })
    void h2c_is_judged_like_tls(String method, String target, boolean taken) {
        ServerUpgrades upgrades =
                ruledBy("/other ignore h2c; /* allow h2c from=192.0.2.0/24; /* allow TLS");
        assertEquals(
                taken ? "[h2c]" : "[]", inEffect(upgrades.judge(askingForH2c(method, target))));
        assertTrue(upgrades.concerns(H2cUpgrade.TOKEN));
        assertFalse(ruledBy("/* allow TLS").concerns(H2cUpgrade.TOKEN));
    }

    @Test
    void nobody_reads_content_here() {
        ServerUpgrades upgrades = ruledBy("/* allow h2c from=192.0.2.0/24");
        assertEquals(
                "[]", inEffect(upgrades.judge(askingForH2c("POST", "/", "Content-Length: 1"))));
        settings.put("maxUpgradeContentBytes", "1");
        assertThrows(
                IllegalArgumentException.class, () -> ruledBy("/* allow h2c from=192.0.2.0/24"));
    }

    @Test
    void http_2_needs_no_key_store() {
        settings.clear();
        settings.put("httpIdleTimeoutMs", "5");
        settings.put("http2MaxConcurrentStreams", "6");
        ruledBy("/* allow h2c from=::1");
        assertEquals(
                "http2MaxConcurrentStreams=6 is not valid: use it together with keyStore=, or with a"
                        + " rule that allows h2c",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> {
                                    settings.remove("httpIdleTimeoutMs");
                                    ruledBy("/* ignore h2c");
                                })
                        .getMessage());
    }

    private static RequestHead preface(String address, boolean secure) {
        return new RequestHead(
                "PRI",
                "HTTP/2.0",
                "*",
                "*",
                null,
                secure ? "https" : "http",
                null,
                secure,
                address,
                null,
                Fields.none());
    }

    @ParameterizedTest
    @CsvSource({
        "'/* allow h2c from=192.0.2.0/24',                    192.0.2.1, true",
        "'/* allow h2c from=192.0.2.0/24',                    192.0.3.1, false",
        "'/* allow h2c from=192.0.2.0/24',                    x,         false",
        "'/* ignore h2c from=192.0.2.1; /* allow h2c from=192.0.2.0/24', 192.0.2.1, false",
        "'/* deny h2c from=192.0.2.1; /* allow h2c from=192.0.2.0/24', 192.0.2.2, true",
        "'/* allow TLS; /* allow h2c from=192.0.2.0/24',      192.0.2.1, true",
        "'/a ignore h2c; /* allow h2c from=192.0.2.0/24',     192.0.2.1, true",
        "'/a/* allow h2c from=192.0.2.0/24',                  192.0.2.1, false",
        "'/* allow h2c from=192.0.2.0/24 methods=GET',        192.0.2.1, false",
        "'/* allow h2c from=192.0.2.0/24 host=a.example',     192.0.2.1, false",
        "'/* allow h2c from=192.0.2.0/24 proxied=only',       192.0.2.1, false",
        "'/* allow h2c from=192.0.2.0/24 proxied=deny',       192.0.2.1, true",
        "'/* allow TLS',                                      192.0.2.1, false",
    })
    void who_may_ask_for_h2c_may_know_without_asking(String rules, String address, boolean known) {
        assertEquals(
                known ? "[h2c]" : "[]", inEffect(ruledBy(rules).judge(preface(address, false))));
        assertEquals("[]", inEffect(ruledBy(rules).judge(preface(address, true))));
    }

    @Test
    void who_knows_is_answered_by_the_whole_server() {
        Handshake.Accepted accepted =
                ruledBy("/* allow h2c from=::1").judge(preface("::1", false)).orElseThrow();
        ScriptedPeer scripted = new ScriptedPeer();
        scripted.duplex()
                .connect(duplex -> accepted.connections().connect(duplex, new ManualTimer()));
        assertEquals(0x04, scripted.received()[3], "SETTINGS come first");
        assertEquals(List.of(scripted.duplex()), gateway.transports);
        assertEquals(List.of(), gateway.requests);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void limits_are_those_of_the_filter() {
        assertEquals(ConnectionLimits.DEFAULT, ruledBy("/* allow TLS").limits());
        settings.put("maxConnections", "5");
        settings.put("maxConnectionsPerAddress", "2");
        settings.put("shutdownTimeoutMs", " 300 ");
        assertEquals(
                new ConnectionLimits(5, Duration.ofMillis(300), 2),
                ruledBy("/* allow TLS").limits());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | rules, there is none; write one, as in /* allow TLS",
                "/* require TLS | rules, \"/* require TLS\" would have to answer whoever offers"
                        + " nothing, which is for applications; use allow, and give the rule to"
                        + " their filter",
                "/* allow TLS role=admin | rules, \"/* allow TLS role=admin\" is for users, and"
                        + " nobody has logged in yet; drop role= and authenticated=",
                "/* allow TLS; /a allow websocket endpoint=container | rules, line 2 \"/a allow"
                        + " websocket endpoint=container\": only TLS and h2c can be switched to here; give"
                        + " the rule for websocket to the filter of the application",
                "/a allow b endpoint=servlet | rules, line 1 \"/a allow b endpoint=servlet\": only"
                        + " TLS and h2c can be switched to here; give the rule for b to the filter of the"
                        + " application",
                "/* allow TLS endpoint=servlet | rules, line 1 \"/* allow TLS endpoint=servlet\":"
                        + " endpoint=servlet is not known here; known are alpn, authenticated,"
                        + " from, host, methods, proxied, role",
                "/* alow TLS | rules, line 1 \"/* alow TLS\": \"alow\" is no verdict; use allow,"
                        + " require, ignore or deny",
            })
    void a_rule_that_could_not_be_kept_is_an_error(String rules, String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> ruledBy(rules)).getMessage());
    }

    @Test
    void a_setting_that_is_not_valid_is_an_error() {
        settings.put("otherwise", "deny");
        assertEquals(
                "otherwise=deny is not known here; known are alpn, clientAuth, hostCheck,"
                        + " http2MaxConcurrentStreams, http2MaxFieldsBytes, http2MaxOverheadFrames,"
                        + " httpContentTimeoutMs, httpHeadTimeoutMs, httpIdleTimeoutMs,"
                        + " httpSendTimeoutMs, keyStore, keyStorePassword, keyStorePasswordFile, maxConnections,"
                        + " maxConnectionsPerAddress, rules, shutdownTimeoutMs,"
                        + " tlsHandshakeTimeoutMs, trustStore, trustStorePassword,"
                        + " trustStorePasswordFile",
                assertThrows(IllegalArgumentException.class, () -> ruledBy("/* allow TLS"))
                        .getMessage());
    }

    @ParameterizedTest
    @CsvSource({"keys.p12, use an absolute path", "/none/such, there is no such file"})
    void a_key_store_is_named_by_absolute_path(String path, String cure) {
        settings.put("keyStore", path);
        assertEquals(
                "keyStore=" + path + " cannot be read: " + cure,
                assertThrows(IllegalArgumentException.class, () -> ruledBy("/* allow TLS"))
                        .getMessage());
    }

    @Test
    void without_a_key_store_there_is_no_tls() {
        settings.clear();
        assertEquals(
                "rules, line 1 \"/* allow TLS\": TLS needs a certificate; name a key store (PKCS12"
                        + " or JKS) in keyStore, and its password in keyStorePassword",
                assertThrows(IllegalArgumentException.class, () -> ruledBy("/* allow TLS"))
                        .getMessage());
    }
}
