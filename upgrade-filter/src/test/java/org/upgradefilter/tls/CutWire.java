package org.upgradefilter.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.upgradefilter.io.ScriptedPeer;

/** Carries a client's bytes in other pieces than it has sent them in. */
final class CutWire implements Wire {

    private final ScriptedPeer peer;
    private final int cut;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private boolean holding;

    /**
     * @param cut where each piece is cut in two; 0 for between all of its bytes
     */
    CutWire(ScriptedPeer peer, int cut) {
        this.peer = peer;
        this.cut = cut;
    }

    @Override
    public void sends(byte[] bytes) {
        if (holding) {
            held.writeBytes(bytes);
        } else if (cut == 0) {
            peer.sendsSlowly(bytes);
        } else {
            int at = Math.min(cut, bytes.length);
            peer.sends(Arrays.copyOf(bytes, at));
            peer.sends(Arrays.copyOfRange(bytes, at, bytes.length));
        }
    }

    /** Keeps what is sent from now on. */
    void hold() {
        holding = true;
    }

    /** Sends what was kept, in one piece. */
    void release() {
        holding = false;
        peer.sends(held.toByteArray());
        held.reset();
    }

    @Override
    public byte[] received() {
        return peer.received();
    }

    @Override
    public boolean sawEnd() {
        return peer.sawEnd();
    }
}
