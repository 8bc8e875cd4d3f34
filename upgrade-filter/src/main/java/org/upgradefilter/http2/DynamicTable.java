package org.upgradefilter.http2;

/**
 * The fields that were sent last (RFC 7541 §2.3.2, §4), in a ring that grows with them.
 *
 * <p>Entries are counted from the newest, which is 0. Each has a number as well, one more than the
 * entry before it, which stays as it is; numbers begin again behind 2^32. Confined to the
 * connection's strand.
 */
final class DynamicTable {

    /** What an entry counts beyond its text (§4.1). */
    private static final int ENTRY_BYTES = 32;

    private static final int MIN_SLOTS = 8;
    private static final String[] NONE = {};

    private String[] names = NONE;
    private String[] values = NONE;

    private int newest = -1;
    private int entries;
    private int bytes;
    private int maxBytes;

    DynamicTable(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** What a field counts (§4.1). */
    static int bytes(String name, String value) {
        return ENTRY_BYTES + name.length() + value.length();
    }

    int entries() {
        return entries;
    }

    /** What all entries count. */
    int bytes() {
        return bytes;
    }

    int maxBytes() {
        return maxBytes;
    }

    /** A power of two, or 0; the last bits of the numbers tell the places. */
    int slots() {
        return names.length;
    }

    /** The number of the newest entry. */
    int newest() {
        return newest;
    }

    /**
     * @param age less than {@link #entries}
     */
    String name(int age) {
        return names[slot(newest - age)];
    }

    /** The value of the same entry. */
    String value(int age) {
        return values[slot(newest - age)];
    }

    /**
     * Adds a field, for which the oldest make room (§4.4).
     *
     * @return false if there cannot be room for it; the table is empty then
     */
    boolean add(String name, String value) {
        long added = (long) ENTRY_BYTES + name.length() + value.length();
        if (added > maxBytes) {
            clear();
            return false;
        }
        shrink(maxBytes - (int) added);
        if (entries == names.length) {
            grow();
        }
        newest++;
        entries++;
        bytes += (int) added;
        names[slot(newest)] = name;
        values[slot(newest)] = value;
        return true;
    }

    /** Sets the limit; the oldest leave if they are beyond it (§4.3). */
    void limit(int newMaxBytes) {
        maxBytes = newMaxBytes;
        if (newMaxBytes < ENTRY_BYTES) {
            clear();
        } else {
            shrink(newMaxBytes);
        }
    }

    private void shrink(int allowedBytes) {
        while (bytes > allowedBytes) {
            int oldest = slot(newest - (entries - 1));
            bytes -= bytes(names[oldest], values[oldest]);
            names[oldest] = "";
            values[oldest] = "";
            entries--;
        }
    }

    private void clear() {
        names = NONE;
        values = NONE;
        entries = 0;
        bytes = 0;
    }

    private void grow() {
        int slots = Math.max(MIN_SLOTS, 2 * names.length);
        String[] moreNames = new String[slots];
        String[] moreValues = new String[slots];
        for (int age = 0; age < entries; age++) {
            int slot = (newest - age) & (slots - 1);
            moreNames[slot] = name(age);
            moreValues[slot] = value(age);
        }
        names = moreNames;
        values = moreValues;
    }

    private int slot(int number) {
        return number & (names.length - 1);
    }
}
