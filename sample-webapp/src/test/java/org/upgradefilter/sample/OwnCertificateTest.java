package org.upgradefilter.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCertificateTest {

    @TempDir private static Path shared;

    @TempDir private Path parent;

    /** Made once for those who only look at it. */
    private static OwnCertificate made() throws IOException {
        return OwnCertificate.in(shared.resolve("a/keys"), Instant.now());
    }

    private OwnCertificate at(Instant now) throws IOException {
        return OwnCertificate.in(parent.resolve("a/keys"), now);
    }

    @Test
    void is_of_this_machine_and_for_a_year() throws Exception {
        OwnCertificate made = made();

        Set<String> names =
                made.certificate().getSubjectAlternativeNames().stream()
                        .map(name -> (String) name.get(1))
                        .collect(Collectors.toSet());
        assertEquals(Set.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"), names);
        Duration valid =
                Duration.between(
                        made.certificate().getNotBefore().toInstant(),
                        made.certificate().getNotAfter().toInstant());
        assertEquals(Duration.ofDays(365), valid);
        assertTrue(made.fingerprint().matches("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
    }

    @Test
    void is_in_the_store_with_its_key() throws Exception {
        OwnCertificate made = made();

        char[] password = Files.readAllLines(made.passwordFile()).get(0).toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(made.keyStore())) {
            store.load(in, password);
        }
        assertTrue(store.isKeyEntry("sample"));
        assertEquals(made.certificate(), store.getCertificate("sample"));
        assertEquals(24, password.length);
    }

    @Test
    void only_the_owner_can_read_the_files() throws Exception {
        assumeTrue(parent.getFileSystem().supportedFileAttributeViews().contains("posix"));
        OwnCertificate made = made();

        assertEquals("rwx------", permissions(made.directory()));
        assertEquals("rw-------", permissions(made.keyStore()));
        assertEquals("rw-------", permissions(made.passwordFile()));
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void is_kept_until_a_day_before_its_end_and_then_made_anew() throws Exception {
        OwnCertificate first = at(Instant.now());
        String fingerprint = first.fingerprint();
        Instant end = first.certificate().getNotAfter().toInstant();

        assertEquals(fingerprint, at(end.minus(Duration.ofHours(25))).fingerprint());
        assertNotEquals(fingerprint, at(end.minus(Duration.ofHours(24))).fingerprint());
        assertEquals(List.of("keys"), names(parent.resolve("a")));
    }

    @Test
    void nothing_else_is_deleted() throws Exception {
        Path other = Files.createDirectories(parent.resolve("a/keys")).resolve("mine");
        Files.writeString(other, "precious");

        assertThrows(DirectoryNotEmptyException.class, () -> at(Instant.now()));
        assertEquals("precious", Files.readString(other));
        assertEquals(List.of("keys"), names(parent.resolve("a")));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
