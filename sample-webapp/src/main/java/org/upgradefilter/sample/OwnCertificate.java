package org.upgradefilter.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A certificate of localhost that has signed itself, and its key, made by the JDK's {@code
 * keytool}. To try things out with: a server of your own has one that somebody else has signed.
 *
 * @param directory holds the files, and nothing else; only its owner can read it
 */
public record OwnCertificate(Path directory) {

    /** The names and addresses it is for. */
    private static final String HOSTS = "SAN=dns:localhost,ip:127.0.0.1,ip:::1";

    private static final String ALIAS = "sample";

    private static final String DAYS = "365";

    /** One that ends so soon is made anew. */
    private static final Duration SOON = Duration.ofDays(1);

    private static final int PASSWORD_BYTES = 18;

    /**
     * The certificate in {@code directory}. If there is none, or it ends within a day, one is made,
     * which takes a second or more.
     *
     * @param now when it has to be valid
     * @throws IOException if it cannot be made or read
     */
    public static OwnCertificate in(Path directory, Instant now) throws IOException {
        OwnCertificate kept = new OwnCertificate(directory.toAbsolutePath());
        if (!kept.isValidAt(now)) {
            kept.make(now);
        }
        return kept;
    }

    /** The key and the certificate (PKCS #12). */
    public Path keyStore() {
        return directory.resolve("keys.p12");
    }

    /** Its one line is the password of the store and of the key. */
    public Path passwordFile() {
        return directory.resolve("password");
    }

    /** The certificate alone (PEM), for those who are to trust it. */
    public Path certificateFile() {
        return directory.resolve("certificate.pem");
    }

    /**
     * The certificate.
     *
     * @throws IOException if there is none
     */
    public X509Certificate certificate() throws IOException {
        try (InputStream in = Files.newInputStream(certificateFile())) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (CertificateException e) {
            throw new IOException(certificateFile() + " is no certificate; delete it", e);
        }
    }

    /** {@link #fingerprint(Certificate)} of this one. */
    public String fingerprint() throws IOException {
        return fingerprint(certificate());
    }

    /** What {@code openssl x509 -fingerprint -sha256} says: pairs of digits, and colons. */
    public static String fingerprint(Certificate certificate) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private boolean isValidAt(Instant now) throws IOException {
        return Files.exists(certificateFile())
                && certificate().getNotAfter().toInstant().isAfter(now.plus(SOON));
    }

    /** Makes all files elsewhere, so that they are there together or not at all. */
    private void make(Instant now) throws IOException {
        Path parent = Files.createDirectories(directory.getParent());
        OwnCertificate made = new OwnCertificate(Files.createTempDirectory(parent, "new-keys"));
        try {
            made.write();
            if (!isValidAt(now)) { // else another server that starts now was faster
                delete();
                Files.move(made.directory, directory, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            made.delete();
        }
    }

    private void write() throws IOException {
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().encodeToString(random);
        Files.writeString(passwordFile(), password + System.lineSeparator());
        keytool();
        Files.writeString(certificateFile(), pem(inStore(password.toCharArray())));
        keepToOwner(passwordFile());
        keepToOwner(keyStore());
    }

    private void keytool() throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        HOSTS,
                        "-validity",
                        DAYS,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore().toString(),
                        // By file: all users of a machine can read its command lines.
                        "-storepass:file",
                        passwordFile().toString());
        Process keytool = start(command);
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while keytool makes a certificate");
        }
    }

    /** The thread of the JDK that waits for its end keeps the loader it is started with (17). */
    private static Process start(List<String> command) throws IOException {
        Thread current = Thread.currentThread();
        ClassLoader application = current.getContextClassLoader();
        current.setContextClassLoader(null);
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } finally {
            current.setContextClassLoader(application);
        }
    }

    private Certificate inStore(char[] password) throws IOException {
        try (InputStream in = Files.newInputStream(keyStore())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            return store.getCertificate(ALIAS);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** RFC 7468 §5. */
    private static String pem(Certificate certificate) throws IOException {
        try {
            Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
            return "-----BEGIN CERTIFICATE-----\n"
                    + lines.encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateException e) {
            throw new IOException(e);
        }
    }

    private static void keepToOwner(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** Deletes the files, and a directory with nothing else in it. */
    private void delete() throws IOException {
        Files.deleteIfExists(certificateFile());
        Files.deleteIfExists(keyStore());
        Files.deleteIfExists(passwordFile());
        Files.deleteIfExists(directory);
    }
}
