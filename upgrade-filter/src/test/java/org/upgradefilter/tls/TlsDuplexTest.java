package org.upgradefilter.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.DuplexContract;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;

class TlsDuplexTest extends DuplexContract {

    /** Two records, and what the duplex below takes. */
    private static final int MOST_BUFFERED_BYTES = 64 * 1024;

    @Override
    protected Ends ends() {
        return new TlsEnds(new ScriptedPeer(16), "TLSv1.3", Depth.ONCE);
    }

    @Override
    protected int mostBufferedBytes() {
        return MOST_BUFFERED_BYTES;
    }

    @Nested
    class Tls12 extends DuplexContract {

        @Override
        protected Ends ends() {
            return new TlsEnds(new ScriptedPeer(16), "TLSv1.2", Depth.ONCE);
        }

        @Override
        protected int mostBufferedBytes() {
            return MOST_BUFFERED_BYTES;
        }

        @Override
        protected boolean peerEndsBothDirections() {
            return true;
        }

        /** RFC 5246 §7.2.1. */
        @Test
        void the_peers_end_is_answered_at_once_and_is_ours() {
            TlsEnds ends = new TlsEnds(new ScriptedPeer(16), "TLSv1.2", Depth.ONCE);
            ends.finish();
            ByteBuffer room = ByteBuffer.allocate(1);
            ends.scripted.duplex().run(() -> assertEquals(-1, ends.duplex().read(room)));
            assertTrue(ends.peer.sawCloseNotify());
            assertFalse(ends.sawEnd());
            ends.scripted
                    .duplex()
                    .run(() -> assertThrows(IOException.class, () -> ends.duplex().write(room)));
            assertTrue(ends.sawEnd());
        }
    }

    @Nested
    class AtRandom extends DuplexContract {

        @Override
        protected Ends ends() {
            ScriptedPeer peer = new ScriptedPeer(1000);
            peer.duplex().random(42);
            return new TlsEnds(peer, "TLSv1.3", Depth.ONCE);
        }

        @Override
        protected int mostBufferedBytes() {
            return MOST_BUFFERED_BYTES;
        }
    }

    @Nested
    class TlsInTls extends DuplexContract {

        @Override
        protected Ends ends() {
            return new TlsEnds(new ScriptedPeer(16), "TLSv1.3", Depth.TWICE);
        }

        @Override
        protected int mostBufferedBytes() {
            return 2 * MOST_BUFFERED_BYTES;
        }
    }

    private enum Depth {
        ONCE,
        TWICE
    }

    /** A server's end whose handshake is through, and a client. */
    private static final class TlsEnds implements DuplexContract.Ends {

        private final ScriptedPeer scripted;
        private final TlsPeer peer;
        private final Later later = new Later();

        TlsEnds(ScriptedPeer scripted, String version, Depth depth) {
            this.scripted = scripted;
            ManualTimer timer = new ManualTimer();
            TlsSettings settings = TestKeys.settings();
            Inside innermost = (tls, session, alpn) -> later.over(tls);
            Inside inside =
                    depth == Depth.ONCE
                            ? innermost
                            : (tls, session, alpn) ->
                                    new TlsConnection(tls, timer, settings, "", innermost);
            scripted.duplex()
                    .connect(duplex -> new TlsConnection(duplex, timer, settings, "", inside));
            TlsPeer outer = client(Wire.of(scripted), version);
            peer = depth == Depth.ONCE ? outer : client(outer, version);
            assertTrue(peer.isThrough());
        }

        private static TlsPeer client(Wire wire, String version) {
            TlsPeer client = new TlsPeer(wire, TestKeys.clientContext().createSSLEngine());
            client.engine().setEnabledProtocols(new String[] {version});
            return client.shakesHands();
        }

        @Override
        public Duplex duplex() {
            return later.tls();
        }

        @Override
        public void open(Connection connection) {
            scripted.duplex().run(() -> later.open(connection));
            peer.settles();
        }

        @Override
        public void send(byte[] bytes) {
            peer.sends(bytes);
        }

        @Override
        public void finish() {
            peer.ends();
        }

        @Override
        public void stall() {
            scripted.room(0);
        }

        @Override
        public void resume() {
            scripted.unlimitedRoom();
            peer.settles();
        }

        @Override
        public byte[] received() {
            return peer.received();
        }

        @Override
        public boolean sawEnd() {
            return peer.sawEnd();
        }

        @Override
        public void fail(IOException cause) {
            scripted.breaks(cause);
        }
    }

    /** Stands in for a connection that is made after the handshake. */
    private static final class Later implements Connection {

        private @Nullable Duplex tls;
        private @Nullable Connection connection;

        Connection over(Duplex duplex) {
            tls = duplex;
            return this;
        }

        Duplex tls() {
            return Objects.requireNonNull(tls);
        }

        void open(Connection opened) {
            connection = opened;
            opened.onOpen();
        }

        @Override
        public void onOpen() {}

        @Override
        public void onReadable() {
            if (connection != null) {
                connection.onReadable();
            }
        }

        @Override
        public void onWritable() {
            if (connection != null) {
                connection.onWritable();
            }
        }

        @Override
        public void onOverflow() {
            throw new AssertionError("nothing overflows here");
        }

        @Override
        public void onClosed(@Nullable IOException cause) {
            if (connection != null) {
                connection.onClosed(cause);
            }
        }

        @Override
        public void shutdown() {
            tls().close();
        }
    }
}
