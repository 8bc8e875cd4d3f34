package org.upgradefilter.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A client that speaks TLS by an engine of the JDK's, on the test's thread.
 *
 * <p>Every call has happened, with the server's part in it, when it returns.
 */
public final class TlsPeer implements Wire {

    private final Wire wire;
    private final SSLEngine engine;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 19).flip();
    private final ByteBuffer scratch = ByteBuffer.allocate(1 << 16);
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
    private @Nullable SSLException failure;

    public TlsPeer(Wire wire, SSLEngine engine) {
        this.wire = wire;
        this.engine = engine;
        engine.setUseClientMode(true);
    }

    public SSLEngine engine() {
        return engine;
    }

    /** Shakes hands, as far as the server does. */
    public TlsPeer shakesHands() {
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
        settles();
        return this;
    }

    public boolean isThrough() {
        return failure == null
                && engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING
                && !engine.getSession().getProtocol().equals("NONE");
    }

    /** What went wrong here, which is the server's alert for the most part. */
    public @Nullable SSLException failure() {
        return failure;
    }

    @Override
    public void sends(byte[] bytes) {
        wire.sends(encrypted(bytes));
        settles();
    }

    /** The records that {@code bytes} make, one for each call of the engine. */
    byte[] encrypted(byte[] bytes) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        ByteBuffer src = ByteBuffer.wrap(bytes);
        try {
            do {
                SSLEngineResult result = engine.wrap(src, scratch.clear());
                records.write(scratch.array(), 0, scratch.position());
                if (result.bytesConsumed() + result.bytesProduced() == 0) {
                    break;
                }
            } while (src.hasRemaining());
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
        return records.toByteArray();
    }

    /** Sends close_notify, and receives on. */
    public void ends() {
        engine.closeOutbound();
        settles();
    }

    /** Does everything the engine wants and there are bytes for. */
    public void settles() {
        try {
            while (failure == null && step()) {
                // Each turn is one step.
            }
        } catch (SSLException e) {
            failure = e;
            wire.sends(encrypted(new byte[0]));
        }
    }

    private boolean step() throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> {
                SSLEngineResult result = engine.wrap(ByteBuffer.allocate(0), scratch.clear());
                if (scratch.position() > 0) {
                    wire.sends(Arrays.copyOf(scratch.array(), scratch.position()));
                }
                return result.getStatus() == SSLEngineResult.Status.OK;
            }
            default -> {
                take();
                SSLEngineResult result = engine.unwrap(in, scratch.clear());
                plain.write(scratch.array(), 0, scratch.position());
                return result.getStatus() == SSLEngineResult.Status.OK
                        && result.bytesConsumed() > 0;
            }
        }
        return true;
    }

    private void take() {
        byte[] more = wire.received();
        in.compact().put(more).flip();
    }

    @Override
    public byte[] received() {
        settles();
        byte[] bytes = plain.toByteArray();
        plain.reset();
        return bytes;
    }

    /** The same as ASCII text. */
    public String receivedText() {
        return new String(received(), StandardCharsets.US_ASCII);
    }

    /** True if the server has said good-bye, and nothing went wrong. */
    public boolean sawCloseNotify() {
        settles();
        return failure == null && engine.isInboundDone();
    }

    @Override
    public boolean sawEnd() {
        return sawCloseNotify() && wire.sawEnd();
    }
}
