package org.upgradefilter.servlet;

import org.upgradefilter.servlet.FakeInput.PeersEnd;

/** The servlet engines whose oddities {@link FakeWebConnection} replays; measured on these. */
enum Engine {
    /**
     * Undertow 2.3.20 and 2.3.26. Calls back on an I/O thread, and must be read there; ignores
     * offset and length; reports a failure until somebody throws.
     */
    UNDERTOW(ReadPause.RESUMED_ON_CALLBACK_THREAD, PeersEnd.ALL_DATA_READ),
    /** GlassFish 7.0.25. Is read on any thread; reports a failure twice. */
    GRIZZLY(ReadPause.RESUMED_ANYWHERE, PeersEnd.ERROR),
    /**
     * Tomcat 10.1 and 11. Calls back again as long as anything is unread; holds a lock while it
     * calls back, and does not tell of room to write meanwhile.
     */
    TOMCAT(ReadPause.BLOCKED_BY_TURNS, PeersEnd.ERROR_AND_ALL_DATA_READ),
    /**
     * Open Liberty 26.0.0.3, and whatever nobody has measured. Loses what is unread when a callback
     * returns; holds the stream's monitor while it calls back.
     */
    LIBERTY(ReadPause.BLOCKED_IN_CALLBACK, PeersEnd.ALL_DATA_READ);

    final ReadPause pause;
    final PeersEnd peersEnd;

    Engine(ReadPause pause, PeersEnd peersEnd) {
        this.pause = pause;
        this.peersEnd = peersEnd;
    }

    /** True if callbacks come on a thread of the engine's own, even in a simple test. */
    boolean hasOwnThread() {
        return this == UNDERTOW || blocks();
    }

    /** True if a callback stays while reading pauses. */
    boolean blocks() {
        return this == TOMCAT || this == LIBERTY;
    }
}
