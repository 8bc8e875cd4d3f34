package org.upgradefilter.http1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.BufferPool;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Strand;

/** A duplex that was read too far: what was read belongs to its next reader. */
final class RemainderDuplex implements Duplex {

    private final Duplex duplex;

    /** A buffer of the pool's; null when all of it was read. Confined to the strand. */
    private @Nullable ByteBuffer remainder;

    RemainderDuplex(Duplex duplex, @Nullable ByteBuffer remainder) {
        this.duplex = duplex;
        this.remainder = remainder;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
        ByteBuffer left = remainder;
        if (left == null) {
            return duplex.read(dst);
        }
        strand().check();
        int count = Math.min(left.remaining(), dst.remaining());
        dst.put(dst.position(), left, left.position(), count);
        dst.position(dst.position() + count);
        left.position(left.position() + count);
        if (!left.hasRemaining()) {
            drop();
        }
        return count;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return duplex.write(src);
    }

    @Override
    public boolean flush() throws IOException {
        return duplex.flush();
    }

    @Override
    public void close() {
        duplex.close();
    }

    @Override
    public void abort() {
        duplex.abort();
    }

    @Override
    public Strand strand() {
        return duplex.strand();
    }

    @Override
    public Executor workers() {
        return duplex.workers();
    }

    @Override
    public Executor nextTurns() {
        return duplex.nextTurns();
    }

    /** Gives back what nobody will read. */
    void drop() {
        if (remainder != null) {
            BufferPool.SHARED.give(remainder);
            remainder = null;
        }
    }
}
