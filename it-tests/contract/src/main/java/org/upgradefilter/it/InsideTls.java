package org.upgradefilter.it;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;

/**
 * A container to which everybody speaks inside TLS, for which each connection has asked in clear
 * (RFC 2817 §3.2): whatever holds there in clear holds inside as well.
 *
 * <p>Clients that cannot ask go through a {@link TlsForwarder}.
 */
public final class InsideTls extends UpgradedContainer {

    /** Of the addresses of web applications that are to be asked so. */
    static final String SCHEME = "http+tls";

    private static final String PATH = "/inside-tls";

    private static final RawRequest ASKING =
            RawRequest.line("OPTIONS " + PATH + " HTTP/1.1")
                    .with("Connection", "Upgrade")
                    .with("Upgrade", "TLS/1.2");

    private static final UpgradingFilter FILTER =
            new UpgradingFilter(PATH, TestCertificate.settings(PATH + " allow TLS"));

    public InsideTls(Container container) {
        super(container, FILTER);
    }

    static boolean isInside(URI server) {
        return server.getScheme().equals(SCHEME);
    }

    /**
     * Asks for TLS, shakes hands, and receives the answer to what has asked.
     *
     * @throws ConnectException if the server does not switch
     */
    static RawConnection upgraded(RawConnection inClear) throws IOException {
        int asked = inClear.exchange(ASKING).status();
        if (asked != 101) {
            throw new ConnectException("not switched to TLS, but " + asked);
        }
        RawConnection inside = inClear.secured(socket -> {});
        int answered = inside.response().status();
        if (answered != 200) {
            throw new AssertionError("a 200 expected, not " + answered);
        }
        return inside;
    }

    @Override
    protected URI address(URI server) {
        return URI.create(SCHEME + "://" + server.getAuthority());
    }

    /** Requests are read, and closes heard of, by the filter here, and not by the container. */
    @Override
    public Set<Capability> capabilities() {
        Set<Capability> having = super.capabilities();
        having.addAll(
                EnumSet.of(
                        Capability.PASSES_UPGRADE_NOT_NAMED_BY_CONNECTION,
                        Capability.ANSWERS_BEFORE_A_BAD_REQUEST));
        having.removeAll(
                EnumSet.of(Capability.SPEAKS_IN_CLEAR, Capability.SHOWS_OFFERS_BEHIND_THE_FILTER));
        return having;
    }
}
