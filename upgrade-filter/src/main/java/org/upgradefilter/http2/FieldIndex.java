package org.upgradefilter.http2;

import java.util.Arrays;

/**
 * Finds fields in a {@link DynamicTable} by their names, whatever its size.
 *
 * <p>Each bucket holds the number of its newest entry, and each slot the number of the entry that
 * was the newest of the bucket before. Numbers of entries that have left are recognized and end the
 * chain, so nothing is to be removed. Confined to the connection's strand.
 */
final class FieldIndex {

    /** Neither the field nor its name is there. */
    static final int ABSENT = Integer.MIN_VALUE;

    private static final int[] NONE = {};

    private final DynamicTable table;

    private int[] newest = NONE;
    private int[] before = NONE;

    FieldIndex(DynamicTable table) {
        this.table = table;
    }

    /**
     * Looks for a field.
     *
     * @return the age of the newest that is equal; or {@code -1 - age} of one that has the same
     *     name; or {@link #ABSENT}
     */
    int find(String name, String value) {
        int slots = table.slots();
        if (slots == 0) {
            return ABSENT;
        }
        int found = ABSENT;
        int last = table.newest();
        int passed = -1;
        int age = last - newest[bucket(name, slots)];
        // An age that does not rise is a number of 2^32 entries ago.
        while (age > passed && age < table.entries()) {
            if (table.name(age).equals(name)) {
                if (table.value(age).equals(value)) {
                    return age;
                }
                if (found == ABSENT) {
                    found = -1 - age;
                }
            }
            passed = age;
            age = last - before[(last - age) & (slots - 1)];
        }
        return found;
    }

    /** Takes note of the newest entry of the table. */
    void added() {
        if (table.slots() != newest.length) {
            rebuild();
        } else {
            link(0);
        }
    }

    private void rebuild() {
        newest = new int[table.slots()];
        before = new int[table.slots()];
        // No number is as far from those of the table.
        int stale = table.newest() + Integer.MIN_VALUE;
        Arrays.fill(newest, stale);
        Arrays.fill(before, stale);
        for (int age = table.entries() - 1; age >= 0; age--) {
            link(age);
        }
    }

    private void link(int age) {
        int number = table.newest() - age;
        int slots = newest.length;
        int bucket = bucket(table.name(age), slots);
        before[number & (slots - 1)] = newest[bucket];
        newest[bucket] = number;
    }

    private static int bucket(String name, int slots) {
        int hash = name.hashCode();
        return (hash ^ hash >>> 7 ^ hash >>> 16) & (slots - 1);
    }
}
