package org.upgradefilter.negotiation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.upgradefilter.http.ProtocolToken;
import org.upgradefilter.http.RequestHead;
import org.upgradefilter.protocol.Handshake;
import org.upgradefilter.protocol.Refusal;
import org.upgradefilter.protocol.UpgradeProtocol;

/** A protocol that answers as told, and writes down what was offered to it. */
final class TestProtocol implements UpgradeProtocol {

    private final ProtocolToken token;
    private Set<String> methods = Set.of("GET");
    private Handshake answer;
    private List<ProtocolToken> layers;
    private boolean carriesHttp;
    private int maxContentBytes;

    /** What {@link #handshake} was asked to judge. */
    final List<String> judged = new ArrayList<>();

    /** Accepts GET. */
    TestProtocol(String token) {
        this.token = ProtocolToken.parse(token).orElseThrow();
        this.answer = accepted(this.token);
        this.layers = List.of(this.token);
    }

    TestProtocol declines() {
        answer = new Handshake.Declined("told to");
        return this;
    }

    TestProtocol passesOn() {
        answer = new Handshake.PassedOn();
        return this;
    }

    TestProtocol refuses(Refusal refusal) {
        answer = new Handshake.Refused(refusal);
        return this;
    }

    TestProtocol methods(String... honoured) {
        methods = Set.of(honoured);
        return this;
    }

    /** Carries HTTP, as the upper of these layers. */
    TestProtocol carriesHttp(String named) {
        layers = ProtocolToken.parseList(List.of(named));
        carriesHttp = true;
        return this;
    }

    TestProtocol takes(int contentBytes) {
        maxContentBytes = contentBytes;
        return this;
    }

    private static Handshake accepted(ProtocolToken inEffect) {
        return new Handshake.Accepted(
                List.of(inEffect),
                List.of(),
                (duplex, timer) -> {
                    throw new AssertionError("nothing is connected here");
                });
    }

    @Override
    public ProtocolToken token() {
        return token;
    }

    @Override
    public Set<String> methods() {
        return methods;
    }

    @Override
    public List<ProtocolToken> layers() {
        return layers;
    }

    @Override
    public boolean carriesHttp() {
        return carriesHttp;
    }

    @Override
    public int maxContentBytes() {
        return maxContentBytes;
    }

    @Override
    public Handshake handshake(RequestHead head, ProtocolToken offered) {
        judged.add(offered.toString());
        return answer;
    }
}
