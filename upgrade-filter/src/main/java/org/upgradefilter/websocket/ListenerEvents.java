package org.upgradefilter.websocket;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.websocket.MessageSink.Part;

/**
 * Which event the listener is told next, and when: one at a time, each for a unit of demand, and
 * its last one, {@code onClose} or {@code onError}, once.
 *
 * <p>Confined to the connection's strand.
 */
final class ListenerEvents {

    private final WebSocket socket;
    private final ListenerCalls calls;

    /** What the listener has asked for and not been given. */
    private long demand;

    /** True from the decision to call the listener until it has returned. */
    private boolean calling;

    /** An event that waits for demand. */
    private ListenerCalls.@Nullable Call waiting;

    /** The listener's last event. */
    private ListenerCalls.@Nullable Call last;

    /** True if {@link #last} no longer waits for demand. */
    private boolean lastIsDue;

    /** True when the listener has been told its last event, or is owed none. */
    private boolean over;

    ListenerEvents(WebSocket socket, ListenerCalls calls) {
        this.socket = socket;
        this.calls = calls;
    }

    /** Tells {@code onOpen}, which needs no demand. */
    void begin() {
        call(
                told -> {
                    told.onOpen(socket);
                    return null;
                });
    }

    /** Adds to the demand. */
    void request(long more) {
        demand = demand + more < 0 ? Long.MAX_VALUE : demand + more;
    }

    boolean hasDemand() {
        return demand > 0;
    }

    /** True if nothing is being told or waits to be, and the end is not in sight. */
    boolean isIdle() {
        return !calling && waiting == null && last == null;
    }

    /** True while the listener is being called, or about to be. */
    boolean isCalling() {
        return calling;
    }

    /** True when the listener is told no more. */
    boolean isOver() {
        return over;
    }

    /** Tells {@code onText}, when there is demand for it; only if {@link #isIdle}. */
    void tellText(CharSequence data, Part part) {
        waiting = told -> told.onText(socket, data, part == Part.LAST);
    }

    /** Likewise {@code onBinary}. */
    void tellBinary(ByteBuffer data, Part part) {
        waiting = told -> told.onBinary(socket, data, part == Part.LAST);
    }

    /** Likewise {@code onPing}. */
    void tellPing(ByteBuffer data) {
        waiting = told -> told.onPing(socket, data.asReadOnlyBuffer());
    }

    /** Likewise {@code onPong}. */
    void tellPong(ByteBuffer data) {
        waiting = told -> told.onPong(socket, data);
    }

    /** Likewise {@code onClose}, the last event. */
    void tellClose(int code, String reason) {
        last = told -> told.onClose(socket, code, reason);
    }

    /**
     * Tells {@code onClose} as soon as may be, and then nothing more; or, if there is a last event
     * already, that one.
     */
    void endWithClose(int code, String reason) {
        end(told -> told.onClose(socket, code, reason));
    }

    /** Likewise {@code onError}. */
    void endWithError(Throwable cause) {
        end(
                told -> {
                    told.onError(socket, cause);
                    return null;
                });
    }

    private void end(ListenerCalls.Call event) {
        if (last == null) {
            last = event;
            waiting = null;
        }
        lastIsDue = true;
    }

    /** True if the last event waits for no demand. */
    boolean isLastDue() {
        return lastIsDue;
    }

    /** The last event waits for demand no longer. */
    void hurryLast() {
        lastIsDue = true;
    }

    /** Nothing more is told. */
    void abandon() {
        over = true;
    }

    /** Calls the listener if something is due. */
    void callWhatIsDue() {
        if (calling || over) {
            return;
        }
        if (waiting != null && demand > 0) {
            demand--;
            ListenerCalls.Call next = waiting;
            waiting = null;
            call(next);
        } else if (last != null && (lastIsDue || demand > 0)) {
            over = true;
            call(last);
        }
    }

    private void call(ListenerCalls.Call next) {
        calling = true;
        calls.call(next);
    }

    /** The listener has returned. */
    void onReturned() {
        calling = false;
    }
}
