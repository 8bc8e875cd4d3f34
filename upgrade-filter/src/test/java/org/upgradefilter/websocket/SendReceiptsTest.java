package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.upgradefilter.io.Duplex;
import org.upgradefilter.io.Strand;

/** Whatever depends on a stage is application code, and goes where that goes. */
class SendReceiptsTest {

    private final List<String> log = new ArrayList<>();
    private final Strand strand = new Strand(failure -> log.add(failure.toString()));
    private final SendReceipts receipts = new SendReceipts(new Workers());
    private final SendStage stage = new SendStage();
    private final Outgoing frame =
            Outgoing.of(
                    Opcode.TEXT,
                    MessageSink.Part.LAST,
                    ByteBuffer.allocate(0),
                    new Outgoing.Receipt(stage, new ManualWebSocket(), () -> {}));

    @Test
    void what_is_sent_at_once_needs_no_worker() {
        strand.execute(() -> receipts.onSent(frame));
        assertTrue(stage.handOut().isDone());
        assertEquals(List.of(), log);
    }

    /** It may block, and this thread may have promised to look for input. */
    @Test
    void what_depends_on_it_goes_to_the_workers_even_from_the_thread_that_sent() {
        CompletionStage<?> dependent = stage.handOut().thenRun(() -> log.add("dependent"));
        strand.execute(() -> receipts.onSent(frame));
        assertTrue(dependent.toCompletableFuture().isDone());
        assertEquals(List.of("worker", "dependent", "back"), log);
    }

    private final class Workers implements Duplex {

        @Override
        public Executor workers() {
            return call -> {
                log.add("worker");
                call.run();
                log.add("back");
            };
        }

        @Override
        public Strand strand() {
            return strand;
        }

        @Override
        public Executor nextTurns() {
            throw new AssertionError("nobody has had many");
        }

        @Override
        public int read(ByteBuffer dst) {
            throw new AssertionError("nobody reads");
        }

        @Override
        public int write(ByteBuffer src) {
            throw new AssertionError("nobody writes");
        }

        @Override
        public boolean flush() {
            throw new AssertionError("nobody writes");
        }

        @Override
        public void close() {}
    }
}
