package org.upgradefilter.bench.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;

/** Echoes frames over our {@link Duplex}, on the strand, with one flush for each batch of input. */
final class BareConnection implements Connection {

    private final Duplex duplex;
    private final FrameTurner turner = new FrameTurner();
    private final ByteBuffer buffer = FrameTurner.buffer().limit(FrameTurner.HEADROOM);

    BareConnection(Duplex duplex) {
        this.duplex = duplex;
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

    private void proceed() {
        try {
            while (writeOut()) {
                int read = duplex.read(FrameTurner.clear(buffer));
                turner.turn(buffer);
                if (read < 0) {
                    duplex.close();
                    return;
                }
                if (read == 0) {
                    duplex.flush();
                    return;
                }
            }
        } catch (IOException e) {
            return; // the duplex has closed itself, and onClosed() follows
        }
    }

    private boolean writeOut() throws IOException {
        while (buffer.hasRemaining()) {
            if (duplex.write(buffer) == 0) {
                return false;
            }
        }
        return true;
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
        duplex.close();
    }
}
