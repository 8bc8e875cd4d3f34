package org.upgradefilter.sample;

import java.util.List;
import java.util.Set;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.UpgradeProtocol;

/**
 * {@code reverse/1.0}, a protocol of our own: the server sends each line back, read from its end.
 *
 * <p>Found by {@link java.util.ServiceLoader}, and used by the rule for {@code /reverse}.
 */
public final class ReverseProtocol implements UpgradeProtocol {

    private static final ProtocolToken TOKEN = new ProtocolToken("reverse", "1.0");

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
        return new Handshake.Accepted(
                List.of(TOKEN), List.of(), (duplex, timer) -> new Reversal(duplex));
    }
}
