package org.upgradefilter.protocol;

import java.util.List;
import java.util.Set;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;

/**
 * A protocol an HTTP/1.1 connection may be switched to (RFC 9110 §7.8), as one rule has set it up.
 *
 * <p>A protocol of one's own is given to the filter's builder, or found by {@link
 * java.util.ServiceLoader} where {@code
 * META-INF/services/org.upgradefilter.protocol.UpgradeProtocol} names its class (public, with a
 * public constructor without arguments), and then used by rules as text.
 *
 * <p>Immutable; any thread.
 */
public interface UpgradeProtocol {

    /** The token it is registered under, in the spelling we answer with. */
    ProtocolToken token();

    /**
     * The methods whose semantics the protocol can honour (§7.8). An offer on any other method is
     * ignored, and answered 405 where the protocol is required, unless it {@linkplain #carriesHttp
     * carries HTTP}. Not empty.
     */
    Set<String> methods();

    /**
     * True if the protocol can honour the semantics of {@code method}. Unless overridden, if it is
     * one of {@link #methods}; for a protocol that can honour any, whoever has named it.
     */
    default boolean honours(String method) {
        return methods().contains(method);
    }

    /**
     * How much content a request may bring that is switched, in bytes. All of it is read before the
     * 101 and handed to {@link ConnectionFactory#after}; an offer with more, or with content whose
     * length nobody has told, is ignored. Unless overridden, none.
     */
    default int maxContentBytes() {
        return 0;
    }

    /**
     * What a 426 names where a rule requires the protocol, lowest layer first (§15.5.22). Unless
     * overridden, the {@link #token}.
     */
    default List<ProtocolToken> layers() {
        return List.of(token());
    }

    /**
     * True if HTTP goes on in it, so that a request of any method may follow there. Unless
     * overridden, false.
     */
    default boolean carriesHttp() {
        return false;
    }

    /**
     * The protocol as a rule in text wants it. Unless overridden, there is nothing to set.
     *
     * @throws IllegalArgumentException if a value is not valid; the message names setting, value
     *     and cure
     */
    default UpgradeProtocol configured(RuleSettings settings) {
        return this;
    }

    /**
     * Judges one offer. Pure: it neither reads content nor answers.
     *
     * <p>Called only for HTTP/1.1 requests whose {@code Connection} names {@code Upgrade}, whose
     * method it {@linkplain #honours honours}, whose content it {@linkplain #maxContentBytes takes}
     * and whose offer policy allows.
     *
     * @param offered the member of {@code Upgrade} that named this protocol
     */
    Handshake handshake(RequestHead head, ProtocolToken offered);

    /**
     * A protocol whose offers go on to a servlet, which asks for the switch itself.
     *
     * @throws IllegalArgumentException if no method is named
     */
    static UpgradeProtocol passingOn(ProtocolToken token, Set<String> methods) {
        return new PassingOn(token, methods);
    }
}
