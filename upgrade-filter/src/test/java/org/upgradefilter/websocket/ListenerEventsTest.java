package org.upgradefilter.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.upgradefilter.io.ScriptedPeer;
import org.upgradefilter.websocket.MessageSink.Part;

/** The listener returns only when the test says so. */
class ListenerEventsTest {

    private final ScriptedListener listener = new ScriptedListener();
    private final ScriptedPeer peer = new ScriptedPeer();
    private final ListenerEvents events =
            new ListenerEvents(
                    new ManualWebSocket(),
                    new ListenerCalls(listener, peer.duplex(), new Unanswered()));

    private void does(Runnable something) {
        peer.duplex()
                .strand()
                .execute(
                        () -> {
                            something.run();
                            events.callWhatIsDue();
                        });
        peer.duplex().rethrowFailures();
    }

    private void returns() {
        does(events::onReturned);
    }

    @BeforeEach
    void opens() {
        does(events::begin);
        assertEquals(List.of("open"), listener.news());
        assertFalse(events.isIdle());
        returns();
        assertTrue(events.isIdle());
    }

    @Test
    void an_event_takes_a_unit_of_demand() {
        does(() -> events.tellText("a", Part.LAST));
        assertEquals(List.of(), listener.news());
        assertFalse(events.isIdle());
        assertFalse(events.isCalling());
        does(() -> events.request(1));
        assertEquals(List.of("text \"a\""), listener.news());
        assertTrue(events.isCalling());
        assertFalse(events.hasDemand());
        returns();
        does(() -> events.tellPong(ByteBuffer.allocate(0)));
        assertEquals(List.of(), listener.news());
    }

    @Test
    void demand_adds_up_to_no_more_than_there_is() {
        does(() -> events.request(Long.MAX_VALUE));
        does(() -> events.request(Long.MAX_VALUE));
        assertTrue(events.hasDemand());
    }

    @Test
    void the_next_event_waits_for_the_listener() {
        does(() -> events.request(10));
        does(() -> events.tellText("a", Part.MORE));
        does(() -> events.tellClose(1000, "bye"));
        assertEquals(List.of("text \"a\"..."), listener.news());
        assertFalse(events.isOver());
        returns();
        assertEquals(List.of("close 1000 \"bye\""), listener.news());
        assertTrue(events.isOver());
    }

    @Test
    void a_close_waits_for_demand_unless_it_is_hurried() {
        does(() -> events.tellClose(1000, "bye"));
        assertEquals(List.of(), listener.news());
        assertFalse(events.isLastDue());
        does(events::hurryLast);
        assertEquals(List.of("close 1000 \"bye\""), listener.news());
        assertTrue(events.isLastDue());
    }

    @Test
    void an_end_takes_the_place_of_what_waits() {
        does(() -> events.tellText("never told", Part.LAST));
        does(() -> events.endWithError(new IOException("gone")));
        assertEquals(List.of("error gone"), listener.news());
        returns();
        does(() -> events.request(10));
        does(() -> events.endWithClose(1006, ""));
        assertEquals(List.of(), listener.news());
        assertFalse(events.isIdle());
    }

    @Test
    void an_end_makes_the_end_due_that_was_there_first() {
        does(() -> events.tellClose(1000, "bye"));
        does(() -> events.endWithError(new IOException("gone")));
        assertEquals(List.of("close 1000 \"bye\""), listener.news());
    }

    @Test
    void after_an_abort_nothing_is_told() {
        does(events::abandon);
        does(() -> events.endWithClose(1006, ""));
        assertTrue(events.isOver());
        assertEquals(List.of(), listener.news());
    }

    private static final class Unanswered implements ListenerCalls.Caller {

        @Override
        public void onDone() {
            // The test decides when that is.
        }

        @Override
        public void onReturned(CompletionStage<?> stage) {
            throw new AssertionError("there is no stage");
        }

        @Override
        public void onThrown(Throwable failure) {
            throw new AssertionError(failure);
        }
    }
}
