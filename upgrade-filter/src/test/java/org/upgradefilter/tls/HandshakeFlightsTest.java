package org.upgradefilter.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.upgradefilter.tls.TlsServer.ascii;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;
import org.upgradefilter.io.Strand;

/** How many calls of the system a handshake takes. */
@Timeout(60)
class HandshakeFlightsTest {

    private final ScriptedPeer scripted = new ScriptedPeer();
    private int writes;

    private TlsPeer connected(String version, String greeting) {
        scripted.duplex()
                .connect(
                        duplex ->
                                new TlsConnection(
                                        new Counting(duplex),
                                        new ManualTimer(),
                                        TestKeys.settings(),
                                        "",
                                        (tls, session, agreed) -> new Greeter(tls, greeting)));
        TlsPeer client = TlsServer.client(TestKeys.clientContext(), Wire.of(scripted), version);
        client.shakesHands();
        assertTrue(client.isThrough());
        return client;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void what_is_said_inside_at_once_leaves_with_the_end_of_the_handshake(String version) {
        assertEquals("welcome", connected(version, "welcome").receivedText());
        assertEquals(2, writes);
    }

    @Test
    void the_end_of_the_handshake_waits_for_nothing_that_is_not_said() {
        TlsPeer client = connected("TLSv1.2", "");
        assertEquals("", client.receivedText());
        assertEquals(2, writes);
    }

    /** Says one thing when it is opened. */
    private record Greeter(Duplex tls, String greeting) implements Connection {

        @Override
        public void onOpen() {
            if (greeting.isEmpty()) {
                return;
            }
            try {
                tls.write(ByteBuffer.wrap(ascii(greeting)));
                tls.flush();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void onReadable() {}

        @Override
        public void onWritable() {}

        @Override
        public void onOverflow() {}

        @Override
        public void onClosed(@Nullable IOException cause) {}

        @Override
        public void shutdown() {}
    }

    private final class Counting implements Duplex {

        private final Duplex duplex;

        Counting(Duplex duplex) {
            this.duplex = duplex;
        }

        @Override
        public int read(ByteBuffer dst) throws IOException {
            return duplex.read(dst);
        }

        @Override
        public int write(ByteBuffer src) throws IOException {
            writes++;
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
    }
}
