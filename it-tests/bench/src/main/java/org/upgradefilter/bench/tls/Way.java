package org.upgradefilter.bench.tls;

import java.util.Locale;

/** How TLS is got at. */
enum Way {
    /** The container's own HTTPS connector, which the other is compared with. */
    OWN,
    /** An upgrade (RFC 2817) on its connector in clear. */
    OURS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
