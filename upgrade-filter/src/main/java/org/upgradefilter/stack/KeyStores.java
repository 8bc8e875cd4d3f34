package org.upgradefilter.stack;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.tls.Certificates;

/**
 * Reads the key stores that settings name: {@code keyStore}, and {@code keyStorePassword} or {@code
 * keyStorePasswordFile} with it; likewise for {@code trustStore}.
 *
 * <p>Errors are {@link IllegalArgumentException}s that name the setting, its value unless it is a
 * password, and the cure.
 */
final class KeyStores {

    /** How a file of type JKS, and one of type JCEKS, begins. */
    private static final int JKS = 0xfeedfeed;

    private static final int JCEKS = 0xcececece;

    private static final String KEY_STORE = "keyStore";
    private static final String TRUST_STORE = "trustStore";
    private static final String PASSWORD = "Password";
    private static final String PASSWORD_FILE = "PasswordFile";

    private final StoredFiles files;
    private final Options options;

    KeyStores(StoredFiles files, Options options) {
        this.files = files;
        this.options = options;
    }

    /**
     * Our own, of {@code keyStore}; empty if it is not given.
     *
     * @throws IllegalArgumentException if there is no key in it, or it cannot be opened
     */
    Optional<Certificates> certificates() {
        char[] password = password(KEY_STORE);
        Optional<KeyStore> store = open(KEY_STORE, password);
        if (store.isPresent() && password == null) {
            throw new IllegalArgumentException(
                    "keyStore needs keyStorePassword, or keyStorePasswordFile");
        }
        return store.map(opened -> Certificates.of(opened, Objects.requireNonNull(password)));
    }

    /**
     * Those of whom clients may have theirs, of {@code trustStore}; empty if it is not given.
     *
     * @throws IllegalArgumentException if it cannot be opened
     */
    Optional<KeyStore> trust() {
        return open(TRUST_STORE, password(TRUST_STORE));
    }

    private Optional<KeyStore> open(String name, char @Nullable [] password) {
        Optional<String> path = options.text(name);
        if (path.isEmpty() && password != null) {
            throw new IllegalArgumentException(
                    name + PASSWORD + " is given without " + name + "; give both");
        }
        return path.map(given -> load(name, given, read(name, given), password));
    }

    private char @Nullable [] password(String name) {
        Optional<String> password = options.text(name + PASSWORD);
        Optional<String> file = options.text(name + PASSWORD_FILE);
        if (password.isPresent() && file.isPresent()) {
            throw new IllegalArgumentException(
                    name + PASSWORD + " and " + name + PASSWORD_FILE + " are given; drop one");
        }
        return password.or(() -> file.map(path -> line(name + PASSWORD_FILE, path)))
                .map(String::toCharArray)
                .orElse(null);
    }

    private String line(String name, String path) {
        String text = new String(read(name, path), StandardCharsets.UTF_8);
        return text.lines().findFirst().orElse("");
    }

    private byte[] read(String name, String path) {
        try (InputStream in = files.open(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    name + "=" + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static KeyStore load(
            String name, String path, byte[] content, char @Nullable [] password) {
        try {
            KeyStore store = KeyStore.getInstance(type(content));
            store.load(new ByteArrayInputStream(content), password);
            return store;
        } catch (IOException e) {
            String cure =
                    e.getCause() instanceof UnrecoverableKeyException
                            ? name + PASSWORD + " is not its password"
                            : "use a file of type PKCS12 or JKS, as keytool makes it";
            throw new IllegalArgumentException(name + "=" + path + " cannot be opened: " + cure, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    name + "=" + path + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static String type(byte[] content) {
        int begin = content.length < Integer.BYTES ? 0 : ByteBuffer.wrap(content).getInt();
        return switch (begin) {
            case JKS -> "JKS";
            case JCEKS -> "JCEKS";
            default -> "PKCS12";
        };
    }
}
