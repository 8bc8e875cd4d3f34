package org.upgradefilter.servlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.upgradefilter.io.Signals;
import org.upgradefilter.io.Strand;

/**
 * What a peer costs that sends a little at a time; everything else is {@code ServletDuplexTest}'s.
 */
class InboundStreamTest {

    private static final int CALLBACKS = 20_000;
    private static final int MESSAGE_BYTES = 64;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Drops drops = new Drops();
    private final ByteBuffer taken = ByteBuffer.allocate(1024);
    private final InboundStream inbound =
            new InboundStream(
                    drops,
                    new Signals(new Strand(InboundStreamTest::isNotExpected)),
                    Runnable::run,
                    ReadPause.RESUMED_ON_CALLBACK_THREAD,
                    new PauseBudget(1, 1024 * 1024),
                    InboundStreamTest::isNotExpected);

    @Test
    void littleInputAllocatesLittle() throws IOException {
        receive();
        long before = threads.getCurrentThreadAllocatedBytes();
        receive();
        long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / CALLBACKS;
        assertTrue(bytes >= MESSAGE_BYTES, "only " + bytes + " bytes are seen");
        assertTrue(bytes < 512, bytes + " bytes are allocated for each callback");
    }

    private void receive() throws IOException {
        for (int i = 0; i < CALLBACKS; i++) {
            drops.ready = true;
            inbound.onDataAvailable();
            assertEquals(MESSAGE_BYTES, inbound.read(taken.clear()));
        }
    }

    private static void isNotExpected(Throwable failure) {
        throw new AssertionError(failure);
    }

    /** Has one message whenever it is ready. */
    private static final class Drops extends ServletInputStream {

        private boolean ready;

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) {
            ready = false;
            return MESSAGE_BYTES;
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
