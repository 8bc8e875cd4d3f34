package org.upgradefilter.tomcat.coyote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.net.SocketWrapperBase.BlockingMode;
import org.apache.tomcat.util.net.SocketWrapperBase.CompletionState;

/**
 * What a {@link TomcatDuplex} asks of Tomcat's socket, without leaving the application on a thread.
 *
 * <p>A call may start a thread that outlives the application: a worker, or with NIO2, in any call,
 * one of the JDK's own (10.1, 11). It would inherit the caller's context class loader and, before
 * JDK 24, the protection domains of all that is on the stack, which hold the application's class
 * loader as well. So the calls are made under Tomcat's loader and privileged, which hides what is
 * below them; and nothing above them is the application's, for a {@link
 * org.upgradefilter.servlet.BridgeLoader} has defined this class.
 */
@SuppressWarnings("removal") // Of no use where it will have been removed.
final class TomcatSocket implements Executor {

    private static final System.Logger LOG = System.getLogger(TomcatSocket.class.getName());

    private static final ClassLoader TOMCAT = SocketWrapperBase.class.getClassLoader();

    private final SocketWrapperBase<?> socket;

    /** With it, reading and writing start nothing, nor do they need an event under a lock. */
    private final boolean nio;

    private final boolean plain;

    TomcatSocket(SocketWrapperBase<?> socket) {
        this.socket = socket;
        nio = socket instanceof NioEndpoint.NioSocketWrapper;
        plain = nio && !(channel() instanceof SecureNioChannel);
    }

    /** Tomcat's own; for what starts nothing. */
    SocketWrapperBase<?> wrapped() {
        return socket;
    }

    /** True if {@link #writeLater} may be used, and no event need be waited for. */
    boolean completesWithoutLock() {
        return nio;
    }

    /** True if {@link #readDirect} and {@link #writeDirect} may be used: NIO without TLS. */
    boolean isPlain() {
        return plain;
    }

    /**
     * Reads from the channel itself, as much at once as there is room for, where Tomcat would read
     * 8 KiB; after what Tomcat has read already.
     */
    int readDirect(ByteBuffer dst) throws IOException {
        return buffers().isReadBufferEmpty() ? channel().read(dst) : socket.read(false, dst);
    }

    /** Writes to the channel itself. Nothing may be left in Tomcat's buffers. */
    int writeDirect(ByteBuffer src) throws IOException {
        return channel().write(src);
    }

    /** Asked for each time: Tomcat puts another one in its place when the socket is closed. */
    private NioChannel channel() {
        return ((NioEndpoint.NioSocketWrapper) socket).getSocket();
    }

    /** Makes a write that was left for later fail now. */
    void failWrites() {
        try {
            channel().getIOChannel().shutdownOutput();
        } catch (IOException e) {
            // It is closed, or was never connected: the write fails all the more.
            LOG.log(System.Logger.Level.DEBUG, "the output was shut down already", e);
        }
    }

    /** As {@code SocketWrapperBase.read}, without blocking. */
    int read(ByteBuffer dst) throws IOException {
        return nio ? socket.read(false, dst) : call(() -> socket.read(false, dst));
    }

    /** As {@code SocketWrapperBase.write}, without blocking. */
    void write(ByteBuffer src) throws IOException {
        if (nio) {
            socket.write(false, src);
            return;
        }
        call(
                () -> {
                    socket.write(false, src);
                    return true;
                });
    }

    /**
     * Leaves {@code src}, and what is in Tomcat's buffers before it, to be written when there is
     * room. Completed at once, it does not tell {@code whenWritten}; else that is told on a worker
     * that holds no lock.
     */
    CompletionState writeLater(ByteBuffer src, CompletionHandler<Long, Void> whenWritten) {
        // -1: the socket's own time limit, which is none
        return socket.write(
                BlockingMode.NON_BLOCK,
                -1,
                TimeUnit.MILLISECONDS,
                null,
                SocketWrapperBase.COMPLETE_WRITE,
                whenWritten,
                src);
    }

    /** As {@code SocketWrapperBase.flush}, without blocking: true if something is left. */
    boolean flush() throws IOException {
        return nio ? socket.flush(false) : call(() -> socket.flush(false));
    }

    boolean isReadyForWrite() throws IOException {
        return call(socket::isReadyForWrite);
    }

    /** Tomcat's own; asking for it starts nothing. */
    SocketBufferHandler buffers() {
        return socket.getSocketBufferHandler();
    }

    void registerReadInterest() {
        if (nio) {
            socket.registerReadInterest();
            return;
        }
        run(socket::registerReadInterest);
    }

    void registerWriteInterest() {
        run(socket::registerWriteInterest);
    }

    void close() {
        run(socket::close);
    }

    /** Runs {@code task} on one of Tomcat's workers. */
    @Override
    public void execute(Runnable task) {
        run(() -> socket.execute(task));
    }

    private static void run(Runnable action) {
        ClassLoader before = enter();
        try {
            AccessController.doPrivileged(
                    (PrivilegedAction<Boolean>)
                            () -> {
                                action.run();
                                return true;
                            });
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static <T> T call(PrivilegedExceptionAction<T> action) throws IOException {
        ClassLoader before = enter();
        try {
            return AccessController.doPrivileged(action);
        } catch (PrivilegedActionException e) {
            throw (IOException) e.getException();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static ClassLoader enter() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(TOMCAT);
        return before;
    }
}
