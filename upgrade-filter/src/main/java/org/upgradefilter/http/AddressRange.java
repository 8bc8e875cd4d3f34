package org.upgradefilter.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of IP addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3): {@code 10.0.0.0/8},
 * {@code 2001:db8::/32}, or a single address.
 *
 * <p>Names are not addresses here: nothing is ever looked up. An IPv4 address that is mapped into
 * IPv6 is the IPv4 address.
 */
public final class AddressRange {

    // Only what cannot be a name: InetAddress asks the resolver for anything else, be it 256.1.1.1.
    private static final String V4 =
            "(25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})(\\.(25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})){3}";
    private static final Pattern IS_V4 = Pattern.compile(V4);
    private static final Pattern IS_V6 =
            Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]*(%[0-9A-Za-z._~-]+)?");

    private final String notation;
    private final byte[] network;
    private final int prefixBits;

    private AddressRange(String notation, byte[] network, int prefixBits) {
        this.notation = notation;
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /** Reads the notation; empty if it is malformed, or has bits set behind the prefix. */
    public static Optional<AddressRange> parse(String notation) {
        int slash = notation.indexOf('/');
        byte[] address = address(slash < 0 ? notation : notation.substring(0, slash));
        if (address == null) {
            return Optional.empty();
        }
        int allBits = address.length * Byte.SIZE;
        int bits = slash < 0 ? allBits : prefix(notation.substring(slash + 1));
        if (bits < 0 || bits > allBits || hasBitsBehind(address, bits)) {
            return Optional.empty();
        }
        return Optional.of(new AddressRange(notation, address, bits));
    }

    /** True if {@code address}, in text, lies within; false if it is no IP address. */
    public boolean contains(String address) {
        byte[] bytes = address(address);
        return bytes != null && bytes.length == network.length && isWithin(bytes);
    }

    private boolean isWithin(byte[] bytes) {
        for (int bit = 0; bit < prefixBits; bit++) {
            if (isSet(bytes, bit) != isSet(network, bit)) {
                return false;
            }
        }
        return true;
    }

    /** True if every address within {@code other} lies within this as well. */
    public boolean covers(AddressRange other) {
        return other.network.length == network.length
                && other.prefixBits >= prefixBits
                && isWithin(other.network);
    }

    private static int prefix(String digits) {
        return digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : -1;
    }

    private static boolean hasBitsBehind(byte[] address, int bits) {
        for (int bit = bits; bit < address.length * Byte.SIZE; bit++) {
            if (isSet(address, bit)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSet(byte[] bytes, int bit) {
        return (bytes[bit / Byte.SIZE] & (0x80 >> (bit % Byte.SIZE))) != 0;
    }

    private static byte @Nullable [] address(String text) {
        String bare =
                text.startsWith("[") && text.endsWith("]")
                        ? text.substring(1, text.length() - 1)
                        : text;
        boolean isV6 = bare.indexOf(':') >= 0 && IS_V6.matcher(bare).matches();
        if (!isV6 && !IS_V4.matcher(bare).matches()) {
            return null;
        }
        try {
            int zone = bare.indexOf('%');
            return InetAddress.getByName(zone < 0 ? bare : bare.substring(0, zone)).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRange that && that.notation.equals(notation);
    }

    @Override
    public int hashCode() {
        return notation.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return notation;
    }
}
