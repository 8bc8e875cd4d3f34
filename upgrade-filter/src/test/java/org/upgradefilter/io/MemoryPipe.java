package org.upgradefilter.io;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One direction between two ends: bytes the writer has handed over, then bytes on their way.
 *
 * <p>Whoever was told "not now" is called back once.
 */
final class MemoryPipe {

    private final int bufferBytes;
    private final Bytes taken = new Bytes();
    private final Bytes sent = new Bytes();

    /** How many more bytes the reader lets come. */
    private long room;

    private boolean draining;
    private boolean finished;
    private boolean abandoned;

    private boolean readerWaits;
    private boolean writerWaits;
    private boolean flusherWaits;
    private Runnable onReadable = () -> {};
    private Runnable onWritable = () -> {};

    /**
     * @param bufferBytes what {@link #write} takes beyond {@code room}
     */
    MemoryPipe(long room, int bufferBytes) {
        this.room = room;
        this.bufferBytes = bufferBytes;
    }

    void onReadable(Runnable callback) {
        onReadable = callback;
    }

    void onWritable(Runnable callback) {
        onWritable = callback;
    }

    /** Takes at most {@code limit} bytes; 0 if there is no room. */
    int write(ByteBuffer src, int limit) {
        if (finished) {
            throw new IllegalStateException("written after the end");
        }
        int count = (int) Math.max(0, Math.min(limit, room + bufferBytes - taken.count()));
        if (count == 0) {
            writerWaits = true;
            drain();
            return 0;
        }
        taken.add(src, count);
        return count;
    }

    boolean flush() {
        drain();
        flusherWaits = draining;
        return !draining;
    }

    boolean hasUnflushed() {
        return taken.count() > 0;
    }

    /** The end follows what was taken. */
    void finish() {
        finished = true;
        drain();
    }

    /** The writer is gone: the end follows what was sent. */
    void drop() {
        taken.clear();
        draining = false;
        finish();
    }

    /** Moves at most {@code limit} bytes and makes room for as many; -1 at the end. */
    int read(ByteBuffer dst, int limit) {
        int moved = take(dst, limit);
        if (moved > 0) {
            letCome(moved);
        }
        return moved;
    }

    /** Like {@link #read}, without making room. */
    int take(ByteBuffer dst, int limit) {
        int count = Math.min(limit, sent.count());
        if (count > 0) {
            sent.moveTo(dst, count);
            return count;
        }
        if (isAtEnd()) {
            return -1;
        }
        readerWaits = true;
        return 0;
    }

    int sentCount() {
        return sent.count();
    }

    /** True if the reader has everything that will ever come. */
    boolean isAtEnd() {
        return finished && taken.count() == 0 && sent.count() == 0;
    }

    /** Makes room for {@code more} bytes. */
    void letCome(long more) {
        setRoom(room + more);
    }

    void setRoom(long bytes) {
        room = bytes;
        if (draining) {
            drain();
        }
        boolean canWrite = writerWaits && room + bufferBytes > taken.count();
        boolean hasFlushed = flusherWaits && !draining;
        if (canWrite || hasFlushed) {
            wakeWriter();
        }
    }

    /** The reader is gone. */
    void abandon() {
        abandoned = true;
        sent.clear();
        if (writerWaits || flusherWaits) {
            wakeWriter();
        }
    }

    boolean isAbandoned() {
        return abandoned;
    }

    private void drain() {
        int count = (int) Math.min(room, taken.count());
        if (count > 0) {
            taken.moveTo(sent, count);
            room -= count;
        }
        draining = taken.count() > 0;
        if (readerWaits && (count > 0 || isAtEnd())) {
            readerWaits = false;
            onReadable.run();
        }
    }

    private void wakeWriter() {
        writerWaits = false;
        flusherWaits = false;
        onWritable.run();
    }

    /** A queue of bytes. */
    private static final class Bytes {

        private byte[] array = new byte[64];
        private int start;
        private int end;

        int count() {
            return end - start;
        }

        void clear() {
            start = 0;
            end = 0;
        }

        void add(ByteBuffer src, int count) {
            makeRoom(count);
            src.get(array, end, count);
            end += count;
        }

        void moveTo(ByteBuffer dst, int count) {
            dst.put(array, start, count);
            start += count;
        }

        void moveTo(Bytes other, int count) {
            other.add(ByteBuffer.wrap(array, start, count), count);
            start += count;
        }

        private void makeRoom(int count) {
            if (array.length - end >= count) {
                return;
            }
            byte[] larger =
                    count() + count <= array.length / 2
                            ? array
                            : Arrays.copyOf(array, 2 * (count() + count));
            System.arraycopy(array, start, larger, 0, count());
            end = count();
            start = 0;
            array = larger;
        }
    }
}
