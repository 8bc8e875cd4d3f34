package org.upgradefilter.bench;

import java.util.Locale;

/** Whose implementation of a protocol answers. */
public enum Way {
    /** The container's own, which the other is compared with. */
    OWN,
    /** That of this library, on a connector of the same container. */
    OURS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
