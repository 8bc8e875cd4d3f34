package org.upgradefilter.bench.http2;

/**
 * How much is on its way at once.
 *
 * @param each on every connection
 */
record Streams(int connections, int each) {

    /** Reads {@code connections x streams}, without the spaces. */
    static Streams of(String text) {
        String[] numbers = text.split("x", 2);
        return new Streams(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    @Override
    public String toString() {
        return connections + " × " + each + " streams";
    }
}
