package org.upgradefilter.bench.http2;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.upgradefilter.bench.Load;
import org.upgradefilter.bench.client.Work;

/**
 * Large contents, whole ones, on new connections each time; what it counts is MiB.
 *
 * @param arguments of h2load, by which one content is moved
 * @param mebibytes of each content
 */
record Bulk(Streams streams, List<String> arguments, int mebibytes) implements Load {

    @Override
    public Work run(Duration length) throws IOException {
        Work sum = new Work(0, 0, 0, 0);
        long start = System.nanoTime();
        do {
            Work more = H2Load.once(streams, arguments).work(mebibytes);
            sum =
                    new Work(
                            sum.inTime() + more.inTime(),
                            sum.nanos() + more.nanos(),
                            sum.all() + more.all(),
                            sum.bytes() + more.bytes());
        } while (System.nanoTime() - start < length.toNanos());
        return sum;
    }
}
