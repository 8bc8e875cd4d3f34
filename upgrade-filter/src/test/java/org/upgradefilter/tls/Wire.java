package org.upgradefilter.tls;

import org.upgradefilter.io.ScriptedPeer;

/** What carries a client's bytes: a {@link ScriptedPeer}, or TLS once more. */
public interface Wire {

    void sends(byte[] bytes);

    /** The bytes that have arrived since the last call. */
    byte[] received();

    boolean sawEnd();

    static Wire of(ScriptedPeer peer) {
        return new Wire() {
            @Override
            public void sends(byte[] bytes) {
                peer.sends(bytes);
            }

            @Override
            public byte[] received() {
                return peer.received();
            }

            @Override
            public boolean sawEnd() {
                return peer.sawEnd();
            }
        };
    }
}
