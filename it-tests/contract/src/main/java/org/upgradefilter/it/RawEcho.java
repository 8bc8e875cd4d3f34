package org.upgradefilter.it;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;

/** Sends back whatever comes. */
final class RawEcho implements Connection {

    private final Duplex duplex;
    private final ByteBuffer received = ByteBuffer.allocate(1024).limit(0);

    RawEcho(Duplex duplex) {
        this.duplex = duplex;
    }

    @Override
    public void onOpen() {
        echo();
    }

    @Override
    public void onReadable() {
        echo();
    }

    @Override
    public void onWritable() {
        echo();
    }

    @Override
    public void onOverflow() {
        duplex.close();
    }

    @Override
    public void onClosed(IOException cause) {
        // Nothing is kept.
    }

    @Override
    public void shutdown() {
        duplex.close();
    }

    private void echo() {
        try {
            while (received.hasRemaining() || receive()) {
                if (duplex.write(received) == 0) {
                    return;
                }
            }
        } catch (IOException e) {
            // The duplex is closed, and onClosed() follows.
        }
    }

    private boolean receive() throws IOException {
        int count = duplex.read(received.clear());
        received.flip();
        if (count <= 0 && duplex.flush() && count < 0) {
            duplex.close();
        }
        return count > 0;
    }
}
