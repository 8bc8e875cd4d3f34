package org.upgradefilter.http2;

/** Hears the fields of a block in their order. */
@FunctionalInterface
interface FieldSink {

    /**
     * Does not throw, for the table would then be another than the peer's.
     *
     * @param name as it came, in ISO 8859-1; no more was looked at
     * @param value the same
     */
    void field(String name, String value);
}
