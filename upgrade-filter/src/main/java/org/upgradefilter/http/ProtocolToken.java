package org.upgradefilter.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A protocol as {@code Upgrade} names it: {@code protocol-name ["/" protocol-version]} (RFC 9110
 * §7.8).
 *
 * @param name compared without regard to case
 * @param version compared exactly; null if none is named
 */
public record ProtocolToken(String name, @Nullable String version) {

    /**
     * @throws IllegalArgumentException if the name or the version is no token
     */
    public ProtocolToken {
        if (!Token.isToken(name) || (version != null && !Token.isToken(version))) {
            throw new IllegalArgumentException(
                    "a protocol is a name, or a name and a version as in TLS/1.2");
        }
    }

    /** Reads one member of an {@code Upgrade} list; empty if it is malformed. */
    public static Optional<ProtocolToken> parse(String member) {
        int slash = member.indexOf('/');
        String name = slash < 0 ? member : member.substring(0, slash);
        String version = slash < 0 ? null : member.substring(slash + 1);
        if (!Token.isToken(name) || (version != null && !Token.isToken(version))) {
            return Optional.empty();
        }
        return Optional.of(new ProtocolToken(name, version));
    }

    /**
     * Reads the combined lines of an {@code Upgrade} field, in order; malformed members are
     * skipped, for an offer may always be ignored.
     */
    public static List<ProtocolToken> parseList(Iterable<String> lines) {
        List<ProtocolToken> tokens = new ArrayList<>();
        for (String line : lines) {
            // No quoted string may stand here, so every comma separates.
            for (String member : line.split(",", -1)) {
                parse(FieldList.trim(member)).ifPresent(tokens::add);
            }
        }
        return tokens;
    }

    /** True if {@code offered} is this protocol; a token without a version covers every version. */
    public boolean covers(ProtocolToken offered) {
        return name.equalsIgnoreCase(offered.name)
                && (version == null || version.equals(offered.version));
    }

    /** True for the same name in any case, and the same version. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProtocolToken that
                && name.equalsIgnoreCase(that.name)
                && Objects.equals(version, that.version);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name.toLowerCase(Locale.ROOT), version);
    }

    /** As it goes into {@code Upgrade}. */
    @Override
    public String toString() {
        return version == null ? name : name + "/" + version;
    }
}
