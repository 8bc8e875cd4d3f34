package org.upgradefilter.bench.http2;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.upgradefilter.bench.client.Work;

/**
 * One run of nghttp2's h2load, which begins with HTTP/2 at once, on one thread.
 *
 * @param nanos without what it took to start and to connect
 * @param bytes all that came back, as it was on the wire
 */
record H2Load(long requests, long nanos, long bytes) {

    private static final Pattern FINISHED = Pattern.compile("finished in ([0-9.]+)(us|ms|s|m),");
    private static final Pattern REQUESTS =
            Pattern.compile("([0-9]+) succeeded, ([0-9]+) failed, ([0-9]+) errored");
    private static final Pattern TRAFFIC = Pattern.compile("traffic: [^(]*\\(([0-9]+)\\) total");

    /** Asks again and again for so long. */
    static H2Load during(Duration length, Streams streams, String url) throws IOException {
        H2Load load = run(streams, List.of("-D", length.toSeconds() + "s", url));
        return new H2Load(load.requests, length.toNanos(), load.bytes);
    }

    /** Each stream asks once. */
    static H2Load once(Streams streams, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>();
        all.add("-n" + streams.connections() * streams.each());
        all.addAll(arguments);
        return run(streams, all);
    }

    private static H2Load run(Streams streams, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add("h2load");
        command.add("-c" + streams.connections());
        command.add("-m" + streams.each());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("nobody waits for h2load", e);
        }
        return read(output);
    }

    private static H2Load read(String output) {
        Matcher requests = find(REQUESTS, output);
        if (Long.parseLong(requests.group(2)) + Long.parseLong(requests.group(3)) > 0) {
            throw new IllegalStateException("not everything was answered:\n" + output);
        }
        return new H2Load(
                Long.parseLong(requests.group(1)),
                nanos(find(FINISHED, output)),
                Long.parseLong(find(TRAFFIC, output).group(1)));
    }

    private static Matcher find(Pattern pattern, String output) {
        Matcher matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IllegalStateException("not the output of h2load:\n" + output);
        }
        return matcher;
    }

    private static long nanos(Matcher finished) {
        double unit =
                switch (finished.group(2)) {
                    case "us" -> 1e3;
                    case "ms" -> 1e6;
                    case "s" -> 1e9;
                    default -> 60e9;
                };
        return (long) (Double.parseDouble(finished.group(1)) * unit);
    }

    /** If each request counts for {@code units}. */
    Work work(int units) {
        return new Work(requests * units, nanos, requests * units, bytes);
    }
}
