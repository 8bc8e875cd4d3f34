package org.upgradefilter.it;

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
import org.upgradefilter.protocol.ConnectionFactory;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.UpgradeProtocol;

/**
 * A protocol that is HTTP/1.1 once more, answered by the web application through the container's
 * gateway: all there is to a gateway, without TLS.
 */
final class HttpAgain implements UpgradeProtocol {

    /** In clear. */
    static final ProtocolToken IN_CLEAR = new ProtocolToken("http-again", null);

    /** As if it were inside {@link #TLS}. */
    static final ProtocolToken WITHIN_TLS = new ProtocolToken("https-again", null);

    static final Encryption TLS =
            new Encryption("TLSv1.3", "TLS_AES_128_GCM_SHA256", 128, "00c0ffee", List.of());

    private final ProtocolToken token;
    private final Http1Settings settings;

    /** Null before the first connection. */
    private volatile Gateway gateway;

    private HttpAgain(ProtocolToken token, Http1Settings settings) {
        this.token = token;
        this.settings = settings;
    }

    static HttpAgain inClear() {
        return new HttpAgain(IN_CLEAR, Http1Settings.inClear());
    }

    static HttpAgain withinTls() {
        return new HttpAgain(WITHIN_TLS, Http1Settings.within(TLS));
    }

    @Override
    public ProtocolToken token() {
        return token;
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public Handshake handshake(RequestHead head, ProtocolToken offered) {
        ConnectionFactory connections = this::connect;
        return new Handshake.Accepted(List.of(token), List.of(), connections);
    }

    private Connection connect(Duplex duplex, Timer timer) {
        return new Http1Connection(duplex, timer, settings, gatewayOf(duplex).handlerOver(duplex));
    }

    private Gateway gatewayOf(Duplex duplex) {
        Gateway found = gateway;
        if (found == null) {
            found = gatewayBeside(duplex);
            gateway = found;
        }
        return found;
    }

    /** The duplex's neighbour, in the class loader it was defined by. */
    static Gateway gatewayBeside(Duplex duplex) {
        Class<?> type = duplex.getClass();
        String gateway = type.getName().replace("Duplex", "Gateway");
        try {
            return Class.forName(gateway, true, type.getClassLoader())
                    .asSubclass(Gateway.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no gateway beside the duplex", e);
        }
    }
}
