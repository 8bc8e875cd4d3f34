package org.upgradefilter.jetty.server;

import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.upgradefilter.http.ProtocolToken;

/**
 * The name of one protocol, and every value of {@code Upgrade} that lists it, or another.
 *
 * <p>The others have no name here, for Jetty would drop a factory of its own that has it ({@code
 * h2c}; 12.0, 12.1).
 *
 * <p>Jetty has a connection upgraded by the factory whose protocols contain the whole value of the
 * field's last line (12.0, 12.1), so that it would miss {@code h2c, TLS/1.2}.
 */
final class Offered extends AbstractList<String> {

    private final ProtocolToken protocol;
    private final List<ProtocolToken> others;

    Offered(ProtocolToken protocol, List<ProtocolToken> others) {
        this.protocol = protocol;
        this.others = others;
    }

    @Override
    public String get(int index) {
        if (index != 0) {
            throw new IndexOutOfBoundsException(index);
        }
        return protocol.toString();
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public boolean contains(@Nullable Object value) {
        return value instanceof String line
                && ProtocolToken.parseList(List.of(line)).stream().anyMatch(this::isListed);
    }

    private boolean isListed(ProtocolToken offer) {
        return protocol.covers(offer) || others.stream().anyMatch(other -> other.covers(offer));
    }
}
