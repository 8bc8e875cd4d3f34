package org.upgradefilter.it;

import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.protocol.ConnectionFactory;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.UpgradeProtocol;

/** A protocol whose connections are a test's, which makes their requests up. */
final class ParallelProtocol implements UpgradeProtocol {

    static final ProtocolToken TOKEN = new ProtocolToken("parallel", null);

    private final BlockingQueue<ParallelConnection> opened = new LinkedBlockingQueue<>();

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
        ConnectionFactory connections =
                (duplex, timer) ->
                        new ParallelConnection(
                                duplex,
                                HttpAgain.gatewayBeside(duplex).handlerOver(duplex),
                                opened::add);
        return new Handshake.Accepted(List.of(TOKEN), List.of(), connections);
    }

    /** Waits for the next connection. */
    ParallelConnection next() throws InterruptedException {
        ParallelConnection connection = opened.poll(10, TimeUnit.SECONDS);
        if (connection == null) {
            throw new AssertionError("no connection was opened");
        }
        return connection;
    }
}
