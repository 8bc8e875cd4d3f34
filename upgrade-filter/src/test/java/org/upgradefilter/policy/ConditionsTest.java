package org.upgradefilter.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.http.AddressRange;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.Fields;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.policy.Conditions.Proxied;

class ConditionsTest {

    private static final String VIA = "Via: 1.1 proxy";

    private static Conditions hosts(String... hosts) {
        return new Conditions(Set.of(), List.of(), Set.of(hosts), Proxied.ALLOW);
    }

    private static Conditions from(String... ranges) {
        return new Conditions(Set.of(), ranges(ranges), Set.of(), Proxied.ALLOW);
    }

    private static Conditions proxied(Proxied proxied) {
        return new Conditions(Set.of(), List.of(), Set.of(), proxied);
    }

    private static List<AddressRange> ranges(String... ranges) {
        return Arrays.stream(ranges).map(range -> AddressRange.parse(range).orElseThrow()).toList();
    }

    private static RequestHead head(String method, String address, String... lines) {
        List<Field> fields = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            fields.add(new Field(line.substring(0, colon), line.substring(colon + 2)));
        }
        return new RequestHead(
                method, "HTTP/1.1", "/", null, "http", false, address, null, Fields.of(fields));
    }

    private static boolean isHost(String pattern, String host) {
        return hosts(pattern).holdFor(head("GET", "192.0.2.1", "Host: " + host));
    }

    @Test
    void noneHoldForEverything() {
        assertTrue(Conditions.NONE.holdFor(head("GET", "192.0.2.1")));
        assertTrue(Conditions.NONE.holdFor(head("POST", "unknown", VIA)));
        assertEquals("", Conditions.NONE.toString());
        assertEquals(Conditions.NONE, Conditions.methods(Set.of()));
    }

    @Test
    void methodsAreCaseSensitive() {
        Conditions get = Conditions.methods(Set.of("GET"));
        assertTrue(get.holdFor(head("GET", "192.0.2.1")));
        assertFalse(get.holdFor(head("POST", "192.0.2.1")));
        assertFalse(get.holdFor(head("get", "192.0.2.1")));
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, true",
        "127.0.0.1, true",
        "127.0.0.2, false",
        "::1, true",
        "0:0:0:0:0:0:0:1, true",
        "::2, false",
        "::ffff:10.1.2.3, true",
        "unknown, false",
        "_hidden, false",
        "'', false",
    })
    void fromOneOfTheRanges(String address, boolean expected) {
        assertEquals(
                expected, from("10.0.0.0/8", "127.0.0.1", "::1").holdFor(head("GET", address)));
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, true",
        "example.com, EXAMPLE.Com, true",
        "example.com, example.com:8080, true",
        "example.com, www.example.com, false",
        "example.com, notexample.com, false",
        "example.com, example.com.evil, false",
        "example.com, example.org, false",
        "*.example.com, www.example.com, true",
        "*.example.com, WWW.Example.COM:443, true",
        "*.example.com, a.b.example.com, true",
        "*.example.com, example.com, false",
        "*.example.com, notexample.com, false",
        "*.example.com, .example.com, false",
        "*.example.com, www.example.com.evil, false",
        "*.com, example.com, true",
        "localhost, localhost, true",
        "localhost, localhost:80, true",
        "[::1], [::1], true",
        "[::1], [::1]:8080, true",
        "[2001:db8::a], [2001:DB8::A], true",
        "[::1], [::2], false",
        "192.0.2.1, 192.0.2.1:8080, true",
        "*.2.1, 192.0.2.1, true",
    })
    void theHostIsWhatTheClientCallsIt(String pattern, String host, boolean expected) {
        assertEquals(expected, isHost(pattern, host));
    }

    /** A name with its root (RFC 3986 §3.2.2) is the same name. */
    @ParameterizedTest
    @CsvSource({
        "example.com, example.com., true",
        "example.com, example.com.:80, true",
        "*.example.com, www.example.com., true",
        "example.com, example.com.., false",
    })
    void theDotOfTheRootIsNoPartOfTheHost(String pattern, String host, boolean expected) {
        assertEquals(expected, isHost(pattern, host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", "example.com:99999", "user@example.com", "example.com/", "[::1"})
    void anythingElseIsNoHost(String host) {
        assertFalse(
                hosts("example.com", "*.com").holdFor(head("GET", "192.0.2.1", "Host: " + host)));
    }

    @Test
    void withoutAHostThereIsNone() {
        assertFalse(hosts("example.com").holdFor(head("GET", "192.0.2.1")));
    }

    @Test
    void theAuthorityMayBeAnotherThanHost() {
        Fields fields = Fields.of(List.of(new Field("Host", "internal")));
        RequestHead head =
                new RequestHead(
                        "GET",
                        "HTTP/1.1",
                        "/",
                        "/",
                        null,
                        "https",
                        "example.com",
                        true,
                        "192.0.2.1",
                        null,
                        fields);
        assertTrue(hosts("example.com").holdFor(head));
        assertFalse(hosts("internal").holdFor(head));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Via",
                "via",
                "Forwarded",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Proto",
                "X-Forwarded-Port",
                "X-Real-IP",
                "x-real-ip"
            })
    void looksProxiedByAnyOfTheseFields(String name) {
        RequestHead head = head("GET", "192.0.2.1", name + ": x");
        assertTrue(head.looksProxied());
        assertTrue(proxied(Proxied.ALLOW).holdFor(head));
        assertFalse(proxied(Proxied.DENY).holdFor(head));
        assertTrue(proxied(Proxied.ONLY).holdFor(head));
    }

    @Test
    void looksDirectWithoutThem() {
        RequestHead head = head("GET", "192.0.2.1", "Host: a", "X-Forwarded: x", "Viaduct: x");
        assertFalse(head.looksProxied());
        assertTrue(proxied(Proxied.ALLOW).holdFor(head));
        assertTrue(proxied(Proxied.DENY).holdFor(head));
        assertFalse(proxied(Proxied.ONLY).holdFor(head));
    }

    @Test
    void anEmptyFieldIsOneToo() {
        assertTrue(head("GET", "192.0.2.1", "Via: ").looksProxied());
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  10.0.0.1,  a.example.com, true,  true",
        "POST, 10.0.0.1,  a.example.com, true,  false",
        "GET,  192.0.2.1, a.example.com, true,  false",
        "GET,  10.0.0.1,  example.com,   true,  false",
        "GET,  10.0.0.1,  a.example.com, false, false",
    })
    void allOfThemMustHold(
            String method, String address, String host, boolean via, boolean expected) {
        Conditions all =
                new Conditions(
                        Set.of("GET"), ranges("10.0.0.0/8"), Set.of("*.example.com"), Proxied.ONLY);
        String second = via ? VIA : "Accept: x";
        assertEquals(expected, all.holdFor(head(method, address, "Host: " + host, second)));
    }

    @Test
    void areWrittenAsInALine() {
        assertEquals(
                "methods=GET,HEAD from=10.0.0.0/8,::1 host=*.a,b proxied=only",
                new Conditions(
                                Set.of("HEAD", "GET"),
                                ranges("10.0.0.0/8", "::1"),
                                Set.of("b", "*.a"),
                                Proxied.ONLY)
                        .toString());
    }

    @ParameterizedTest
    @EnumSource(value = Proxied.class, mode = EnumSource.Mode.EXCLUDE, names = "ALLOW")
    void writeNoDefault(Proxied proxied) {
        assertTrue(proxied(proxied).toString().matches("proxied=(deny|only)"));
    }

    @Test
    void doNotChange() {
        Set<String> methods = new HashSet<>(Set.of("GET"));
        List<AddressRange> from = new ArrayList<>(ranges("::1"));
        Set<String> hosts = new HashSet<>(Set.of("a"));
        Conditions conditions = new Conditions(methods, from, hosts, Proxied.ALLOW);
        methods.clear();
        from.clear();
        hosts.clear();
        assertEquals("methods=GET from=::1 host=a", conditions.toString());
        assertThrows(UnsupportedOperationException.class, () -> conditions.hosts().add("b"));
    }

    @Test
    void coverWhatIsNarrower() {
        Conditions get = Conditions.methods(Set.of("GET"));
        Conditions getAndPost = Conditions.methods(Set.of("GET", "POST"));
        assertCovers(Conditions.NONE, get);
        assertCovers(getAndPost, get);
        assertCovers(from("10.0.0.0/8", "::/0"), from("10.1.0.0/16", "::1"));
        assertCovers(hosts("a.example", "b.example"), hosts("a.example"));
        assertCovers(Conditions.NONE, proxied(Proxied.DENY));
        assertFalse(from("10.0.0.0/8").cover(from("10.1.0.0/16", "11.0.0.1")));
        assertFalse(proxied(Proxied.DENY).cover(proxied(Proxied.ONLY)));
        assertTrue(proxied(Proxied.ONLY).cover(proxied(Proxied.ONLY)));
    }

    private static void assertCovers(Conditions wider, Conditions narrower) {
        assertTrue(wider.cover(narrower));
        assertTrue(wider.cover(wider));
        assertFalse(narrower.cover(wider));
    }
}
