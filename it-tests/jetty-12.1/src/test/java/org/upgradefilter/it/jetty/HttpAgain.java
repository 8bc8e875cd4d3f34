package org.upgradefilter.it.jetty;

import java.util.List;
import java.util.Set;
import org.upgradefilter.exchange.Encryption;
import org.upgradefilter.exchange.Gateway;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.http1.Http1Connection;
import org.upgradefilter.http1.Http1Settings;
import org.upgradefilter.io.Connection;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Timer;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.UpgradeProtocol;
import org.upgradefilter.servlet.ContainerAdapter;

/** HTTP/1.1 once more, on a connection that claims to be encrypted, through Jetty's gateway. */
final class HttpAgain implements UpgradeProtocol {

    static final ProtocolToken TOKEN = new ProtocolToken("http-again", null);

    static final Encryption ENCRYPTION =
            new Encryption("TLSv1.3", "TLS_AES_256_GCM_SHA384", 256, "c0ffee", List.of());

    @Override
    public ProtocolToken token() {
        return TOKEN;
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public Handshake handshake(RequestHead head, ProtocolToken offered) {
        return new Handshake.Accepted(List.of(TOKEN), List.of(), HttpAgain::connect);
    }

    private static Connection connect(Duplex duplex, Timer timer) {
        return new Http1Connection(
                duplex,
                timer,
                Http1Settings.within(ENCRYPTION),
                gatewayOf(duplex).handlerOver(duplex));
    }

    /** That of the adapter the duplex comes from, which has class loaders of its own. */
    private static Gateway gatewayOf(Duplex duplex) {
        try {
            return Class.forName(
                            "org.upgradefilter.jetty.JettyAdapter",
                            true,
                            duplex.getClass().getClassLoader())
                    .asSubclass(ContainerAdapter.class)
                    .getConstructor()
                    .newInstance()
                    .gateway()
                    .orElseThrow();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Jetty's adapter is gone", e);
        }
    }
}
