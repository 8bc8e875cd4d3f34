package org.upgradefilter.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4632 §3.1, RFC 4291 §2.3. */
class AddressRangeTest {

    private static AddressRange range(String notation) {
        return AddressRange.parse(notation).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0, true",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 9.255.255.255, false",
        "10.0.0.0/8, 11.0.0.0, false",
        // a prefix of no bits, of one, of all but one, of all
        "0.0.0.0/0, 0.0.0.0, true",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/1, 127.255.255.255, true",
        "0.0.0.0/1, 128.0.0.0, false",
        "128.0.0.0/1, 128.0.0.0, true",
        "128.0.0.0/1, 127.255.255.255, false",
        "192.0.2.2/31, 192.0.2.1, false",
        "192.0.2.2/31, 192.0.2.2, true",
        "192.0.2.2/31, 192.0.2.3, true",
        "192.0.2.2/31, 192.0.2.4, false",
        "192.0.2.1/32, 192.0.2.1, true",
        "192.0.2.1/32, 192.0.2.0, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.3, false",
        // a border within an octet
        "172.16.0.0/12, 172.31.255.255, true",
        "172.16.0.0/12, 172.32.0.0, false",
        "172.16.0.0/12, 172.15.255.255, false",
        // bytes have no sign
        "200.0.0.0/8, 200.1.2.3, true",
    })
    void ofIpv4(String notation, String address, boolean expected) {
        assertEquals(expected, range(notation).contains(address));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::/32, 2001:db8::1, true",
        "2001:db8::/32, 2001:DB8:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "2001:db8::/32, 2001:db9::, false",
        "::/0, ::, true",
        "::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "::/1, 7fff::, true",
        "::/1, 8000::, false",
        "8000::/1, ffff::, true",
        "2001:db8::2/127, 2001:db8::3, true",
        "2001:db8::2/127, 2001:db8::1, false",
        "2001:db8::2/127, 2001:db8::4, false",
        "::1/128, ::1, true",
        "::1/128, ::, false",
        "::1, ::1, true",
        // other ways to write an address
        "::1, 0:0:0:0:0:0:0:1, true",
        "::1, 0000:0000:0000:0000:0000:0000:0000:0001, true",
        "2001:db8::/33, 2001:db8:7fff::, true",
        "2001:db8::/33, 2001:db8:8000::, false",
        "64:ff9b::192.0.2.1, 64:ff9b::c000:201, true",
    })
    void ofIpv6(String notation, String address, boolean expected) {
        assertEquals(expected, range(notation).contains(address));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "10.0.0.0/8, ::FFFF:a01:203, true",
        "10.0.0.0/8, ::ffff:11.1.2.3, false",
        "::ffff:10.0.0.0/8, 10.1.2.3, true",
        "::ffff:10.0.0.1, 10.0.0.1, true",
        // compatible (RFC 4291 §2.5.5.1) is not mapped
        "10.0.0.0/8, ::10.1.2.3, false",
        // neither contains the other
        "0.0.0.0/0, ::1, false",
        "::/0, 127.0.0.1, false",
        "::/0, ::ffff:127.0.0.1, false",
    })
    void aMappedAddressIsTheIpv4Address(String notation, String address, boolean expected) {
        assertEquals(expected, range(notation).contains(address));
    }

    @ParameterizedTest
    @CsvSource({
        "fe80::/10, fe80::1%eth0, true",
        "fe80::/10, fe80::1%1, true",
        "fe80::/10, fe80::1%br-4f0, true",
        "fe80::/10, fe80::1%eth0.100, true",
        "fe80::/10, fec0::1%eth0, false",
        "fe80::1%eth0, fe80::1%eth1, true",
        "fe80::1%eth0, fe80::1, true",
    })
    void theZoneDoesNotCount(String notation, String address, boolean expected) {
        assertEquals(expected, range(notation).contains(address));
    }

    @ParameterizedTest
    @CsvSource({
        "::1, [::1], true",
        "[::1], ::1, true",
        "[2001:db8::]/32, 2001:db8::1, true",
        "::1, [::1, false",
        "::1, ::1], false",
        "::1, [::1]:80, false",
    })
    void bracketsMayStandAround(String notation, String address, boolean expected) {
        assertEquals(expected, range(notation).contains(address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1/8",
                "0.0.0.1/0",
                "128.0.0.0/0",
                "192.0.2.1/31",
                "172.17.0.0/12",
                "2001:db8::1/32",
                "::1/127",
                "::1/0",
                "2001:db8:8000::/32",
            })
    void bitsBehindThePrefixAreRefused(String notation) {
        assertEquals(Optional.empty(), AddressRange.parse(notation));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/8/8",
                "10.0.0.0/ 8",
                "10.0.0.0/a",
                "10.0.0.0/9999999999",
                "10.0.0.0/255.0.0.0",
                "::/129",
                "::/1000",
                " 10.0.0.0",
                "10.0.0.0 ",
                "10.0.0",
                "10",
                "10.0.0.0.0",
                "10.0.0.",
                "256.0.0.0",
                "10.0.0.256",
                "10.0.0.999",
                "0x0a.0.0.0",
                "-1.0.0.0",
                ":",
                ":::",
                ".::1",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "g::",
                "::1%",
                "::1%a b",
                "10.0.0.1%eth0",
                "::256.0.0.1",
                "10.0.0.1:80",
                "[]",
                "[",
                "localhost",
                "example.com",
                "unknown",
                "_hidden",
            })
    void whatIsNoAddress(String text) {
        assertEquals(Optional.empty(), AddressRange.parse(text));
        assertFalse(range("0.0.0.0/0").contains(text));
        assertFalse(range("::/0").contains(text));
    }

    @Test
    void isWhatWasWritten() {
        assertEquals("10.0.0.0/8", range("10.0.0.0/8").toString());
        assertEquals("[::1]", range("[::1]").toString());
        assertEquals(range("10.0.0.0/8"), range("10.0.0.0/8"));
        assertEquals(range("10.0.0.0/8").hashCode(), range("10.0.0.0/8").hashCode());
        assertNotEquals(range("10.0.0.0/8"), range("10.0.0.0/9"));
        assertNotEquals(range("10.0.0.0/8"), new Object());
    }

    /** In a process of its own, for a resolver that would answer is set up once in each. */
    @Test
    @Timeout(60)
    void namesAreNeverLookedUp(@TempDir Path directory) throws Exception {
        Path hosts =
                Files.writeString(
                        directory.resolve("hosts"),
                        "10.0.0.1 localhost\n10.0.0.1 256.1.1.1\n10.0.0.1 .::1\n10.0.0.1 a:b\n");
        assertEquals("[resolved, empty, empty, empty, empty]", resolving(hosts));
    }

    private static String resolving(Path hosts) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xshare:auto",
                                "-XX:TieredStopAtLevel=1",
                                "-Djdk.net.hosts.file=" + hosts,
                                "-cp",
                                String.join(
                                        File.pathSeparator,
                                        place(AddressRange.class),
                                        place(AddressRangeTest.class)),
                                Lookups.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.strip();
    }

    private static String place(Class<?> type) {
        return Path.of(
                        URI.create(
                                type.getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toString()))
                .toString();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8, true",
        "10.0.0.0/8, 10.1.0.0/16, true",
        "10.0.0.0/8, 10.1.2.3, true",
        "10.1.0.0/16, 10.0.0.0/8, false",
        "10.0.0.0/8, 11.0.0.0/16, false",
        "0.0.0.0/0, 10.0.0.0/8, true",
        "::/0, 2001:db8::/32, true",
        "::/0, 10.0.0.0/8, false",
        "0.0.0.0/0, ::1, false",
    })
    void coversWhatLiesWithin(String wider, String narrower, boolean covers) {
        assertEquals(covers, range(wider).covers(range(narrower)));
    }
}
