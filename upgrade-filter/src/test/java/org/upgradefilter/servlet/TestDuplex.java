package org.upgradefilter.servlet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Signals;
import org.upgradefilter.io.Strand;

/** A duplex that only can be closed. */
public final class TestDuplex implements Duplex {

    private final List<Throwable> failures = new ArrayList<>();
    private final Strand strand = new Strand(failures::add);
    private final Signals signals = new Signals(strand);
    private volatile boolean closed;

    public Signals signals() {
        return signals;
    }

    public boolean isClosed() {
        return closed;
    }

    /** What was thrown on the strand. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        closed = true;
        signals.closed(null, () -> {});
    }

    @Override
    public Strand strand() {
        return strand;
    }

    @Override
    public Executor workers() {
        return Runnable::run;
    }

    @Override
    public int read(ByteBuffer dst) {
        return 0;
    }

    @Override
    public int write(ByteBuffer src) {
        return 0;
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public Executor nextTurns() {
        return workers();
    }
}
