package org.upgradefilter.websocket;

import java.io.IOException;
import org.upgradefilter.io.Duplex;

/**
 * Tells the application what became of what it has sent.
 *
 * <p>Outside the strand, and not on the thread of somebody who sends something else. Confined to
 * the duplex's strand.
 */
final class SendReceipts implements Outbound.Receipts {

    private final Duplex duplex;

    SendReceipts(Duplex duplex) {
        this.duplex = duplex;
    }

    @Override
    public void onSent(Outgoing frame) {
        if (frame.sent() != null) {
            frame.sent().settle();
            publish(frame.sent(), frame.sender());
        }
    }

    @Override
    public void onFailed(Outgoing frame, IOException cause) {
        if (frame.sent() != null) {
            frame.sent().settle(cause);
            publish(frame.sent(), frame.sender());
        }
    }

    private void publish(Outgoing.Receipt sent, Thread sender) {
        Runnable publication = sent.stage()::publish;
        if (sender == Thread.currentThread() && !sent.stage().isHandedOut()) {
            // Nothing depends on it yet.
            duplex.strand().afterwards(publication);
        } else {
            duplex.strand().afterwards(() -> duplex.workers().execute(publication));
        }
    }
}
