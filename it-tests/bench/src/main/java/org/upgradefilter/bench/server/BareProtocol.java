package org.upgradefilter.bench.server;

import java.util.List;
import java.util.Set;
import org.upgradefilter.http.Field;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.UpgradeProtocol;

/** WebSocket by {@link BareConnection}: what our transport gives at most. */
final class BareProtocol implements UpgradeProtocol {

    private static final ProtocolToken TOKEN =
            ProtocolToken.parse("websocket").orElseThrow(AssertionError::new);

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
        String key = head.fields().first(WebSocketAnswer.KEY);
        if (key == null) {
            return new Handshake.Declined("no key");
        }
        return new Handshake.Accepted(
                List.of(TOKEN),
                List.of(new Field(WebSocketAnswer.ACCEPT, WebSocketAnswer.accept(key))),
                (duplex, timer) -> new BareConnection(duplex));
    }
}
