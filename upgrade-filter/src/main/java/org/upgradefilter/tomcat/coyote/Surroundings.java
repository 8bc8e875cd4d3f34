package org.upgradefilter.tomcat.coyote;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.upgradefilter.takeover.FewAtOnce;

/**
 * What an exchange has in common with the others of its connection.
 *
 * @param workers runs tasks on Tomcat's workers, and never on the calling thread
 * @param turns shared with the other connections of the connector
 */
record Surroundings(
        SocketWrapperBase<?> socket,
        AbstractProtocol<?> protocol,
        Executor workers,
        FewAtOnce turns) {

    /** Runs what may block. */
    void execute(Runnable task, Consumer<RejectedExecutionException> onRejected) {
        turns.execute(workers, task, onRejected);
    }

    String localAddress() {
        return socket.getLocalAddr();
    }

    int localPort() {
        return socket.getLocalPort();
    }
}
