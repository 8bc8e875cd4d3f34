package org.upgradefilter.servlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.DuplexContract;
import org.upgradefilter.io.Strand;

/** A {@link ServletDuplex} over a {@link FakeWebConnection}, which is switched by opening. */
final class ServletEnds implements DuplexContract.Ends {

    private final FakeWebConnection fake;
    private final LateDuplex late = new LateDuplex();

    ServletEnds(FakeWebConnection fake) {
        this.fake = fake;
    }

    @Override
    public Duplex duplex() {
        return late;
    }

    @Override
    public void open(Connection connection) {
        fake.begin(
                (duplex, timer) -> {
                    late.duplex = duplex;
                    return connection;
                },
                FakeWebConnection.ampleBudget(),
                ClassLoader.getSystemClassLoader());
        if (fake.thread != null) {
            fake.thread.await();
        }
    }

    @Override
    public void send(byte[] bytes) {
        fake.send(bytes);
    }

    @Override
    public void finish() {
        fake.finish();
    }

    @Override
    public void stall() {
        fake.out.stall();
    }

    @Override
    public void resume() {
        fake.resume();
    }

    @Override
    public byte[] received() {
        return fake.out.received();
    }

    @Override
    public boolean sawEnd() {
        return fake.isClosed();
    }

    @Override
    public void fail(IOException cause) {
        fake.fail(cause);
    }

    @Override
    public void settle() {
        fake.settle();
    }

    /** What a connection may hold before there is a duplex. */
    private static final class LateDuplex implements Duplex {

        private volatile @Nullable Duplex duplex;

        private Duplex duplex() {
            return Objects.requireNonNull(duplex);
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            return duplex().read(dst);
        }

        @Override
        public int write(ByteBuffer src) throws IOException {
            return duplex().write(src);
        }

        @Override
        public boolean flush() throws IOException {
            return duplex().flush();
        }

        @Override
        public void close() {
            duplex().close();
        }

        @Override
        public Strand strand() {
            return duplex().strand();
        }

        @Override
        public Executor workers() {
            return duplex().workers();
        }

        @Override
        public Executor nextTurns() {
            return duplex().nextTurns();
        }
    }
}
