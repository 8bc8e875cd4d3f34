package org.upgradefilter.websocket;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A frame that waits to be sent, and whoever waits for it.
 *
 * @param payload read up to its limit; the sender's again when the frame is sent
 * @param sent completed when the last byte was handed on; null if nobody waits
 * @param sender the thread that asked for it
 */
record Outgoing(
        Opcode opcode,
        MessageSink.Part part,
        ByteBuffer payload,
        @Nullable Receipt sent,
        Thread sender) {

    /** A frame nobody waits for. */
    static Outgoing ofOurOwn(Opcode opcode, ByteBuffer payload) {
        return new Outgoing(opcode, MessageSink.Part.LAST, payload, null, Thread.currentThread());
    }

    /** A frame the calling thread, or whoever it hands the stage to, waits for. */
    static Outgoing of(Opcode opcode, MessageSink.Part part, ByteBuffer payload, Receipt sent) {
        return new Outgoing(opcode, part, payload, sent, Thread.currentThread());
    }

    /** The stage a sender was given, and what must be done before it completes. */
    record Receipt(SendStage stage, WebSocket socket, Runnable release) {

        /** Wakes those who wait. Runs no application code. */
        void settle() {
            release.run();
            stage.settle(socket);
        }

        /** Wakes those who wait, with a failure. Runs no application code. */
        void settle(IOException cause) {
            release.run();
            stage.settle(cause);
        }
    }
}
