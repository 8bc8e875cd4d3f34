package org.upgradefilter.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Least, middle and greatest of what several rounds gave. */
record Spread(double least, double middle, double greatest) {

    /** Of at least one value. */
    static Spread of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int half = sorted.length / 2;
        double middle =
                sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(sorted[0], middle, Arrays.stream(sorted).max().orElseThrow());
    }

    /** The middle, and the others in brackets. */
    String show(String format) {
        String all = format + " (" + format + "–" + format + ")";
        return String.format(Locale.ROOT, all, middle, least, greatest);
    }
}
