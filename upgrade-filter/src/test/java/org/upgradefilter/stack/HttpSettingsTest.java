package org.upgradefilter.stack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.exchange.HttpTimeouts;
import org.upgradefilter.http2.Http2Limits;
import org.upgradefilter.negotiation.Installed;

class HttpSettingsTest {

    private static Options options(String settings) {
        Map<String, String> values = new HashMap<>();
        for (String setting : settings.isEmpty() ? new String[0] : settings.split(" ")) {
            int equals = setting.indexOf('=');
            values.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return new Options(values);
    }

    private static List<Installed> rules(HttpSettings http, String lines) {
        ClassLoader loader = HttpSettingsTest.class.getClassLoader();
        WebSocketSettings webSockets = WebSocketSettings.read(loader, options(""));
        return new RuleLines(webSockets, TlsRules.NONE, http).read(lines);
    }

    private static H2cUpgrade protocol(HttpSettings http, String line) {
        return assertInstanceOf(H2cUpgrade.class, rules(http, line).get(0).protocols().get(0));
    }

    @Test
    void a_rule_is_set_up_as_the_settings_say() {
        HttpSettings http =
                HttpSettings.read(
                        options(
                                "httpIdleTimeoutMs=1 httpHeadTimeoutMs=2 httpContentTimeoutMs=3"
                                        + " httpSendTimeoutMs=4 http2MaxConcurrentStreams=5"
                                        + " http2MaxFieldsBytes=6 http2MaxOverheadFrames=7"
                                        + " maxUpgradeContentBytes=0"));
        assertEquals(
                new H2cUpgrade(
                        HttpUpgrade.Proxied.NO,
                        0,
                        Http2Limits.defaults()
                                .withMaxConcurrentStreams(5)
                                .withMaxFieldsBytes(6)
                                .withMaxOverhead(7),
                        new HttpTimeouts(
                                Duration.ofMillis(1),
                                Duration.ofMillis(2),
                                Duration.ofMillis(3),
                                Duration.ofMillis(4)),
                        null),
                protocol(http, "/* allow h2c from=::1"));
    }

    @Test
    void unless_they_say_nothing() {
        assertEquals(HttpSettings.DEFAULT, HttpSettings.read(options("")));
        assertEquals(
                H2cUpgrade.withDefaults(),
                protocol(HttpSettings.DEFAULT, "/* require h2c from=127.0.0.0/8,::1"));
    }

    @ParameterizedTest
    @CsvSource({
        "'',              NO",
        "'proxied=allow', YES",
        "'proxied=only',  YES",
    })
    void what_looks_proxied_is_only_let_in_by_a_rule_that_says_so(
            String setting, HttpUpgrade.Proxied proxied) {
        assertSame(
                proxied,
                protocol(HttpSettings.DEFAULT, "/* allow h2c from=0.0.0.0/0,::/0 " + setting)
                        .proxied());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/* allow h2c", "/a require h2c host=a.example", "/* allow h2c methods=GET"})
    void a_rule_that_does_not_say_from_where_is_an_error(String line) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> rules(HttpSettings.DEFAULT, line));
        assertEquals(
                "line 1 \""
                        + line
                        + "\": h2c needs from=, for whatever a proxy is to keep out gets in by it"
                        + " unseen where the proxy passes Upgrade on, and that there is no Via"
                        + " proves nothing; name the clients that may ask, as in"
                        + " from=127.0.0.0/8,::1, or everybody by from=0.0.0.0/0,::/0",
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/* ignore h2c", "/* deny h2c", "/* allow h2c endpoint=servlet"})
    void what_we_do_not_switch_to_may_be_asked_for_from_anywhere(String line) {
        assertEquals(1, rules(HttpSettings.DEFAULT, line).size());
    }

    @Test
    void a_method_of_ones_own_may_ask_as_well() {
        assertEquals(
                1, rules(HttpSettings.DEFAULT, "/* allow h2c from=::1 methods=PROPFIND").size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http2MaxConcurrentStreams=0 | use a whole number of at least 1",
                "http2MaxFieldsBytes=x | use a whole number of at least 1",
                "http2MaxOverheadFrames=0 | use a whole number of at least 1",
                "maxUpgradeContentBytes=-1 | use a whole number of at least 0",
                "maxUpgradeContentBytes=2147483648 | use at most 2147483647",
            })
    void what_is_wrong_is_named_with_its_cure(String setting, String cure) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> HttpSettings.read(options(setting)));
        assertEquals(setting + " is not valid: " + cure, e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "httpIdleTimeoutMs=9",
                "httpHeadTimeoutMs=9",
                "httpContentTimeoutMs=9",
                "httpSendTimeoutMs=9",
                "http2MaxConcurrentStreams=9",
                "http2MaxFieldsBytes=9",
                "http2MaxOverheadFrames=9",
                "maxUpgradeContentBytes=9",
            })
    void what_nobody_heeds_is_an_error(String setting) {
        Options options = options(setting);
        HttpSettings http = HttpSettings.read(options);
        HttpSettings.requireUse(
                options, TlsRules.NONE, rules(http, "/* ignore x\n/a allow h2c from=::1"));
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                HttpSettings.requireUse(
                                        options, TlsRules.NONE, rules(http, "/* ignore h2c")));
        assertEquals(
                setting
                        + " is not valid: use it together with "
                        + (setting.startsWith("max")
                                ? "a rule that allows h2c"
                                : "keyStore=, or with a rule that allows h2c"),
                e.getMessage());
    }
}
