package org.upgradefilter.servlet;

/**
 * How reading from a {@code ServletInputStream} can be stopped and gone on with: the API has no
 * word for it, and each engine behaves in its own way when {@code onDataAvailable} returns with
 * bytes unread.
 */
public enum ReadPause {
    /** Return from the callback; go on reading later, on the thread that called back. */
    RESUMED_ON_CALLBACK_THREAD,
    /** Return from the callback; go on reading later, on any thread. */
    RESUMED_ANYWHERE,
    /** Stay in the callback. Costs a thread for as long, and works with every engine. */
    BLOCKED_IN_CALLBACK,
    /**
     * Stay in the callback, but only for a moment where something waits to be written: the engine
     * holds a lock while it calls back, and needs it to tell that there is room; then it calls back
     * again. Costs a thread for as long, of which there are not many for this: for want of one,
     * bytes are kept up to a limit, beyond which the connection fails.
     */
    BLOCKED_BY_TURNS
}
