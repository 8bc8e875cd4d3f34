package org.upgradefilter.sample;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;

/**
 * Speaks {@code reverse/1.0} over a {@link Duplex}: whenever there is something to read or room to
 * write, it goes on as far as it gets, and never waits.
 */
final class Reversal implements Connection {

    private static final int MAX_LINE_BYTES = 8 * 1024;

    private final Duplex duplex;
    private final ByteBuffer in = ByteBuffer.allocate(MAX_LINE_BYTES);
    private ByteBuffer out = ByteBuffer.allocate(0);

    Reversal(Duplex duplex) {
        this.duplex = duplex;
    }

    /** Writes what is left of one line, then takes the next; reads only when there is none. */
    private void proceed() {
        try {
            while (writeOut()) {
                if (takeLine()) {
                    continue;
                }
                int read = in.hasRemaining() ? duplex.read(in) : -1;
                if (read < 0) {
                    duplex.close(); // the peer has finished, or its line has no end
                }
                if (read <= 0) {
                    return;
                }
            }
        } catch (IOException e) {
            return; // the duplex has closed itself, and onClosed() follows
        }
    }

    private boolean writeOut() throws IOException {
        while (out.hasRemaining()) {
            if (duplex.write(out) == 0) {
                return false;
            }
        }
        return duplex.flush();
    }

    private boolean takeLine() {
        for (int end = 0; end < in.position(); end++) {
            if (in.get(end) == '\n') {
                byte[] line = new byte[end + 1];
                for (int i = 0; i < end; i++) {
                    line[i] = in.get(end - 1 - i);
                }
                line[end] = '\n';
                out = ByteBuffer.wrap(line);
                in.flip().position(end + 1);
                in.compact();
                return true;
            }
        }
        return false;
    }

    @Override
    public void onOpen() {
        proceed();
    }

    @Override
    public void onReadable() {
        proceed();
    }

    @Override
    public void onWritable() {
        proceed();
    }

    @Override
    public void onOverflow() {
        duplex.close();
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        // Nothing is held.
    }

    @Override
    public void shutdown() {
        duplex.close(); // lines have no word for good-bye
    }
}
