package org.upgradefilter.tomcat.coyote;

import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.upgradefilter.takeover.FewAtOnce;

/**
 * What an exchange has in common with the others of its connection.
 *
 * @param turns shared with the other connections of the connector
 * @param processors likewise
 */
record Surroundings(
        TomcatDuplex duplex, AbstractProtocol<?> protocol, FewAtOnce turns, Processors processors) {

    /** Runs what may block, on another worker. */
    void execute(Runnable task, Consumer<RejectedExecutionException> onRejected) {
        turns.execute(duplex.nextTurns(), task, onRejected);
    }

    /** Runs what may block and needs no input, on this worker if it can be. On the strand. */
    void answer(Runnable request, Consumer<RejectedExecutionException> onRejected) {
        duplex.strand().afterwards(() -> turns.execute(duplex.requests(), request, onRejected));
    }

    SocketWrapperBase<?> socket() {
        return duplex.socket();
    }

    String localAddress() {
        return socket().getLocalAddr();
    }

    int localPort() {
        return socket().getLocalPort();
    }
}
