package org.upgradefilter.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The example that {@link Connection} gives, letter by letter. */
class ConnectionExampleTest {

    @Test
    void what_comes_is_sent_back() {
        ScriptedPeer peer = new ScriptedPeer(10);
        peer.duplex().connect(Echo::new);
        peer.sends("Hello".getBytes(StandardCharsets.US_ASCII));
        assertEquals("Hello", peer.receivedText());
        peer.room(0);
        peer.sends(new byte[2000]);
        assertTrue(peer.unread() > 0, "who takes nothing is not read");
        peer.unlimitedRoom();
        assertEquals(2000, peer.received().length);
        peer.sends("end".getBytes(StandardCharsets.US_ASCII));
        peer.finishes();
        assertEquals("end", peer.receivedText());
        assertTrue(peer.sawEnd());
    }

    private static final class Echo implements Connection {
        private final Duplex duplex;
        private final ByteBuffer received = ByteBuffer.allocate(1024).limit(0);

        Echo(Duplex duplex) {
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
        public void onClosed(@Nullable IOException cause) {}

        @Override
        public void shutdown() {
            duplex.close();
        }

        private void echo() {
            try {
                while (received.hasRemaining() || receive()) {
                    if (duplex.write(received) == 0) {
                        return; // onWritable() follows; meanwhile nothing is read
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
}
