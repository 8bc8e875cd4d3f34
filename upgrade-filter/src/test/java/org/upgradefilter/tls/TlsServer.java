package org.upgradefilter.tls;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.ManualTimer;
import org.upgradefilter.io.ScriptedPeer;

/** A {@link TlsConnection} and everything around it that a test has in its hands. */
final class TlsServer {

    final ScriptedPeer scripted;
    final ManualTimer timer = new ManualTimer();
    final TlsConnection connection;
    private @Nullable Collector inside;

    TlsServer(TlsSettings settings) {
        this(settings, "", new ScriptedPeer());
    }

    /**
     * @param host of the request that asked for the switch
     */
    TlsServer(TlsSettings settings, String host, ScriptedPeer scripted) {
        this.scripted = scripted;
        connection =
                scripted.duplex()
                        .connect(
                                duplex ->
                                        new TlsConnection(
                                                duplex, timer, settings, host, this::open));
    }

    private Collector open(Duplex tls, SSLSession session, String applicationProtocol) {
        inside = new Collector(tls, session, applicationProtocol);
        return inside;
    }

    boolean isOpen() {
        return inside != null;
    }

    Collector inside() {
        assertNotNull(inside, "the handshake is not through");
        return inside;
    }

    /** A client of its own context that speaks {@code version} only; has not begun yet. */
    TlsPeer client(String version) {
        return client(TestKeys.clientContext(), Wire.of(scripted), version);
    }

    static TlsPeer client(SSLContext context, Wire wire, String version) {
        TlsPeer client = new TlsPeer(wire, context.createSSLEngine());
        client.engine().setEnabledProtocols(new String[] {version});
        return client;
    }

    /** A client whose handshake is through. */
    TlsPeer connected(String version) {
        TlsPeer client = client(version).shakesHands();
        assertTrue(client.isThrough());
        assertTrue(isOpen());
        return client;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
