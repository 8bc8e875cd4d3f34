package org.upgradefilter.http2;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.upgradefilter.io.MemoryDuplex;

/** An application's thread that comes while another one is on the strand. */
final class OtherThread {

    private OtherThread() {}

    /** Calls {@code step} on another thread while this one is on the strand. */
    static <T> T meanwhile(MemoryDuplex duplex, Callable<T> step) {
        List<T> result = new ArrayList<>();
        duplex.run(() -> result.add(call(step)));
        return result.get(0);
    }

    /** Calls {@code step} on another thread while this one waits. */
    static <T> T call(Callable<T> step) throws Exception {
        FutureTask<T> called = new FutureTask<>(step);
        new Thread(called).start();
        return called.get(10, TimeUnit.SECONDS);
    }
}
