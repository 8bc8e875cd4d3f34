package org.upgradefilter.protocol;

import java.util.Set;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;

/** See {@link UpgradeProtocol#passingOn}. */
record PassingOn(ProtocolToken token, Set<String> methods) implements UpgradeProtocol {

    PassingOn {
        methods = Set.copyOf(methods);
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("a protocol needs a method that asks for it");
        }
    }

    @Override
    public Handshake handshake(RequestHead head, ProtocolToken offered) {
        return new Handshake.PassedOn();
    }
}
