package org.upgradefilter.http;

import java.util.List;
import java.util.Locale;

/** Proactive negotiation of a media type by the {@code Accept} field (RFC 9110 §12.5.1). */
public final class Accept {

    private Accept() {}

    /**
     * The best of {@code available} for the given ranges: highest weight wins, then the order of
     * {@code available}. Malformed ranges are ignored.
     *
     * @param ranges the members of {@code Accept}; empty means anything is fine
     * @param available media types in lower case, without parameters, best first; not empty
     * @return the first of {@code available} if nothing is acceptable, for an explanation in the
     *     wrong format beats none (§15.5.7 allows it)
     */
    public static String preferred(List<String> ranges, List<String> available) {
        String best = available.get(0);
        double bestWeight = 0;
        for (String type : available) {
            double weight = ranges.isEmpty() ? 1 : weight(ranges, type);
            if (weight > bestWeight) {
                best = type;
                bestWeight = weight;
            }
        }
        return best;
    }

    /** The weight of the most specific range that covers {@code type}; 0 if none does. */
    private static double weight(List<String> ranges, String type) {
        double weight = 0;
        int precedence = -1;
        for (String range : ranges) {
            List<String> parts = FieldList.parameters(range);
            if (parts.isEmpty()) {
                continue;
            }
            int precision = precision(parts.get(0).toLowerCase(Locale.ROOT), type);
            if (precision > precedence) {
                precedence = precision;
                weight = quality(parts);
            }
        }
        return weight;
    }

    /**
     * How closely {@code range} names {@code type}: 2 exactly, 1 by its kind, 0 not at all, -1 no.
     */
    private static int precision(String range, String type) {
        if (range.equals(type)) {
            return 2;
        }
        if (range.equals("*/*")) {
            return 0;
        }
        boolean sameKind =
                range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1));
        return sameKind ? 1 : -1;
    }

    private static double quality(List<String> parts) {
        for (String part : parts.subList(1, parts.size())) {
            if (part.regionMatches(true, 0, "q=", 0, 2)) {
                // At most three decimals (§12.4.2); anything else is malformed and weighs nothing.
                String value = part.substring(2);
                return value.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?")
                        ? Double.parseDouble(value)
                        : 0;
            }
        }
        return 1;
    }
}
