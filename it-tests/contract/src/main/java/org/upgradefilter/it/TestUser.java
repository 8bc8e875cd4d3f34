package org.upgradefilter.it;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** Whoever can log in, each with a role. */
public enum TestUser {
    ALICE("member"),
    BOB("guest");

    private final String role;

    TestUser(String role) {
        this.role = role;
    }

    public String userName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String password() {
        return userName() + "'s password";
    }

    public String role() {
        return role;
    }

    /** What to send as {@code Authorization} (RFC 7617 §2). */
    public String credentials() {
        return credentials(password());
    }

    /** Likewise, with a password that may be wrong. */
    String credentials(String password) {
        byte[] both = (userName() + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }
}
