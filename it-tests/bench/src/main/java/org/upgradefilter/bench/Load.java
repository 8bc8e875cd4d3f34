package org.upgradefilter.bench;

import java.io.IOException;
import java.time.Duration;
import org.upgradefilter.bench.client.Work;

/** What keeps one target busy. */
@FunctionalInterface
public interface Load {

    /** Goes on for as long as {@code length}, and until the last of it is done. */
    Work run(Duration length) throws IOException;
}
